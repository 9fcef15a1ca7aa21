"""TagStories: language, country, places, topics, organisations; only for texts that are news."""

from dataclasses import dataclass, replace
from typing import Any

import apache_beam as beam

from pipeline.stages.normalise import Telling
from pipeline.stages.stage import LEDGER, Stage
from pipeline.tag import tag


@dataclass
class TagStories(beam.PTransform):
    """Telling -> Telling, tagged. A tagger that fails leaves the story untagged and flagged, never lost (`pipeline/tag.py`)."""

    def expand(self, tellings: Any) -> Any:
        """Main output `tagged`."""
        return tellings | "Tag" >> beam.ParDo(_Tag()).with_outputs(LEDGER, main="tagged")


class _Tag(Stage):
    label = "TagStories"

    def work(self, element: Telling) -> list[Any]:
        return [replace(element, story=tag(element.story))]
