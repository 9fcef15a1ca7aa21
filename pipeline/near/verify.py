"""Whether two texts that may be copies are: containment of the whole sets, then a guard on facts.

A bulletin from a template ("weather, 20 October", "gold prices, Tuesday") shares its words with yesterday's and tells
something else. What it does not share is its numbers and names: between the same words stand others. A copy, however
cut, keeps those that it does not drop, and what a desk adds to it stands elsewhere.
"""

from typing import NamedTuple

import numpy as np

from newsbeam.pipeline.near.apart import Wording, apart
from newsbeam.pipeline.near.characters import U16, U32, U64
from newsbeam.pipeline.near.sketch import MAX_SHINGLES, Sketch
from newsbeam.pipeline.near.tokens import Hashes, unique
from newsbeam.schemas.codes import ClusterRelation

CONTAINMENT = 0.5
"""Of the smaller text's shingles, the share that the larger must hold."""
WEAK, WEAK_FACTS = 0.62, 0.8
"""Below this containment the larger must hold this share of the smaller's numbers and names together: two stories of one
day share their background, and a story of one event shares its facts too."""
CONFLICTS = 1 / 3
"""Of the places that both texts have (same words around a number or name), the share where they may tell different things."""
WHOLE, MANY, ALL = 0.85, 10, 0.95
"""A text held so far with this many numbers and names, nearly all held, is the same: in a table few words stand between them."""
FEW = 4
"""Fewer numbers and names than this say nothing by their share."""
SURE = 0.7
"""From this containment on, numbers that the larger lacks are additions (a dateline, a photo credit), not another bulletin."""
NUMBERS, NAMES = 0.6, 0.4
"""Of the smaller text's numbers and names, the share that the larger must hold; one number may always differ."""
DATED, NAMED, NAMED_HELD = 2.0, 5, 0.75
"""So many numbers may differ where there are so many names and most are held: a desk's dateline has a day and a year."""
LONG, LONG_FACTS = 250, 0.85
"""Shingles from which a text is long, and what is asked of it in place of `WEAK_FACTS`: a desk's dateline and its trailer weigh little there, so that
half of it reworded is another story of the event, with the first one's background."""
AS_TYPED = 0.98
"""Share of the longer text's length from which two that have the same numbers may be one with typing errors, however long."""
SHORT, REWORDED, REWORDED_NAMES = 50, 3, 0.5
"""A text of so many shingles and fewer than `LONG` is a copy reworded, under a dateline and over a trailer, where all numbers but one are held,
so many facts and so many times as many as conflict are told alike, and this share of its names (the desk's own are among them)."""
COUNTED, COUNTED_HELD = 4, 0.85
"""So many numbers, nearly all held and none told otherwise: names may differ then (a table under another desk's words)."""
MIDDLING = 150
"""Shingles below which `OWN` numbers make another bulletin: a longer text has more of its own."""
BRIEF = 60
"""Shingles below which a text with numbers of its own, as long as another that has its own too, is another day's bulletin."""
AS_LONG, REPEATED = 0.8, 0.9
"""Share of the longer text's length from which two are as long, and containment from which they are one all the same."""
NEARLY_AS_LONG, OWN, OWN_SHARE = 0.75, 2, 0.15
"""Two texts of about a length, of which the smaller has so many numbers that the larger lacks, this share of its own, and so many facts told otherwise."""
PART = 0.67
"""A text below this share of another's length is a part of it."""
_HALF = np.uint64(32)


class Facts(NamedTuple):
    """A text as it is compared: the arrays of its `Sketch`."""

    shingles: U32
    numbers: U32
    names: U32
    capitals: U32
    facts: U64
    exact: bytes
    headline: U16 = np.empty(0, np.uint16)
    words: U16 = np.empty(0, np.uint16)
    provider: str | None = None

    @property
    def wording(self) -> Wording:
        """What `apart` is asked of."""
        return Wording(self.provider, self.headline, self.words)


def facts_of(one: Sketch) -> Facts:
    """What of a sketch is compared."""
    shingles, numbers, names, capitals = (
        np.frombuffer(part, np.uint32) for part in (one.shingles, one.numbers, one.names, one.capitals)
    )
    headline, words = (np.frombuffer(part, np.uint16) for part in (one.headline, one.words))
    facts = np.frombuffer(one.facts, np.uint64)
    return Facts(shingles, numbers, names, capitals, facts, one.exact, headline, words, one.provider)


