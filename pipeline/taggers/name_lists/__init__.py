"""Given names and family names of some eighty countries, in their own scripts and in Latin letters (`build.py`, CREDITS.md)."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import zstandard
from xxhash import xxh3_64_intdigest

from newsbeam.pipeline.process.memory import releasable

GIVEN = Path(__file__).with_name("given.zst")
FAMILY = Path(__file__).with_name("family.zst")


_SHELVES = 1 << 14
_SHIFT = 64 - 14
"""Hashes are looked up among those that begin with the same bits."""


class Names:
    r"""A set of names, as the sorted hashes of them: 70,000 are 0.6 MB, where a set of strings takes ten.

    >>> names = Names(zstandard.compress("Anna\nAnne\nBo".encode()))
    >>> "Anne" in names, "Ann" in names, "Anna\nAnne" in names, list(names)
    (True, False, False, ['Anna', 'Anne', 'Bo'])
    """

    __slots__ = ("_begins", "_hashes", "_packed")

    def __init__(self, packed: bytes) -> None:
        """Of lines, compressed."""
        self._packed = packed
        hashes = np.fromiter(map(xxh3_64_intdigest, self._lines()), np.uint64)
        hashes.sort()
        self._hashes = array("Q", hashes.tobytes())
        self._begins = array("I", np.searchsorted(hashes >> _SHIFT, np.arange(_SHELVES + 1)).astype(np.uint32).tobytes())

    def __contains__(self, name: str) -> bool:
        wanted = xxh3_64_intdigest(name.encode("utf-8", "surrogatepass"))
        shelf = wanted >> _SHIFT
        begin, end = self._begins[shelf], self._begins[shelf + 1]
        at = bisect_left(self._hashes, wanted, begin, end)  # among four or five, not among 70,000
        return at < end and self._hashes[at] == wanted

    def __iter__(self) -> Iterator[str]:
        return (line.decode() for line in self._lines())

    def _lines(self) -> list[bytes]:
        return zstandard.ZstdDecompressor().decompress(self._packed).split(b"\n")


@releasable
@cache
def given() -> Names:
    """Given names as printed."""
    return Names(GIVEN.read_bytes())


@releasable
@cache
def family() -> Names:
    """Family names as printed."""
    return Names(FAMILY.read_bytes())
