"""Tagging: every tagger in turn over one story, one new Story at the end."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from newsbeam.pipeline.gazetteer.areas import area_of
from newsbeam.pipeline.taggers import TAGGERS, Tagger
from newsbeam.pipeline.taggers.installed import installed
from newsbeam.schemas.codes import Flag
from newsbeam.schemas.story import Story, with_columns


def tag(story: Story, taggers: Mapping[str, Tagger] | None = None) -> Story:
    """`story` with the columns of every tagger that succeeded, and their names in `taggers`.

    Never raises: a tagger that fails costs its own columns and leaves the flag `untagged` (docs/architecture.md).
    The partition's country follows the verdict unless the story already has a published partition.
    """
    found: dict[str, Any] = {}
    taggers = active() if taggers is None else taggers
    done: list[str] = []
    failed = False
    for name, tagger in taggers.items():
        try:
            found.update(tagger(story, found))
            done.append(name)
        except Exception:  # noqa: BLE001  one text that a tagger cannot bear must not cost the story its row
            failed = True
    columns = {key: value for key, value in found.items() if not key.startswith("_")}
    flags = columns.get("quality_flags", story.quality_flags)
    if failed:
        flags = (*flags, Flag.UNTAGGED.value)
    columns["quality_flags"] = tuple(dict.fromkeys(flags))
    columns["taggers"] = (*story.taggers, *done)
    columns.update(following(story, columns))
    columns["country"] = story.known_partition[1] if story.known_partition else columns.get("story_country", story.story_country)
    return with_columns(story, columns)


def following(story: Story, columns: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that follow from what the taggers say."""
    language = columns.get("language", story.language)
    area = area_of(columns.get("story_country", story.story_country))
    base = language.partition("-")[0].lower() if language else None
    return {"language_base": base, "country_alpha3": area.alpha3, "region_m49": area.m49, "region": area.region}


@cache
def active() -> Mapping[str, Tagger]:
    """The taggers of this process: the table, and behind it those of installed distributions."""
    return {**TAGGERS, **installed()}
