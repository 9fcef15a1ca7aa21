"""How much two tellings say of the same: the words that they share. Rough, and cheap; copies are judged elsewhere (`pipeline/near`)."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.markers import strip_markers
from newsbeam.pipeline.text.urls import canonical
from newsbeam.schemas.item import Item

STRANGE = 0.25
"""Below this share of words two texts tell of two things."""
ALIKE = 0.6
"""From it on one is told again in the other."""
_WORD = re.compile(r"\w{2,}")
_UNPARTED = late("[\u3041-\u30ff\u3400-\u9fff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
"""Letters of Japanese, Chinese, Thai, Lao, Burmese and Khmer."""
_OF_FRONT = 3
"""Slashes of a site's own address."""
_BEGINNING = 1_000
"""Characters of a text of an entry that are looked at."""


def words_of(text: str) -> set[str]:
    """The words of a text; in scripts that part them by no space, the pairs of its letters."""
    words = set(_WORD.findall(text.casefold()))
    if _UNPARTED.search(text) is None:
        return words
    return {
        pair
        for word in words
        for pair in ([word[at : at + 2] for at in range(len(word) - 1)] if _UNPARTED.search(word) else [word])
    }


def share(one: set[str], other: set[str]) -> float:
    """The share of the smaller one's words that the other has too, 0 to 1."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def strange_names(names: Sequence[str | None], items: Sequence[Item]) -> frozenset[str]:
    """The names that a document gives to entries which have nothing to do with each other: addresses of the site itself, say.

    One article that is listed twice, under two headlines or before and after a change, is no stranger to itself.
    """
    under: dict[str, list[Item]] = {}
    for one, item in zip(names, items, strict=True):
        if one is not None:
            under.setdefault(one, []).append(item)
    return frozenset(
        one
        for one, group in under.items()
        if len(group) > 1 and all(_are_strangers(*pair) for pair in (*pairwise(group), (group[0], group[-1])))
    )


def are_letters(items: Sequence[Item]) -> bool:
    """Whether places of one page (`letters#7`) stand for several entries, each of a time and in words of its own."""
    first: dict[str, tuple[str | None, ...]] = {}
    for item in items:
        page, _, place = (item.url or "").strip().partition("#")
        if place:
            facts = (place, _time_of(item), (item.body or item.summary or "")[:_BEGINNING])
            if all(one and other and one != other for one, other in zip(facts, first.setdefault(page, facts), strict=True)):
                return True
    return False


def without_earlier(names: Sequence[str], items: Sequence[Item]) -> list[tuple[str, Item]]:
    """The entries, of two tellings of one (one guid and link, other times, like texts: RFC 4287, 4.1.1) the first alone."""
    listed = list(zip(names, items, strict=True))
    twice = {one for one, count in Counter(names).items() if count == 2}
    strange = strange_names([one if one in twice else None for one in names], items)
    first: dict[str, Item] = {}
    for one, item in listed:
        first.setdefault(one, item)
    return [
        (one, item)
        for one, item in listed
        if item is (early := first[one])
        or one not in twice
        or one in strange
        or item.url != early.url
        or item.version_created_raw == early.version_created_raw
    ]


def with_own_address(items: Sequence[Item]) -> list[Item]:
    """The entries whose link may name them: a site's front page that several have is none's, whatever they are called."""
    addresses = [canonical(item.url) for item in items]
    count = Counter(addresses)
    fronts = {one for one in count if one and count[one] > 1 and one.endswith("/") and one.count("/") == _OF_FRONT}
    return [item for item, one in zip(items, addresses, strict=True) if one and one not in fronts]


def _are_strangers(one: Item, other: Item) -> bool:
    titles = [words_of(strip_markers(item.headline or "")[0]) for item in (one, other)]
    texts = [words_of((item.body or item.summary or "")[:_BEGINNING]) for item in (one, other)]
    apart = _time_of(one) != _time_of(other)
    if all(texts):
        most = ALIKE if apart and titles[0] != titles[1] else STRANGE if apart or share(*titles) < STRANGE else 0
        return share(*texts) < most
    return all(titles) and share(*titles) < STRANGE


def _time_of(item: Item) -> str | None:
    return item.first_created_raw or item.version_created_raw
