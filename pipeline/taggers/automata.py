"""The gazetteer's automata: one a group of scripts, built when a text in it comes.

One automaton of all 135,000 names took 60 MB to build and fitted no cache; most texts are of one group, so most processes
build one or two, and a text is held against the names that it can hold.
"""

from array import array
from functools import cache
from itertools import chain
from typing import Any

import ahocorasick_rs
import numpy as np

from newsbeam.pipeline.gazetteer.table import Ints, read
from newsbeam.pipeline.process.memory import give_back

Hit = tuple[int, int, int]
"""(pattern, start, end): offsets count characters."""

# Which scripts a character belongs to is told by the first byte of its UTF-8: blocks of 64 to 4,096 characters.
_GROUPS = bytearray(256)
_GROUPS[0xCD:0xD6] = b"\1" * 9  # Greek, Cyrillic, Armenian
_GROUPS[0xD6:0xE0] = b"\2" * 10  # Hebrew, Arabic, Syriac
_GROUPS[0xE0:0xE2] = b"\3" * 2  # India's, Thai, Georgian, Ethiopic, Khmer; and Vietnamese letters
_GROUPS[0xE3:0x100] = b"\4" * 29  # Han, kana, Hangul, and the planes above
LATIN = 0
"""Latin letters, digits and what is printed between words in any script."""


_MARKS = tuple((group, bytes((group,))) for group in range(1, 5))


def find(text: str) -> list[Hit]:
    """The longest name that begins at each place of `text`, in order, none overlapping another; edges are not looked at."""
    found = _found(text, LATIN)
    if text.isascii():
        return found
    read = text.encode("utf-8", "replace").translate(_GROUPS)
    others = [group for group, mark in _MARKS if mark in read]
    if not others:
        return found
    hits = sorted(chain(found, *(_found(text, group) for group in others)), key=_earliest_longest)
    # A name of two scripts ("1 мая", "Hà Nội") may lie over one of its own words.
    end, kept = 0, []
    for hit in hits:
        if hit[1] >= end:
            kept.append(hit)
            end = hit[2]
    return kept


def _earliest_longest(hit: Hit) -> tuple[int, int]:
    return hit[1], -hit[2]


def _found(text: str, group: int) -> list[Hit]:
    automaton, numbers = _automaton(group)
    return [(numbers[local], start, end) for local, start, end in automaton.find_matches_as_indexes(text)]


@cache
def _automaton(group: int) -> tuple[Any, "array[int]"]:
    """The names of one group, and the number of each among all; built once per process (0.02 to 0.15 s)."""
    surfaces = read("surfaces").column("surface").combine_chunks()
    _, offsets, letters = surfaces.buffers()
    ends = np.frombuffer(offsets, np.int32)[surfaces.offset : surfaces.offset + len(surfaces) + 1]
    own = np.flatnonzero(_groups(ends, letters) == group).astype(np.intc)
    text = letters.to_pybytes()
    # Arrow's own `take` would do, but the module that has it costs a process 50 MB.
    names = [text[start:end].decode() for start, end in zip(ends[own].tolist(), ends[own + 1].tolist(), strict=True)]
    automaton = ahocorasick_rs.AhoCorasick(names, matchkind=ahocorasick_rs.MATCHKIND_LEFTMOST_LONGEST, store_patterns=False)
    del names
    give_back()
    return automaton, array("i", own.tobytes())


def _groups(ends: Ints, letters: Any) -> Ints:
    """The group of each name: that of its character furthest down the list, so that a name of two scripts has one."""
    groups = np.frombuffer(bytes(_GROUPS), np.uint8).take(np.frombuffer(letters, np.uint8)[: ends[-1]])
    return np.maximum.reduceat(groups, ends[:-1].astype(np.intp))
