"""Of the pairs that may be copies, those that may share half of the shorter text's shingles, by an upper bound that costs a microsecond.

Of five pairs that share keys four hold less, and to take two texts up and compare them costs twenty times as much. Each text is a
row of bits, one set for each shingle. Two texts share no more shingles than bits, but for those of one text that fell into the bits of
others of it. All numpy, many texts at once.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from newsbeam.pipeline.near.candidates import Ints, Pairs
from newsbeam.pipeline.near.characters import U32
from newsbeam.pipeline.near.rows import Rows
from newsbeam.pipeline.near.sketch import MAX_SHINGLES
from newsbeam.pipeline.near.verify import CONTAINMENT

BITS = 4_096
"""Half a kilobyte a text. Two texts of 300 shingles meet in some twenty bits by chance, where a copy shares 150."""
_TOGETHER = 256
"""Texts whose bits are set together: a byte each, while they are."""
_PAIRS = 1_024
"""Pairs that are looked at together: half a megabyte."""
_Words = npt.NDArray[np.uint16]
_ONES = np.array([] if hasattr(np, "bitwise_count") else [number.bit_count() for number in range(1 << 16)], np.uint8)
"""The bits of each number of sixteen, for numpy before 2.0, which does not count them itself."""


class Marks(NamedTuple):
    """Some texts' shingles as bits."""

    bits: _Words
    """A row each, sixteen bits a word."""
    sizes: Ints
    """How many shingles there are; 0 where they are not all of the text's."""
    hidden: Ints
    """Those whose bit another has set."""


def no_marks(texts: int) -> Marks:
    """Room for those of so many texts. Nothing of it is in memory until it is filled."""
    return Marks(np.zeros((texts, BITS // 16), np.uint16), np.zeros(texts, np.int64), np.zeros(texts, np.int64))


def marks_of(begins: Ints, ends: Ints, shingles: U32) -> Marks:
    """The marks of texts whose shingles, which are hashes, lie there."""
    marks = no_marks(len(begins))
    counts = ends - begins
    for first in range(0, len(begins), _TOGETHER):
        block = slice(first, first + _TOGETHER)
        count = counts[block]
        where = zip(begins[block].tolist(), ends[block].tolist(), strict=True)
        found = np.concatenate([shingles[begin:end] for begin, end in where])
        is_set = np.zeros(count.size * BITS, bool)
        is_set[np.repeat(np.arange(count.size) * BITS, count) + (found & np.uint32(BITS - 1))] = True
        bits = np.packbits(is_set).view(np.uint16).reshape(count.size, -1)
        marks.bits[block] = bits
        marks.hidden[block] = count - _set_in(bits)
    marks.sizes[:] = np.where(counts < MAX_SHINGLES, counts, 0)
    return marks


def _set_in(bits: _Words) -> Ints:
    """How many bits are set in each row."""
    ones = _ONES[bits] if _ONES.size else np.bitwise_count(bits.view(np.uint64))
    counts: Ints = ones.sum(axis=1, dtype=np.int64)
    return counts


def may_hold(one: Marks, at: Ints, other: Marks, other_at: Ints) -> npt.NDArray[np.bool_]:
    """Of each pair of texts, whether one may hold `CONTAINMENT` of the other. Yes, where they have no shingles or keep only their smallest."""
    held = np.empty(len(at), bool)
    for first in range(0, len(at), _PAIRS):
        a, b = at[first : first + _PAIRS], other_at[first : first + _PAIRS]
        shared = _set_in(one.bits[a] & other.bits[b])
        least = CONTAINMENT * np.minimum(one.sizes[a], other.sizes[b])
        held[first : first + _PAIRS] = shared + np.minimum(one.hidden[a], other.hidden[b]) >= least
    return held


class Overlap:
    """Whether texts may hold the rows of a batch, whose marks it keeps."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._marks = no_marks(len(rows))
        self._made = np.zeros(len(rows), bool)

    def holding(self, pairs: Pairs) -> Pairs:
        """Those pairs of rows that may hold each other."""
        self._make(pairs.one)
        self._make(pairs.other)
        return pairs.at(may_hold(self._marks, pairs.one, self._marks, pairs.other).nonzero()[0])

    def held_by(self, ranks: Ints, texts: Marks, at: Ints) -> npt.NDArray[np.bool_]:
        """Of each pair of a row and one of these texts, whether one may hold the other."""
        self._make(ranks)
        return may_hold(self._marks, ranks, texts, at)

    def _make(self, ranks: Ints) -> None:
        asked = np.zeros(len(self._rows), bool)
        asked[ranks] = True
        asked &= ~self._made
        self._made |= asked
        for of_part, begins, shingles in self._rows.shingles_by_part() if asked.any() else ():
            there = asked[of_part].nonzero()[0]
            made, ranks = marks_of(begins[there], begins[there + 1], shingles), of_part[there]
            self._marks.bits[ranks], self._marks.sizes[ranks], self._marks.hidden[ranks] = made
