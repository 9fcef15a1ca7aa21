"""Who told it: the line of sources as printed, who first reported, who hands it on (`APP - UrduPoint / Pakistan Point News`)."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from newsbeam.pipeline.providers import folded, rules_for
from newsbeam.pipeline.text.clean import line, unescape_once

_FILE = Path(__file__).with_name("agencies.tsv")
_PARTS = re.compile(r"\s*(?:/|;|\||،|,|\s-\s?|\s?-\s|\s?[–—]\s?|\bvia\b|\band\b|\bwith\b|\bet\b|۔|=)\s*")
LIMIT = 200
"""Characters of a credit line; a longer one is prose."""


class Agency(NamedTuple):
    """A news agency: its usual name and the country that it reports for (None: the world)."""

    name: str
    home: str | None


class Credit(NamedTuple):
    """A line of sources, understood."""

    printed: str
    origin_agency: str | None
    distributor: str | None


@lru_cache(maxsize=4096)
def agency(name: str) -> Agency | None:
    """The agency that is printed so; `dpa/lno` is a service of dpa. None for what the table lacks.

    >>> agency("APP").name, agency("dpa/lno").home, agency("Daily Bugle")
    ('Associated Press of Pakistan', 'DE', None)
    """
    return _table().get(folded(name)) or _table().get(folded(re.split(r"[/-]", name)[0]) if "/" in name else "")


@lru_cache(maxsize=4096)
def sources_of(printed: str) -> tuple[str, ...]:
    """The names in a line of sources, each once, in their order.

    >>> sources_of("UrduPoint/UrduPoint / Pakistan Point News")
    ('UrduPoint', 'Pakistan Point News')
    """
    names: dict[str, str] = {}
    for part in _PARTS.split(printed):
        if name := part.strip(" .:()[]"):
            names.setdefault(folded(name), name)
    return tuple(names.values())


@lru_cache(maxsize=4096)
def understand(printed: str | None, info_source: str | None = None) -> Credit | None:
    """`origin_agency` is who first reported, `distributor` the house that hands it on; None where neither is told.

    A house (a provider with a file of its own) that stands beside others distributes; the first other name is the
    origin, an agency before a brand. `infoSource` (NewsML-G2) says the origin outright.
    """
    printed = line(unescape_once(printed)) if printed else None
    if printed is None or len(printed) > LIMIT:
        own = line(info_source)
        return Credit(own, _usual(own), None) if own and len(own) <= LIMIT else None
    if "://" in printed:
        return Credit(printed, line(info_source), None)  # an address is nobody's name
    names = sources_of(printed)
    houses = [name for name in names if _is_house(name)]
    others = [name for name in names if name not in houses]
    foreign = [name for name in others if folded(name) != "pakistanpointnews"]
    origin = next((name for name in foreign if agency(name)), None) or next(iter(foreign or others), None)
    if info_source and (said := line(info_source)) and len(said) <= LIMIT:
        origin = said
    distributor = rules_for(houses[0]).name if houses else None
    return Credit(printed, _usual(origin) if origin else distributor, distributor)


def provider_of(names: Sequence[str | None]) -> str | None:
    """The provider that a bare file's credit names: the distributor by the alias tables, else the first agency that we know (section 14.5)."""
    for printed in names:
        understood = understand(printed)
        if understood is not None and understood.distributor:
            return understood.distributor
        if understood is not None and understood.origin_agency and agency(understood.origin_agency):
            return understood.origin_agency
    return None


def _is_house(name: str) -> bool:
    rules = rules_for(name)
    return rules.name is not None and agency(name) is None


def _usual(name: str) -> str:
    known = agency(name)
    return known.name if known else name


@cache
def _table() -> dict[str, Agency]:
    table = {}
    for row in _FILE.read_text(encoding="utf-8").splitlines():
        if row.startswith("#"):
            continue
        name, home, printed = row.split("\t")
        known = Agency(name, home or None)
        table.update({folded(one): known for one in (name, *filter(None, printed.split("|")))})
    return table
