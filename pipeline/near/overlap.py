"""Of the pairs that may be copies, those that may share half of the shorter text's shingles, by an upper bound that costs a microsecond.

Of five pairs that share keys four hold less, and to take two texts up and compare them costs twenty times as much. Each text is a
number with a bit for many shingles. Two texts share no more shingles than bits, but for those of one text that fell into the bits of
others of it.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from newsbeam.pipeline.near.candidates import Pairs
from newsbeam.pipeline.near.characters import U32
from newsbeam.pipeline.near.sketch import MAX_SHINGLES
from newsbeam.pipeline.near.verify import CONTAINMENT

BITS = 4_096
"""Half a kilobyte a text. Two texts of 300 shingles meet in some twenty bits by chance, where a copy shares 150."""


class Marks(NamedTuple):
    """A text's shingles as the bits of a number."""

    bits: int
    size: int
    """How many shingles there are; 0 where they are not all of the text's."""
    hidden: int
    """Those whose bit another has set."""


def marks_of(shingles: U32) -> Marks:
    """The bits of some shingles, which are hashes."""
    set_bits = np.zeros(BITS, bool)
    set_bits[shingles % np.uint32(BITS)] = True
    bits = int.from_bytes(np.packbits(set_bits).tobytes(), "little")
    size = shingles.size
    return Marks(bits, size if size < MAX_SHINGLES else 0, size - bits.bit_count())


def may_hold(one: Marks, other: Marks) -> bool:
    """Whether one of two texts may hold `CONTAINMENT` of the other. Yes, where they have no shingles or keep only their smallest."""
    least = CONTAINMENT * min(one.size, other.size)
    return (one.bits & other.bits).bit_count() + min(one.hidden, other.hidden) >= least


class Overlap:
    """Whether texts may hold the rows of a batch, whose marks it keeps."""

    def __init__(self, shingles: Callable[[int], U32]) -> None:
        """`shingles` gives those of a row."""
        self._shingles = shingles
        self._marks: dict[int, Marks] = {}

    def of(self, row: int) -> Marks:
        """The marks of a row."""
        found = self._marks.get(row)
        if found is None:
            found = self._marks[row] = marks_of(self._shingles(row))
        return found

    def holding(self, pairs: Pairs) -> Pairs:
        """Those pairs of rows that may hold each other."""
        of, both = self.of, zip(pairs.one.tolist(), pairs.other.tolist(), strict=True)
        kept = np.fromiter((may_hold(of(one), of(other)) for one, other in both), bool, pairs.one.size)
        return pairs.at(kept.nonzero()[0])
