"""What the builder passes from its sources to its files."""

from enum import IntEnum

from newsbeam.schemas.quick import dataclass


class Kind(IntEnum):
    """What a name is to its place; also the order of candidates, best first."""

    COUNTRY = 0
    CAPITAL = 1
    STANDALONE = 2
    HISTORIC = 3
    """An older name or a short form of our own list (PEKING, New York)."""
    REGION = 4
    CITY = 5
    ALTERNATE = 6
    ABBREVIATION = 7
    STOP = 8
    """A phrase that looks like a place and is none ("Latin America"): it eats its match."""
    DEMONYM = 9
    """Above STOP: matched in texts, never looked up as a dateline."""
    CUE = 10
    """A word that stands for its country in nearly all copy (Knesset, NHS): weaker than a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """A place as it ships. `geonames_id` is 0 where GeoNames has none in our sources."""

    name: str
    country: str
    admin1: str = ""
    geonames_id: int = 0
    lat: float | None = None
    lon: float | None = None
    population: int = 0
    kind: Kind = Kind.CITY


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One spelling of one place. `match`: it is a pattern of the text pass, not only a key of the look-up."""

    surface: str
    kind: Kind
    place: int
    match: bool


Own = tuple[str, Kind, bool]
"""(surface, kind, match): a name that a source gives with its place."""
