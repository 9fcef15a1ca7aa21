"""Where a NewsML-G2 item plays: `located` (often the desk) and its geographic subjects, with the countries that they lie in."""

import re
from collections.abc import Iterator
from typing import Any

from newsbeam.connectors.formats.qcodes import Catalog, Concept
from newsbeam.connectors.formats.wire_xml import attribute, child, children, text
from newsbeam.schemas.item import PlaceClaim

GEOGRAPHIC = frozenset(("geoarea", "poi", "country", "city", "statprov", "region", "5"))
"""Types of geographic concepts; 5 is Reuters' in its own `cptType`."""
MAX_PLACES = 200
"""Of one item."""
MAX_STEPS = 20
"""Concepts asked on the way from a place up to its country."""
_CODE = re.compile(r"[A-Za-z]{2,3}")


def places_of(item: Any, content: Any | None, catalog: Catalog) -> Iterator[PlaceClaim]:
    """A claim for each `located` and for each geographic subject, at most MAX_PLACES. Asserts supply names, countries, positions."""
    atlas = _Atlas(item, catalog)
    claimed = [(one, "located") for one in children(content, "located")]
    for one in children(content, "subject"):
        kind = (catalog.concept(one, "type", "typeuri").bare or "").lower()
        if kind in GEOGRAPHIC:
            claimed.append((one, "subject"))
    for one, role in claimed[:MAX_PLACES]:
        yield atlas.claim(one, role)


class _Atlas:
    """An item's asserts: what it says elsewhere of the places that it names."""

    def __init__(self, item: Any, catalog: Catalog) -> None:
        self.catalog = catalog
        self.asserts = {key: one for one in children(item, "assert") if (key := _key(one))}

    def claim(self, element: Any, role: str) -> PlaceClaim:
        """The place that an element names."""
        concept = self.catalog.concept(element)
        asserted = self.asserts.get(_key(element) or "")
        country = _own_country(element, concept, self.catalog)
        seen: set[str] = set()
        for source in (element, asserted):
            country = country or self.broader_country(source, seen)
        position = child(asserted, "geoAreaDetails", "position")
        if position is None:
            position = child(element, "geoAreaDetails", "position")
        lat, lon = _degrees(position, "latitude", 90), _degrees(position, "longitude", 180)
        bare = concept.bare if country is None and (concept.bare or "").isalpha() else None
        return PlaceClaim(
            role=role,
            name=_name(element) or _name(asserted) or bare,
            country=country,
            scheme=concept.scheme,
            lat=lat if lon is not None else None,
            lon=lon if lat is not None else None,
        )

    def broader_country(self, element: Any | None, seen: set[str]) -> str | None:
        """The country among what a place is part of, through the asserts. `seen`: concepts asked, so that circles end."""
        broader = list(children(element, "broader"))
        for one in broader:
            if found := _own_country(one, self.catalog.concept(one), self.catalog):
                return found
        for one in broader:
            key = _key(one) or ""
            further = self.asserts.get(key)
            if further is None or key in seen or len(seen) >= MAX_STEPS:
                continue
            seen.add(key)
            nation = any(word in ("Nation", "Country") for kind in children(further, "type") if (word := _name(kind)))
            if found := _name(further) if nation else self.broader_country(further, seen):
                return found
        return None


def _own_country(element: Any, concept: Concept, catalog: Catalog) -> str | None:
    """The code of a place that is a country: its scheme says so (ISO 3166), or its type, or a facet of Reuters' (`geoProp:5`)."""
    code = concept.bare or ""
    if "iso3166" in (concept.scheme or concept.code or "").lower():
        return code.partition("-")[0].upper()  # ISO 3166-2 begins with the country
    kinds = [catalog.concept(element, "type", "typeuri").bare, *(catalog.concept(one).code for one in children(element, "facet"))]
    if any((kind or "").lower() in ("country", "geoprop:5") for kind in kinds):
        return code.upper() if _CODE.fullmatch(code) else _name(element)
    return None


def _key(element: Any) -> str | None:
    return attribute(element, "qcode") or attribute(element, "uri") or attribute(element, "literal")


def _name(element: Any | None) -> str | None:
    return next((name for one in children(element, "name") if (name := text(one))), None)


def _degrees(element: Any | None, name: str, limit: int) -> float | None:
    try:
        found = float(attribute(element, name) or "")
    except ValueError:
        return None
    return found if -limit <= found <= limit else None
