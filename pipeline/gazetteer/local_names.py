"""What capitals and first cities are called in the languages of news: CLDR's names of time zones, and our own list for the rest."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from unicodedata import normalize

from babel import Locale
from babel.core import get_global

from newsbeam.pipeline.gazetteer.codes import code_rows
from newsbeam.pipeline.gazetteer.fold import fold
from newsbeam.pipeline.gazetteer.languages import LANGUAGES
from newsbeam.pipeline.gazetteer.seeds import parts, seed
from newsbeam.pipeline.gazetteer.variants import gujarati, variants

ALIASES = {
    ("AL", "tirane"): "tirana",
    ("AR", "tucuman"): "san miguel de tucuman",
    ("EH", "el aaiun"): "laayoune",
    ("KZ", "aqtau"): "aktau",
    ("KZ", "aqtobe"): "aktobe",
    ("KZ", "qyzylorda"): "kyzylorda",
    ("MN", "ulaanbaatar"): "ulan bator",
    ("MO", "macao"): "macau",
    ("TD", "ndjamena"): "n'djamena",
    ("US", "new york"): "new york city",
}
"""Where CLDR's English name is not GeoNames'."""

City = tuple[str, str]
"""(alpha-2, folded primary name)."""


@cache
def local_names() -> Mapping[City, tuple[str, ...]]:
    """Names of each city, variants by rule included, sorted."""
    found: dict[City, set[str]] = defaultdict(set)
    for city, listed in _listed().items():
        found[city] |= {name for name, _ in listed}
    for city, names in found.items():
        made = {letters for name in names if (letters := gujarati(name)) is not None}
        made |= {other for name in (*names, *made) for other in variants(name)}
        found[city] |= made
    return {city: tuple(sorted(names)) for city, names in found.items()}


@cache
def spoken_in() -> Mapping[str, frozenset[str]]:
    """Latin spelling -> the languages that call a city so: in others it may be any word ("Soul" is Seoul in Czech)."""
    languages: dict[str, set[str]] = defaultdict(set)
    for names in _listed().values():
        for name, own in names:
            if own:
                languages[name] |= own
    return {name: frozenset(own) for name, own in languages.items()}


@cache
def named_in() -> Mapping[City, list[tuple[str, str]]]:
    """City -> (language, what CLDR or our list calls it there)."""
    return {city: [(one, name) for name, own in sorted(names.items()) for one in sorted(own)] for city, names in _found().items()}


@cache
def _listed() -> Mapping[City, list[tuple[str, frozenset[str]]]]:
    """City -> (name, the languages it is of; none where its script tells enough)."""
    return {
        city: [(name, frozenset(own) if name[0] < "\u0370" else frozenset()) for name, own in sorted(names.items())]
        for city, names in _found().items()
    }


@cache
def _found() -> Mapping[City, Mapping[str, set[str]]]:
    found: dict[City, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    countries = get_global("zone_territories")
    english = Locale.parse("en").time_zones
    for language in LANGUAGES:
        for zone, words in Locale.parse(language).time_zones.items():
            if zone not in countries or not (name := words.get("city")):
                continue
            own = english.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ")
            country = countries[zone]
            city = ALIASES.get((country, fold(own)), fold(own))
            found[country, city][normalize("NFC", name)].add(language.partition("_")[0])
    lands = dict(code_rows())
    for (country, city), names_of in found.items():
        # What calls the city like its country ("Mexico" in a few languages) would make a city of every mention of that.
        for name in [one for one in names_of if lands.get(fold(one)) == country and fold(one) != city]:
            del names_of[name]
    for country, city, names in seed("first_cities", 3):
        for one in parts(names):
            name, _, languages = one.partition("@")
            found[country, fold(city)][normalize("NFC", name)] |= set(filter(None, languages.split(",")))
    return found
