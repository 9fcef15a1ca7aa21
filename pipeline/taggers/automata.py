"""The gazetteer's automaton: one pass over a text finds the longest name at each of its places, in whatever script.

It is a double array of characters (daachorse), 15 MB for 140,000 names. Making it takes a process 0.3 s, so it is kept in the user's
cache once it is made, and read back in 10 ms; where there is no cache to write to, each process makes its own.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from mmap import ACCESS_READ, mmap
from typing import Any

import daachorse
import xxhash

from newsbeam.pipeline.gazetteer.table import HERE, read
from newsbeam.pipeline.process.kept import keep, kept
from newsbeam.pipeline.process.memory import give_back, releasable

LIBRARY = version("daachorse")
"""Of the library: another writes its automata another way."""
Hit = tuple[int, int, int]
"""(start, end, pattern): offsets count characters."""


def longest(names: Sequence[str]) -> Any:
    """An automaton whose `find` gives the longest name that begins at each place, none overlapping another."""
    return daachorse.CharwiseDoubleArrayAhoCorasick(list(names), daachorse.MATCH_KIND_LEFTMOST_LONGEST)


def kept_automaton(kind: str, names: list[str], make: Callable[[list[str]], Any]) -> Any:
    """An automaton of these very names from the user's cache, or made and kept there."""
    name = f"{kind}-{xxhash.xxh3_64_hexdigest(chr(10).join(names).encode())}-{LIBRARY}"
    with suppress(ValueError):
        body = kept(name)
        if body is not None:
            return daachorse.CharwiseDoubleArrayAhoCorasick.deserialize(body)
    made = make(names)
    keep(name, made.serialize())
    return made


def find(text: str) -> list[Hit]:
    """The longest name that begins at each place of `text`, in order, none overlapping another; edges are not looked at."""
    found: list[Hit] = automaton().find(text)
    return found


@cache
def edition() -> str:
    """Of the gazetteer's names and places: what is made of others is another."""
    return _sum("surfaces") + _sum("places")


def _sum(name: str) -> str:
    with (HERE / f"{name}.arrow").open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as mapped:
        return xxhash.xxh3_64_hexdigest(mapped)


@releasable
@cache
def automaton() -> Any:
    """The automaton of the gazetteer's names, from the cache or made anew; once per process."""
    name = f"names-{edition()[:16]}-{LIBRARY}"
    with suppress(ValueError):
        body = kept(name)
        if body is not None:
            return daachorse.CharwiseDoubleArrayAhoCorasick.deserialize(body)
    made = longest(read("surfaces").column("surface").to_pylist())
    keep(name, made.serialize())
    give_back()
    return made