def compare(one: Facts, other: Facts) -> tuple[ClusterRelation, float] | None:
    """How `one` stands to `other`, and the containment; None where they are different texts."""
    if one.exact and one.exact == other.exact:
        return None if apart(one.wording, other.wording) else (ClusterRelation.SAME, 1.0)
    mine, theirs = _comparable(one.shingles, other.shingles)
    if not mine.size or not theirs.size:
        return None
    first_is_part = mine.size <= theirs.size
    part, whole = (mine, theirs) if first_is_part else (theirs, mine)
    containment = _shared(part, whole) / part.size
    if containment < CONTAINMENT:
        return None
    small, large = (one, other) if first_is_part else (other, one)
    if not same_facts(small, large, containment) or apart(one.wording, other.wording):
        return None
    relation = ClusterRelation.NEAR
    if part.size < PART * whole.size:
        relation = ClusterRelation.CONTAINED_IN if first_is_part else ClusterRelation.CONTAINS
    return relation, round(containment, 4)


def same_facts(small: Facts, large: Facts, containment: float) -> bool:
    """Whether `small` may be a copy or a part of `large`, by the numbers and names of both."""
    numbers = small.numbers.size
    # A text all in lower case, or in a script that knows no capitals, names nothing that could be compared.
    names = small.names.size if large.capitals.size else 0
    numbers_held = common(small.numbers, large.numbers).size
    names_held = common(small.names, large.capitals).size if names else 0
    held = (numbers_held + names_held) / max(1, numbers + names)
    if containment >= WHOLE and numbers + names >= MANY and held >= ALL:
        return True
    agreeing, conflicting = agreement(small.facts, large.facts)
    if conflicting > 1 and conflicting > CONFLICTS * (agreeing + conflicting):
        return False
    added = DATED if names >= NAMED and names_held >= NAMED_HELD * names else 1.0
    if containment < SURE and numbers - numbers_held > max(added, (1 - NUMBERS) * numbers):
        return False
    if names_held < NAMES * names and not (not conflicting and numbers >= COUNTED and numbers_held >= COUNTED_HELD * numbers):
        return False
    if (
        containment < REPEATED
        and numbers_held < min(numbers, large.numbers.size)
        and _another_day(small, large, conflicting, numbers - numbers_held)
    ):
        return False
    long = small.shingles.size >= LONG and (small.shingles.size < AS_TYPED * large.shingles.size or numbers_held < numbers)
    if containment >= WEAK or numbers + names < FEW or held >= (LONG_FACTS if long else WEAK_FACTS):
        return True
    if long or small.shingles.size < SHORT or numbers - numbers_held > 1 or names_held < REWORDED_NAMES * names:
        return False
    return agreeing >= max(REWORDED, REWORDED * conflicting)


def _another_day(small: Facts, large: Facts, conflicting: int, own: int) -> bool:
    """Whether two texts, each with numbers that the other lacks, are one bulletin of two days: with several numbers of its `own` in the
    places of others, or brief.
    """
    if (
        NEARLY_AS_LONG * large.shingles.size <= small.shingles.size < MIDDLING
        and own >= max(OWN, OWN_SHARE * small.numbers.size)
        and conflicting >= OWN
    ):
        return True
    return AS_LONG * large.shingles.size <= small.shingles.size < BRIEF


def agreement(one: U64, other: U64) -> tuple[int, int]:
    """How many facts (`Tokens.facts`) two texts share, and how many places where each tells another."""
    agreeing = common(one, other)
    places = common(_places(one), _places(other))
    return agreeing.size, places.size - _places(agreeing).size


def common(one: Hashes, other: Hashes) -> Hashes:
    """What is in both; both ascending and unique."""
    if not one.size or not other.size:
        return one[:0]
    # Beyond the last is the last: it is smaller, so no other.
    shared: Hashes = one[other.take(other.searchsorted(one), mode="clip") == one]
    return shared


def _shared(one: U32, other: U32) -> int:
    """How many are in both: of several hundred a look for each costs ten times as much as to sort them together."""
    both = np.concatenate((one, other))
    both.sort(kind="stable")  # which merges what is in order
    return int(np.count_nonzero(both[1:] == both[:-1]))


def _places(facts: U64) -> U32:
    return unique((facts >> _HALF).astype(np.uint32))  # in order, for they lead the facts


def _comparable(one: U32, other: U32) -> tuple[U32, U32]:
    """The sets up to where both are complete: a long text keeps only its smallest shingles."""
    full = [int(shingles[-1]) for shingles in (one, other) if shingles.size == MAX_SHINGLES]
    if not full:
        return one, other
    return one[: one.searchsorted(min(full), "right")], other[: other.searchsorted(min(full), "right")]
