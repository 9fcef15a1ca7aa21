"""The news agencies and wires of `agencies.tsv`, by their names as printed."""

import re
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from newsbeam.pipeline.providers import folded

_FILE = Path(__file__).with_name("agencies.tsv")
ACRONYM = 4
"""Letters of a name that may be one."""


class Kind(StrEnum):
    """What an organisation does with news."""

    AGENCY = "agency"
    """Reports."""
    RELEASES = "press-release wire"
    """Hands on what companies and ministries say."""
    DISTRIBUTOR = "distributor"
    """Hands on what others report."""


class Agency(NamedTuple):
    """A news agency or wire."""

    name: str
    """Its usual one."""
    home: str | None
    """The country that it reports for; None: the world."""
    country: str | None = None
    """Where it sits."""
    languages: tuple[str, ...] = ()
    kind: Kind = Kind.AGENCY


@lru_cache(maxsize=4096)
def agency(name: str, country: str | None = None) -> Agency | None:
    """The agency that is printed so; `dpa/lno` is a service of dpa. None for what the table lacks.

    Some acronyms are two agencies'; `country` is where the text was written. `Ana` and `Map` are words, not agencies.

    >>> agency("APP").name, agency("dpa/lno").home, agency("Daily Bugle")
    ('Associated Press of Pakistan', 'DE', None)
    >>> agency("APS").home, agency("APS", "SN").home, agency("Ana")
    ('DZ', 'SN', None)
    """
    found = _table().get(folded(name)) or (_table().get(folded(re.split(r"[/-]", name)[0])) if "/" in name else None)
    if found is None or (name.istitle() and len(name) <= ACRONYM and name not in _printed() and name.isascii()):
        return None
    return next((one for one in found if country and one.home == country), found[0])


@cache
def organisations() -> tuple[tuple[Agency, tuple[str, ...]], ...]:
    """Every organisation with its names as printed."""
    rows = []
    for row in _FILE.read_text(encoding="utf-8").splitlines():
        if row.startswith("#"):
            continue
        name, home, languages, kind, printed, _ = row.split("\t")
        seat = home.rstrip("*") or None
        known = Agency(name, None if home.endswith("*") else seat, seat, tuple(languages.split(",")), Kind(kind))
        rows.append((known, (name, *filter(None, printed.split("|")))))
    return tuple(rows)


@cache
def _table() -> dict[str, list[Agency]]:
    table: dict[str, list[Agency]] = {}
    for known, names in organisations():
        for name in dict.fromkeys(map(folded, names)):
            table.setdefault(name, []).append(known)
    return table


def is_printed(name: str) -> bool:
    """Whether an agency prints its name so, letter by letter: "afp", not "ana"."""
    return name in _printed()


@cache
def _printed() -> frozenset[str]:
    return frozenset(name for _, names in organisations() for name in names)
