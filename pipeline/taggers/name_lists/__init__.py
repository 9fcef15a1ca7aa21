"""Given names and family names of some eighty countries, in their own scripts and in Latin letters (`build.py`, CREDITS.md)."""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import zstandard

GIVEN = Path(__file__).with_name("given.zst")
FAMILY = Path(__file__).with_name("family.zst")
_FIRST = itemgetter(slice(3))


class Names:
    r"""A set of names, those that begin alike in one text: 70,000 strings of their own take three times the memory.

    >>> names = Names(["Anna", "Anne", "Bo"])
    >>> "Anne" in names, "Ann" in names, "Anna\nAnne" in names, list(names)
    (True, False, False, ['Anna', 'Anne', 'Bo'])
    """

    __slots__ = ("_groups",)

    def __init__(self, names: Iterable[str]) -> None:
        """Of sorted names."""
        self._groups = {first: "\n".join(("", *group, "")) for first, group in groupby(names, _FIRST)}

    def __contains__(self, name: str) -> bool:
        group = self._groups.get(name[:3])
        return group is not None and f"\n{name}\n" in group and "\n" not in name

    def __iter__(self) -> Iterator[str]:
        for group in self._groups.values():
            yield from group[1:-1].split("\n")


@cache
def given() -> Names:
    """Given names as printed."""
    return _read(GIVEN)


@cache
def family() -> Names:
    """Family names as printed."""
    return _read(FAMILY)


def _read(path: Path) -> Names:
    return Names(zstandard.ZstdDecompressor().decompress(path.read_bytes()).decode().split("\n"))
