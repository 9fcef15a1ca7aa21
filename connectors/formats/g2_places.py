"""Where a NewsML-G2 item plays: `located` (often the desk) and its geographic subjects, with the countries that they lie in."""

import re
from collections.abc import Iterator
from typing import Any

from connectors.formats.qcodes import Catalog, Concept
from connectors.formats.wire_xml import attribute, child, children, text
from schemas.item import PlaceClaim

GEOGRAPHIC = frozenset(("geoarea", "poi", "country", "city", "statprov", "region", "5"))
"""Types of geographic concepts; 5 is Reuters' in its own `cptType`."""
_CODE = re.compile(r"[A-Za-z]{2,3}")


def places_of(item: Any, content: Any | None, catalog: Catalog) -> Iterator[PlaceClaim]:
    """A claim for each `located` and for each geographic subject. Asserts supply names, countries and positions."""
    asserts = {key: one for one in children(item, "assert") if (key := _key(one))}
    for one in children(content, "located"):
        yield _claim(one, "located", catalog, asserts)
    for one in children(content, "subject"):
        kind = (catalog.concept(one, "type", "typeuri").bare or "").lower()
        if kind in GEOGRAPHIC:
            yield _claim(one, "subject", catalog, asserts)


def _claim(element: Any, role: str, catalog: Catalog, asserts: dict[str, Any]) -> PlaceClaim:
    concept = catalog.concept(element)
    asserted = asserts.get(_key(element) or "")
    name = _name(element) or _name(asserted)
    country = _own_country(element, concept, catalog)
    if country is None:
        for source in (element, asserted):
            country = country or _broader_country(source, catalog, asserts, 0)
    position = child(asserted, "geoAreaDetails", "position")
    if position is None:
        position = child(element, "geoAreaDetails", "position")
    lat, lon = _degrees(position, "latitude", 90), _degrees(position, "longitude", 180)
    return PlaceClaim(
        role=role,
        name=name or (concept.bare if country is None and (concept.bare or "").isalpha() else None),
        country=country,
        scheme=concept.scheme,
        lat=lat if lon is not None else None,
        lon=lon if lat is not None else None,
    )


def _own_country(element: Any, concept: Concept, catalog: Catalog) -> str | None:
    """The code of a place that is a country: its scheme says so (ISO 3166), or its type, or a facet of Reuters' (`geoProp:5`)."""
    code = concept.bare or ""
    if "iso3166" in (concept.scheme or concept.code or "").lower():
        return code.partition("-")[0].upper()  # ISO 3166-2 begins with the country
    kinds = [catalog.concept(element, "type", "typeuri").bare, *(catalog.concept(one).code for one in children(element, "facet"))]
    if any((kind or "").lower() in ("country", "geoprop:5") for kind in kinds):
        return code.upper() if _CODE.fullmatch(code) else _name(element)
    return None


def _broader_country(element: Any | None, catalog: Catalog, asserts: dict[str, Any], depth: int) -> str | None:
    """The country among what a place is part of; through asserts, at most five steps up."""
    for one in children(element, "broader"):
        found = _own_country(one, catalog.concept(one), catalog)
        if found:
            return found
    for one in children(element, "broader"):
        further = asserts.get(_key(one) or "")
        if further is not None and depth < 5:
            nation = any(word in ("Nation", "Country") for kind in children(further, "type") if (word := _name(kind)))
            found = _name(further) if nation else _broader_country(further, catalog, asserts, depth + 1)
            if found:
                return found
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
