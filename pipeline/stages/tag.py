"""TagStories: language, country, places, topics, organisations; only for texts that are news."""

from dataclasses import replace
from typing import Any

from pipeline.stages.normalise import Telling
from pipeline.stages.stage import Stage
from pipeline.tag import tag


class TagStories(Stage):
    """Telling -> Telling, tagged. A tagger that fails leaves the story untagged and flagged, never lost (`pipeline/tag.py`)."""

    label = "TagStories"

    def work(self, element: Telling) -> list[Any]:
        return [replace(element, story=tag(element.story))]
