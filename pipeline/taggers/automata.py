"""The automaton of all names that are known by their spelling: one pass over a text finds the gazetteer's, and the organisations, persons and
titles that `names.py` asks for, in whatever script.

It is a double array of characters (daachorse), 15 MB for 145,000 names. Making it takes a process 0.3 s, so it is kept in the user's
cache once it is made, and read back in 10 ms; where there is no cache to write to, each process makes its own.
"""

from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from mmap import ACCESS_READ, mmap
from typing import Any, NamedTuple

import daachorse
import xxhash

from newsbeam.pipeline.gazetteer.table import HERE, read
from newsbeam.pipeline.process.kept import keep, kept
from newsbeam.pipeline.process.memory import can_be_set_aside, give_back, releasable
from newsbeam.pipeline.taggers.name_spellings import spellings

LIBRARY = version("daachorse")
"""Of the library: another writes its automata another way."""
Hit = tuple[int, int, int]
"""(start, end, pattern): offsets count characters."""


def longest(names: Sequence[str]) -> Any:
    """An automaton whose `find` gives the longest name that begins at each place, none overlapping another."""
    return daachorse.CharwiseDoubleArrayAhoCorasick(list(names), daachorse.MATCH_KIND_LEFTMOST_LONGEST)


def every(names: Sequence[str]) -> Any:
    """An automaton whose `find_overlapping` gives all of the names that stand in a text."""
    return daachorse.CharwiseDoubleArrayAhoCorasick(list(names))


class Seen(NamedTuple):
    """What one pass over a text finds; edges are not looked at."""

    places: list[Hit]
    """The longest name of the gazetteer that begins at each place, in order, none overlapping another."""
    known: Sequence[Hit]
    """Every other spelling (`name_spellings.py`, whose order counts them), those within others too."""


def seen_in(text: str) -> Seen:
    """Every name that is known by its spelling."""
    first = size()
    known: list[Hit] = []
    return Seen(leftmost(automaton().find_overlapping(text), first, known), known)


def find(text: str) -> list[Hit]:
    """The longest name of the gazetteer that begins at each place of `text`, in order, none overlapping another; edges are not looked at."""
    return seen_in(text).places


NONE = 1 << 31
"""More than there are names."""


def leftmost(hits: list[Hit], first: int = NONE, others: list[Hit] | None = None) -> list[Hit]:
    """Those that begin first, of them the longest, none overlapping another; `hits` in the order of their ends, of each the longest first.
    Patterns from `first` on are put among the `others` instead, counted from there.
    """
    kept: list[Hit] = []
    begun = done = 0
    for hit in hits:
        start, end, pattern = hit
        if pattern >= first:
            if others is not None:
                others.append((start, end, pattern - first))
            continue
        if start < done:
            if start > begun:
                continue  # within the last one, or begun there
            # It holds the last one, and goes before all that it holds, unless it begins within an earlier one.
            at = len(kept) - 2
            while at >= 0 and kept[at][0] >= start:
                at -= 1
            if at >= 0 and kept[at][1] > start:
                continue
            del kept[at + 1 :]
        kept.append(hit)
        begun, done = start, end
    return kept


@cache
def size() -> int:
    """How many names the gazetteer has: patterns from there on are other spellings."""
    return int(read("surfaces", "edge").num_rows)


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
    """The automaton, from the cache or made anew; once per process."""
    others = spellings().listed()
    # By what is in it: a rule in the code may read other spellings out of the same tables, and hits are counted by their place among them.
    name = f"names-{edition()[:16]}-{xxhash.xxh3_64_hexdigest(chr(0).join(others).encode())}-{LIBRARY}"
    with suppress(ValueError):
        body = kept(name)
        if body is not None:
            found = daachorse.CharwiseDoubleArrayAhoCorasick.deserialize(body)
            can_be_set_aside(automaton)
            return found
    made = every([*read("surfaces").column("surface").to_pylist(), *others])
    keep(name, made.serialize())
    give_back()
    return made
