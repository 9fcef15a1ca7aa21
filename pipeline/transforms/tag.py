"""TagStories: language, country, places, names, topics."""

from collections.abc import Mapping
from typing import Any

import apache_beam as beam

from newsbeam.pipeline.stages.tag import tag
from newsbeam.pipeline.taggers import Tagger
from newsbeam.pipeline.transforms import parts  # noqa: F401  (registers the nouns' coder)
from newsbeam.schemas.story import Story


@beam.typehints.with_input_types(Story)
@beam.typehints.with_output_types(Story)
class TagStories(beam.PTransform):
    """Stories -> stories with their language, countries, places, organisations, persons and topics, and the partition's country.

    `taggers`: names to functions, in the order in which they run (`docs/adding-a-tagger.md`); default: newsbeam's own, and those
    of installed distributions. A tagger that fails costs its own columns, and the story gets the flag `untagged`.

    >>> import apache_beam as beam, newsbeam
    >>> item = newsbeam.Item(entry=0, format="mine", headline="Ferry sails", body="LAGOS, Nov 3 - The ferry sails to Ikorodu again.")
    >>> with beam.Pipeline() as pipeline:
    ...     normalised = pipeline | beam.Create([item]) | newsbeam.NormaliseItems()
    ...     tagged = normalised.stories | newsbeam.TagStories()
    ...     _ = tagged | beam.Map(lambda story: print(story.language, story.country, story.country_basis))
    en NG dateline
    """

    def __init__(self, taggers: Mapping[str, Tagger] | None = None) -> None:
        super().__init__()
        self.taggers = taggers

    def expand(self, stories: Any) -> Any:
        """One DoFn, nothing is shuffled."""
        taggers = self.taggers
        return stories | "Tag" >> beam.Map(lambda story: tag(story, taggers)).with_output_types(Story)
