"""TagStories: language, country, places, topics, organisations; only for texts that are news."""

from dataclasses import replace
from typing import Any

from newsbeam.pipeline.stages.normalise_items import Telling
from newsbeam.pipeline.stages.stage import Stage
from newsbeam.pipeline.stages.tag import tag


class TagStage(Stage):
    """Telling -> Telling, tagged. A tagger that fails leaves the story untagged and flagged, never lost (`pipeline/stages/tag.py`)."""

    label = "TagStories"

    def work(self, element: Telling) -> list[Any]:
        return [replace(element, story=tag(element.story))]
