"""Which place a printed name means: the gazetteer's answer to a dateline, and the normaliser of country codes.

Ambiguity is settled by context before size (docs/design/wire-copy.md#places-of-the-standards): the printed region, then the provider's country where it has
a place of weight by that name, then capitals and the cities that agencies let stand alone, then inhabitants of primary
names; another name of a larger city comes last ("Islamabad" is PK, though Chittagong was once called so).
"""

from functools import cache, lru_cache

from newsbeam.pipeline.gazetteer.fold import fold
from newsbeam.pipeline.gazetteer.rows import Kind
from newsbeam.pipeline.gazetteer.seeds import seed
from newsbeam.pipeline.gazetteer.table import codes, keys, places
from newsbeam.schemas.codes import UNKNOWN_COUNTRY
from newsbeam.schemas.story import Place

HOME_SHARE = 0.05
"""A namesake at home needs this share of the first candidate's inhabitants: Hyderabad in Sindh has it, London in Ontario has not."""

_GREAT, _VILLAGE = 300_000, 50_000
"""Inhabitants of a city abroad that an agency means before a place of so few at home."""

NOWHERE = {
    "united nations": "United Nations",
    "aboard air force one": "Aboard Air Force One",
    "at sea": "At sea",
    "international space station": "International Space Station",
}
"""Datelines that are places but in no country (docs/design/wire-copy.md#places-of-the-standards): `ZZ`."""


@lru_cache(maxsize=8192)
def lookup(name: str, *, region: str | None = None, home_country: str | None = None) -> Place | None:
    """The place that `name` means, or None where the gazetteer has none.

    `region` is what is printed after the name (`Pa.`, `Mass.`, `Ohio`, `Italy`); `home_country` (alpha-2) is where the
    provider is at home. A town that the gazetteer lacks, with a region that it knows, is a Place with the region's
    country and no coordinates.

    >>> lookup("ISLAMABAD").country, lookup("Moscow", region="Idaho").country, lookup("Hyderabad", home_country="PK").country
    ('PK', 'US', 'PK')
    """
    key = fold(name)
    if key in NOWHERE:
        return Place(name=NOWHERE[key], country=UNKNOWN_COUNTRY)
    found = keys().find(key.encode())
    if region is None and not found and "," in name:
        name, _, region = (part.strip() for part in name.partition(","))
        found = keys().find(fold(name).encode())
    if region is not None and (within := regions(region)):
        return in_region(name, found, within)
    if not found:
        return None
    return places().place(choose(found, home_country))


def in_region(name: str, found: list[tuple[int, Kind]], within: list[tuple[str, str]]) -> Place | None:
    """The first candidate in one of the regions, the region's own country where the town is unknown."""
    table = places()
    for country, admin1 in within:
        inside = [p for p, _ in found if table.country(p) == country]
        exact = [p for p in inside if admin1 and table.admin1[p].as_py() == admin1]
        if exact or (inside and not admin1):
            return table.place((exact or inside)[0])
    return Place(name=name.title() if name.isupper() else name, country=within[0][0]) if name.strip() else None


def choose(found: list[tuple[int, Kind]], home_country: str | None) -> int:
    """The candidate that a name without a region means."""
    table = places()
    first, kind = found[0]
    if home_country is None or table.country(first) == home_country or kind is Kind.COUNTRY:
        return first
    for place, _ in found:
        if table.country(place) == home_country:
            weighty = table.population[place] >= HOME_SHARE * table.population[first]
            return place if weighty or kind > Kind.STANDALONE else first
    return first


def is_great_abroad(name: str, home_country: str) -> bool:
    """Whether an agency of that country means a great city abroad: EFE's La Paz is no quarter of Madrid.

    >>> is_great_abroad("La Paz", "ES"), is_great_abroad("Mérida", "ES"), is_great_abroad("Boston", "GB")
    (True, False, False)
    """
    found = keys().find(fold(name).encode())
    if not found or found[0][1] is not Kind.CITY:
        return False
    table = places()
    at_home = [place for place, _ in found if table.country(place) == home_country]
    first = found[0][0]
    if not at_home or at_home[0] == first:
        return False
    return bool(table.population[first] >= _GREAT and table.population[at_home[0]] < _VILLAGE)


@lru_cache(maxsize=2048)
def regions(text: str) -> list[tuple[str, str]]:
    """(country, admin1 or "") of a printed region, most likely first: "Ga." is one, "Georgia" two.

    A two-letter word is a postal code before it is a country's: `PA` after a town is Pennsylvania, not Panama; `NL` is Newfoundland,
    then the Netherlands.
    """
    table = places()
    key = fold(text.strip(" .,()"))
    found = keys().find(key.encode()) if key else []
    states = [(table.country(p), table.admin1[p].as_py()) for p, k in found if k in (Kind.REGION, Kind.ABBREVIATION)]
    lands = [(table.country(p), "") for p, k in found if k is Kind.COUNTRY]
    if not lands and all(land != "US" for land, _ in states) and (code := country_code(text)):
        lands = [(code, "")]
    return states + lands


@cache
def historic_names() -> frozenset[str]:
    """Folded names of places and codes of countries that are no more: PEKING, YU. A row that used one is flagged."""
    names = {fold(row[0].partition(",")[0]) for row in seed("other_names", 4) if row[3] != "now"}
    return frozenset(names | {fold(row[0]) for row in seed("historic_codes", 3) if row[2] != "now"})


@lru_cache(maxsize=4096)
def country_code(text: str | None) -> str | None:
    """ISO 3166-1 alpha-2 for a code (alpha-2, alpha-3, numeric, withdrawn) or a name in any of some 70 languages.

    FIPS codes are not read: `GM` is Gambia, never Germany (docs/design/wire-copy.md#places-of-the-standards). None for what is no country (`XX`, `EU`).

    >>> country_code("HND"), country_code("586"), country_code("Pakistán"), country_code("SUN"), country_code("EU")
    ('HN', 'PK', 'PK', 'RU', None)
    """
    if not text or not (key := fold(text)):
        return None
    if key.isdigit():
        key = key.zfill(3)
    return codes().get(key)
