"""Languages that are called like their people: "English is taught on Fridays" is of no country.

`context_rules.py` reads the word beside the name; this reads its sentence, where nothing but peoples' words speaks for a country.
"""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from newsbeam.pipeline.taggers.kind_codes import DEMONYM
from newsbeam.pipeline.taggers.tables import rows

if TYPE_CHECKING:
    from newsbeam.pipeline.taggers.disambiguate import Mention

AROUND = 60
"""Characters before and behind a people's word in which a word of learning or speaking makes it a language."""


TONGUES = frozenset(
    "GB FR DE ES IT PT RU CN JP KR NL GR TR PL SE DK NO FI CZ HU RO UA VN TH IE IL IR BG HR RS SK SI EE LV LT IS AL SA AM GE AZ".split()  # noqa: SIM905
)
"""Countries whose people's word is their language's too: nobody learns American."""
PEOPLE = ("Brit", "brit", "Брит", "брит", "Бріт", "бріт", "Βρετ", "βρετ", "Spaniard")
"""Beginnings of peoples' words of these countries that are no language's."""


@cache
def taught_words() -> Mapping[str, tuple[str, ...]]:
    """Language -> the beginnings of its words of learning and speaking, as they stand behind a space."""
    return {language: tuple(f" {word}" for word in listed.split("|")) for language, listed in rows("taught_words")}


def tongues_apart(text: str, mentions: "list[Mention]", language: str | None) -> "list[Mention]":
    """The mentions without peoples' words that are their languages': where one stands beside a word of learning or speaking, and its country is
    named in no other way. What other such words mean then follows: "German is taught here. French begins in May".
    """
    words = taught_words().get(language or "")
    if words is None:
        return mentions
    peoples = [one for one in mentions if one[4] == DEMONYM and one[3] in TONGUES]
    if not peoples:
        return mentions
    lands = {one.code for one in mentions if one.kind != DEMONYM}
    alone = [one for one in peoples if one.code not in lands and not one.surface.startswith(PEOPLE)]
    if not any(taught(text, one.start, one.end, words) for one in alone):
        return mentions
    return [one for one in mentions if one not in alone]


def taught(text: str, start: int, end: int, words: tuple[str, ...]) -> bool:
    """Whether a word of learning or speaking stands near."""
    begin = start - AROUND if start > AROUND else 0
    near = f"{text[begin - 1] if begin else ' '}{text[begin:start]} {text[end : end + AROUND]}".lower().translate(_PARTED)
    return any(word in near for word in words)


_PARTED = dict.fromkeys(map(ord, "\n\"“”«»„'’(-"), " ")
