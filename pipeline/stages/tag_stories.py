"""TagStories: language, country, places, topics, organisations; only for texts that are news."""

from collections.abc import Iterable
from typing import Any

from newsbeam.pipeline.stages.normalise_items import Telling, retold
from newsbeam.pipeline.stages.stage import Stage
from newsbeam.pipeline.stages.tag import tag_all

TOGETHER = 200
"""Tellings that are tagged together: a fifth less time than one by one, and a megabyte or two to hold."""


class TagStage(Stage):
    """Telling -> Telling, tagged. A tagger that fails leaves the story untagged and flagged, never lost (`pipeline/stages/tag.py`)."""

    label = "TagStories"

    def __init__(self) -> None:
        super().__init__()
        self.held: list[Telling] = []

    def begin(self) -> None:
        super().begin()
        self.held = []

    def work(self, element: Telling) -> list[Any]:
        self.held.append(element)
        return self._tagged() if len(self.held) >= TOGETHER else []

    def flush(self) -> Iterable[Any]:
        return self._tagged()

    def _tagged(self) -> list[Any]:
        held, self.held = self.held, []
        stories = tag_all([one.story for one in held])
        return [retold(one, {"story": story}) for one, story in zip(held, stories, strict=True)]
