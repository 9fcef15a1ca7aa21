"""Whether two texts that may be copies are: containment of the whole sets, then a guard on facts.

A bulletin from a template ("weather, 20 October", "gold prices, Tuesday") shares its words with yesterday's and tells
something else. What it does not share is its numbers and names; a copy, however cut, keeps those it does not drop.
"""

from typing import NamedTuple

import numpy as np

from pipeline.near.tokens import U32
from schemas.codes import ClusterRelation

CONTAINMENT = 0.45
"""Of the smaller text's shingles, the share that the larger must hold."""
NUMBERS, NAMES = 0.6, 0.5
"""Of the smaller text's numbers and names, the share that the larger must hold."""
PART = 0.67
"""A text below this share of another's length is a part of it."""


class Facts(NamedTuple):
    """A text as it is compared."""

    shingles: U32
    numbers: U32
    names: U32
    exact: bytes


def compare(one: Facts, other: Facts) -> tuple[ClusterRelation, float] | None:
    """How `one` stands to `other`, and the containment; None where they are different texts."""
    if one.exact and one.exact == other.exact:
        return ClusterRelation.SAME, 1.0
    if not one.shingles.size or not other.shingles.size:
        return None
    mine, theirs = _comparable(one.shingles, other.shingles)
    part, whole = (mine, theirs) if mine.size <= theirs.size else (theirs, mine)
    if not part.size:
        return None
    shared = held(part, whole)
    containment = shared / part.size
    if containment < CONTAINMENT:
        return None
    small, large = (one, other) if mine.size <= theirs.size else (other, one)
    if not _same_facts(small, large):
        return None
    relation = ClusterRelation.NEAR
    if part.size < PART * whole.size:
        relation = ClusterRelation.CONTAINED_IN if part is mine else ClusterRelation.CONTAINS
    return relation, round(containment, 4)


def held(part: U32, whole: U32) -> int:
    """How many of `part` are in `whole`; both ascending and unique."""
    if not part.size or not whole.size:
        return 0
    at = whole.searchsorted(part)
    at[at == whole.size] = 0
    return int(np.count_nonzero(whole[at] == part))


def _comparable(one: U32, other: U32) -> tuple[U32, U32]:
    """The sets up to where both are complete: a long text keeps only its smallest shingles."""
    from pipeline.near.sketch import MAX_SHINGLES

    if one.size < MAX_SHINGLES and other.size < MAX_SHINGLES:
        return one, other
    limit = min(int(s[-1]) for s in (one, other) if s.size == MAX_SHINGLES)
    return one[: one.searchsorted(limit, "right")], other[: other.searchsorted(limit, "right")]


def _same_facts(small: Facts, large: Facts) -> bool:
    for part, whole, share in ((small.numbers, large.numbers, NUMBERS), (small.names, large.names, NAMES)):
        if part.size and held(part, whole) < share * part.size:
            return False
    return True
