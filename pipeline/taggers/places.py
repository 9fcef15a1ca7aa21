"""The places that a story names, with ids, coordinates and the offset of their first mention."""

from collections.abc import Mapping
from typing import Any

from newsbeam.pipeline.gazetteer.table import facts
from newsbeam.pipeline.taggers.disambiguate import Mention
from newsbeam.pipeline.taggers.kind_codes import DEMONYM
from newsbeam.pipeline.text.places import lookup
from newsbeam.schemas.quick import maker
from newsbeam.schemas.story import Place, Story

VERSION = "places/1"
LIMIT = 50
"""Places kept per story, in order of first mention: a page that lists more is an index, not a story."""

place_of = maker(Place)
"""A place by (name, country, GeoNames id, latitude, longitude, offset)."""


def tag_places(story: Story, found: Mapping[str, Any]) -> Mapping[str, Any]:
    """`places`: the dateline's first, all of them (offset -1), then each place of the text once, at its first mention."""
    mentions: list[Mention] = found.get("_mentions", [])
    listed: dict[tuple[str, str], Place] = {}
    if story.dateline_place:
        place = lookup(story.dateline_place, home_country=found.get("dateline_country") or story.dateline_country)
        if place and (story.dateline_country in (None, place.country)):
            listed[place.name, place.country] = place
    for claim in story.claims.places:
        if claim.role == "further" and claim.name and (place := lookup(claim.name)):
            listed.setdefault((place.name, place.country), place)
    seen: set[int] = set()
    for start, _, surface, code, kind, index, _ in mentions:
        if len(listed) >= LIMIT:
            break
        if kind >= DEMONYM or index in seen:
            continue
        if index < 0:
            listed.setdefault((surface, code), place_of(surface, code, None, None, None, start))
            continue
        seen.add(index)
        name, country, geonames_id, lat, lon = facts(index)
        if (name, country) not in listed:
            listed[name, country] = place_of(name, country, geonames_id, lat, lon, start)
    return {"places": tuple(listed.values())}
