"""Taggers of installed distributions, by the entry-point group `newsbeam.taggers`; they run behind our own."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from typing import Any

from newsbeam.connectors.plugins import fitting
from newsbeam.schemas.story import Story

GROUP = "newsbeam.taggers"
"""The entry-point group; each value is a tagger (docs/adding-a-tagger.md)."""
NOT_A_TAGGERS = frozenset(
    {"story_id", "telling_id", "content_hash", "normaliser_version", "id_basis", "revision_kind", "revision_order", "pub_status"}
    | {"provider", "feed_id", "format", "guid", "fetched_at", "date", "date_basis", "country", "landing_ref", "entry", "taggers"}
    | {"claims", "known_partition", "standing"}
)
"""What a story is, when it was told, and where it lies: no reading of the text changes it. (A country goes into `story_country`.)"""
_COLUMNS = frozenset(f.name for f in fields(Story)) - NOT_A_TAGGERS
_Tagger = Callable[[Story, Mapping[str, Any]], Mapping[str, Any]]


@cache
def installed() -> Mapping[str, _Tagger]:
    """Each under `<name>/<version of its distribution>`, as it stands in the column `taggers`. Raises PluginError."""
    return {f"{plugin.name}/{plugin.version}": _held(plugin.found) for plugin in fitting(GROUP, callable, "a function")}


def _held(tagger: _Tagger) -> _Tagger:
    """The tagger, held to columns that it may set: else it has failed, and the story is flagged `untagged`."""

    def held(story: Story, found: Mapping[str, Any]) -> Mapping[str, Any]:
        columns = tagger(story, found)
        strange = [name for name in columns if name not in _COLUMNS and not name.startswith("_")]
        if strange:
            raise ValueError(f"no columns of a tagger: {', '.join(strange)}")
        return columns

    return held
