"""What a story gets from its text: a literal table of taggers, run in this order.

A tagger is `(Story, found) -> columns`: `found` holds the columns that earlier taggers gave (keys that begin with `_` pass
between taggers and reach no row), the answer is the columns of Story to set. It never fetches and never tells the time.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from newsbeam.pipeline.taggers import country, language, names, places, topics
from newsbeam.schemas.story import Story

Tagger = Callable[[Story, Mapping[str, Any]], Mapping[str, Any]]

TAGGERS: Mapping[str, Tagger] = {
    language.VERSION: language.tag_language,
    country.VERSION: country.tag_country,
    places.VERSION: places.tag_places,
    names.VERSION: names.tag_names,
    topics.VERSION: topics.tag_topics,
}
"""Name and version of each tagger, as it stands in the column `taggers`."""

Together = Callable[[Sequence[Story], Sequence[Mapping[str, Any]]], Sequence[Mapping[str, Any]]]

TOGETHER: Mapping[Tagger, Together] = {
    language.tag_language: language.tag_languages,
    country.tag_country: country.tag_countries,
    names.tag_names: names.tag_all_names,
}
"""Taggers that tag many stories in less time than one after the other, and how: with the same answers."""
