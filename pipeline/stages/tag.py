"""Tagging: every tagger in turn over one story, one new Story at the end."""

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import Any

from newsbeam.pipeline.gazetteer.areas import area_of
from newsbeam.pipeline.taggers import TAGGERS, TOGETHER, Tagger
from newsbeam.pipeline.taggers.installed import installed
from newsbeam.schemas.codes import Flag
from newsbeam.schemas.story import Story, with_columns

LOG = logging.getLogger(__name__)


def tag(story: Story, taggers: Mapping[str, Tagger] | None = None) -> Story:
    """`story` with the columns of every tagger that succeeded, and their names in `taggers`.

    Never raises: a tagger that fails costs its own columns, leaves the flag `untagged` and is logged (docs/architecture.md).
    The partition's country follows the verdict unless the story already has a published partition.
    """
    return tag_all([story], taggers)[0]


def tag_all(stories: Sequence[Story], taggers: Mapping[str, Tagger] | None = None) -> list[Story]:
    """Each story as `tag` gives it; a tagger does all of them before the next one begins, while its tables lie in the processor's cache."""
    taggers = active() if taggers is None else taggers
    found: list[dict[str, Any]] = [{} for _ in stories]
    failed: set[str] = set()
    for name, tagger in taggers.items():
        if len(stories) > 1 and (together := TOGETHER.get(tagger)):
            with suppress(Exception):  # as below: one by one, to find out which text it is
                for columns, own in zip(found, together(stories, found), strict=True):
                    columns.update(own)
                continue
        for story, columns in zip(stories, found, strict=True):
            try:
                columns.update(tagger(story, columns))
            except Exception:  # one text that a tagger cannot bear must not cost the story its row
                columns[FAILED] = {*columns.get(FAILED, ()), name}
                if name not in failed:  # of stories that are tagged together the first: one trace says why
                    LOG.warning("%s: story %s goes without its columns: it raised", name, story.story_id, exc_info=True)
                failed.add(name)
    all_of_them = tuple(taggers)
    return [_tagged(story, columns, all_of_them) for story, columns in zip(stories, found, strict=True)]


FAILED = "_failed"
"""Under this key stand the taggers that could not bear a story's text."""


def _tagged(story: Story, columns: dict[str, Any], taggers: Sequence[str]) -> Story:
    flags = columns.get("quality_flags", story.quality_flags)
    if failed := columns.get(FAILED):
        flags = (*flags, Flag.UNTAGGED.value)
        taggers = [name for name in taggers if name not in failed]
    columns["quality_flags"] = tuple(dict.fromkeys(flags)) if len(flags) > 1 else tuple(flags)
    columns["taggers"] = (*story.taggers, *taggers)
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
