"""Where a language is spoken: CLDR's official languages of each country. It decides between namesakes: Lodi is in Italy in Italian."""

from collections import defaultdict
from collections.abc import Mapping

from babel.core import get_global

EVERYWHERE = frozenset({"en"})
"""English copy is written of every country: it says nothing."""
AT_LEAST = 1.0
"""Hundredths of a country's people that speak an official language of it."""
REGIONAL = 2.0
"""The same for a language that is official in a part of a country."""
FEW = 2
"""A language that is official in no more countries than these counts where it is official in a part as well: Catalan in Spain, Albanian
in North Macedonia; Spanish in New Mexico does not make Americans of Spaniards."""


def speakers() -> Mapping[str, tuple[str, ...]]:
    """Language -> the countries where it is official, sorted."""
    official: dict[str, set[str]] = defaultdict(set)
    regional: dict[str, set[str]] = defaultdict(set)
    for country, spoken in get_global("territory_languages").items():
        for tag, facts in spoken.items():
            language, status, share = tag.partition("_")[0], facts["official_status"] or "", facts["population_percent"]
            if language in EVERYWHERE or len(country) != len("ZZ"):
                continue
            if status in ("official", "de_facto_official") and share >= AT_LEAST:
                official[language].add(country)
            elif status == "official_regional" and share >= REGIONAL:
                regional[language].add(country)
    found = {}
    for language in sorted(official.keys() | regional.keys()):
        own = official[language]
        found[language] = tuple(sorted(own | regional[language] if len(own) <= FEW else own))
    return found
