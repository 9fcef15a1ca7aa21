"""Given names and family names of some eighty countries, in their own scripts and in Latin letters (`build.py`, CREDITS.md)."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Self

import numpy as np
import zstandard
from xxhash import xxh3_64_hexdigest, xxh3_64_intdigest

from newsbeam.pipeline.process.kept import keep_parts, kept_parts
from newsbeam.pipeline.process.memory import releasable

GIVEN = Path(__file__).with_name("given.zst")
FAMILY = Path(__file__).with_name("family.zst")
SPELT = Path(__file__).with_name("spelt.zst")
IS_GIVEN, IS_FAMILY, IS_SPELT = 1, 2, 4
_SHIFT = 64 - 16
"""A hash is looked up among those that begin with the same sixteen bits: two of 120,000."""


class Lists:
    r"""Lists of names, as the sorted hashes of them: 120,000 names are 1.3 MB, where a set of strings takes ten times that.

    >>> lists = Lists(zstandard.compress("Anna\nAnne\nBo".encode()), zstandard.compress("Anne\nLi".encode()))
    >>> [lists.which(name) for name in ("Bo", "Li", "Anne", "Ann", "Anna\nAnne")]
    [1, 2, 3, 0, 0]
    """

    __slots__ = ("_begins", "_hashes", "_which")

    def __init__(self, *packed: bytes) -> None:
        """Each of lines, compressed."""
        hashes = [np.fromiter(map(xxh3_64_intdigest, _lines(one)), np.uint64) for one in packed]
        known, at = np.unique(np.concatenate(hashes), return_inverse=True)
        which = np.zeros(len(known), np.uint8)
        for bit, count in enumerate(map(len, hashes)):
            which[at[:count]] |= 1 << bit
            at = at[count:]
        begins = np.searchsorted(known >> np.uint64(_SHIFT), np.arange((1 << 64 - _SHIFT) + 1, dtype=np.uint64))
        self._take(known.tobytes(), which.tobytes(), begins.astype(np.uint32).tobytes())

    @classmethod
    def kept(cls, *packed: bytes) -> Self:
        """The same from the user's cache, or made and kept."""
        name = f"lists-{xxh3_64_hexdigest(b'|'.join((Path(__file__).read_bytes(), *packed)))}"
        parts = kept_parts(name)
        if parts is None:
            made = cls(*packed)
            keep_parts(name, (made._hashes.tobytes(), made._which, made._begins.tobytes()))
            return made
        read = cls.__new__(cls)
        read._take(*parts)
        return read

    def _take(self, hashes: bytes, which: bytes, begins: bytes) -> None:
        self._hashes, self._which, self._begins = array("Q", hashes), which, array("I", begins)

    def which(self, name: str) -> int:
        """In which of the lists a name stands, as a sum: 1 the first, 2 the second, 4 the third."""
        wanted = xxh3_64_intdigest(name.encode("utf-8", "surrogatepass"))
        bucket = wanted >> _SHIFT
        end = self._begins[bucket + 1]
        at = bisect_left(self._hashes, wanted, self._begins[bucket], end)
        return self._which[at] if at < end and self._hashes[at] == wanted else 0


class Names:
    """One of the lists, as a set of names."""

    __slots__ = ("_bit", "_lists", "_path")

    def __init__(self, path: Path, bit: int) -> None:
        self._path, self._bit, self._lists = path, bit, lists()

    def __contains__(self, name: str) -> bool:
        return self._lists.which(name) & self._bit > 0

    def __iter__(self) -> Iterator[str]:
        return (line.decode() for line in _lines(self._path.read_bytes()))


def _lines(packed: bytes) -> list[bytes]:
    return zstandard.ZstdDecompressor().decompress(packed).split(b"\n")


@releasable
@cache
def lists() -> Lists:
    """Given names, then family names, then the sounds of given names in Latin letters."""
    return Lists.kept(GIVEN.read_bytes(), FAMILY.read_bytes(), SPELT.read_bytes())


def spelt(sounds: str) -> bool:
    """Whether a given name in Latin letters has these sounds (`name_letters.py`)."""
    return lists().which(sounds) & IS_SPELT > 0


@releasable
@cache
def given() -> Names:
    """Given names as printed."""
    return Names(GIVEN, IS_GIVEN)


@releasable
@cache
def family() -> Names:
    """Family names as printed."""
    return Names(FAMILY, IS_FAMILY)
