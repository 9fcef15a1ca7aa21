"""The places that a story names, with ids, coordinates and the offset of their first mention."""

from collections.abc import Mapping
from typing import Any

from pipeline.gazetteer.rows import Kind
from pipeline.gazetteer.table import places
from pipeline.taggers.resolve import Mention
from pipeline.text.places import lookup
from schemas.story import Place, Story

VERSION = "places/1"
LIMIT = 50
"""Places kept per story, in order of first mention: a page that lists more is an index, not a story."""


def tag_places(story: Story, found: Mapping[str, Any]) -> Mapping[str, Any]:
    """`places`: the dateline's first (offset -1), then each place of the text once, at its first mention."""
    listed: dict[tuple[str, str], Place] = {}
    if story.dateline_place:
        place = lookup(story.dateline_place, home_country=found.get("dateline_country") or story.dateline_country)
        if place and (story.dateline_country in (None, place.country)):
            listed[place.name, place.country] = place
    mentions: list[Mention] = found.get("_mentions", [])
    limit = len(story.headline or "") + 1 + len(story.body_text or "")
    world = places()
    for mention in mentions:
        if len(listed) >= LIMIT:
            break
        if mention.kind >= Kind.DEMONYM:
            continue
        offset = mention.start if mention.start < limit else -1
        if mention.place < 0:
            place = Place(name=mention.surface, country=mention.code, offset=offset)
        else:
            place = world.place(mention.place, offset=offset)
        listed.setdefault((place.name, place.country), place)
    return {"places": tuple(listed.values())}
