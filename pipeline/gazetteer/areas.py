"""What follows from a country: its ISO 3166-1 alpha-3 code, and the region of the UN's M49 that it lies in."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).parent / "m49.tsv"


class Area(NamedTuple):
    """A country's other names."""

    alpha3: str | None
    m49: str | None
    """Three digits: 034. None: Antarctica and a few islands are in no region."""
    region: str | None
    """Its English name: Southern Asia."""


NOWHERE = Area(None, None, None)


def area_of(code: str) -> Area:
    """The area of a country (alpha-2); of `ZZ` and of what is no country, nothing.

    >>> area_of("PK"), area_of("ZZ").alpha3
    (Area(alpha3='PAK', m49='034', region='Southern Asia'), None)
    """
    return areas().get(code, NOWHERE)


@cache
def areas() -> dict[str, Area]:
    """alpha-2 -> its area."""
    lines = (line.split("\t") for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("#"))
    return {code: Area(alpha3, m49 or None, region or None) for code, alpha3, m49, region in lines}
