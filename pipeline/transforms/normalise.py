"""NormaliseItems: what the provider said to what we say."""

from datetime import datetime
from typing import Any, NamedTuple

import apache_beam as beam

from newsbeam.connectors.catalog.bare import BARE_PROVIDER
from newsbeam.pipeline.stages.normalise import ItemContext, normalise
from newsbeam.pipeline.transforms.parts import DEAD_LETTERS, clock, letter_of, moment_of, refused, typed
from newsbeam.schemas.codes import Stage
from newsbeam.schemas.dead_letter import DeadLetter
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import Item, Origin, ParseError
from newsbeam.schemas.story import Story

HELD = "held"


class Normalised(NamedTuple):
    """What `NormaliseItems` gives."""

    stories: Any
    """PCollection[Story]"""
    held: Any
    """PCollection[Story]: those under an embargo that has not passed. Nothing that may be published yet."""
    dead_letters: Any
    """PCollection[DeadLetter]: items that tell nothing."""


@beam.typehints.with_input_types(Item)
class NormaliseItems(beam.PTransform):
    """Items -> `.stories`, `.held` and `.dead_letters`: plain text, UTC, dateline, credit, ids and hashes.

    An item of `ParseDocuments` knows its feed and when it came. Of one that you made yourself, `feed` says whose it is, and it
    came at its element's timestamp, else at `as_of` (default: now), against which embargoes and dates in the future are held too.

    >>> import apache_beam as beam, newsbeam
    >>> item = newsbeam.Item(entry=0, format="mine", headline="Ferry  opens &amp; sails", body="LAGOS, Nov 3 - The ferry sails.")
    >>> with beam.Pipeline() as pipeline:
    ...     normalised = pipeline | beam.Create([item]) | newsbeam.NormaliseItems(newsbeam.Feed(id="lagoon", provider="Lagoon Daily"))
    ...     _ = normalised.stories | beam.Map(lambda story: print(story.headline, story.dateline_place, story.dateline_country, sep=" | "))
    Ferry opens & sails | Lagos | NG
    """

    def __init__(self, feed: Feed | None = None, *, as_of: datetime | None = None) -> None:
        super().__init__()
        self.feed = feed or Feed(id="items", provider=BARE_PROVIDER)
        self.as_of = clock(as_of)

    def expand(self, items: Any) -> Any:
        """One DoFn, nothing is shuffled."""
        outputs = items | "TellStories" >> beam.ParDo(_Normalise(self.feed, self.as_of)).with_outputs(
            HELD, DEAD_LETTERS, main="stories"
        )
        return Normalised(typed(outputs["stories"], Story), typed(outputs[HELD], Story), typed(outputs[DEAD_LETTERS], DeadLetter))


class _Normalise(beam.DoFn):
    def __init__(self, feed: Feed, as_of: datetime) -> None:
        self.feed, self.as_of = feed, as_of

    def process(self, element: Item, timestamp: Any = beam.DoFn.TimestampParam) -> list[Any]:
        at = moment_of(timestamp, self.as_of)
        origin = element.origin or Origin(feed=self.feed, uri="item:", fetched_at=at, ref="-")
        now = max(self.as_of, origin.fetched_at)
        context = ItemContext(
            feed=origin.feed, fetched_at=origin.fetched_at, as_of=now, landing_ref=origin.ref, id_basis=origin.id_basis
        )
        try:
            story = normalise(element, context)
        except ParseError as error:
            error.entry = element.entry
            error.raw = error.raw or repr(element).encode("utf-8", "backslashreplace")
            return [refused(letter_of(origin, Stage.NORMALISE, error))]
        if story.embargoed is not None and story.embargoed > now:
            return [beam.pvalue.TaggedOutput(HELD, story)]
        return [story]
