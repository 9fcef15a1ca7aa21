"""IngestDocuments: all of it, from documents to Parquet."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam.io.fileio import ReadableFile

from newsbeam.pipeline.taggers import Tagger
from newsbeam.pipeline.transforms.deduplicate import DeduplicateStories
from newsbeam.pipeline.transforms.normalise import NormaliseItems
from newsbeam.pipeline.transforms.parquet import WritePartitionedParquet
from newsbeam.pipeline.transforms.parse import ParseDocuments
from newsbeam.pipeline.transforms.parts import clock, place_of, typed
from newsbeam.pipeline.transforms.tag import TagStories
from newsbeam.schemas.dead_letter import DeadLetter
from newsbeam.schemas.document import Document
from newsbeam.schemas.feed import Feed


class Ingested(NamedTuple):
    """What `IngestDocuments` gives."""

    files: Any
    """PCollection[str]: the Parquet files, once they are there."""
    stories: Any
    """PCollection[Story]: what is in them."""
    held: Any
    """PCollection[Story]: under embargo, not written."""
    duplicates: Any
    """PCollection[Story]: told before, not written."""
    dead_letters: Any
    """PCollection[DeadLetter]: documents, entries and stories that were refused."""


@beam.typehints.with_input_types(Document | bytes | ReadableFile)
class IngestDocuments(beam.PTransform):
    """Documents, bytes or files -> `<path>/stories/date=.../country=.../*.parquet`, which `open_dataset(path)` reads.

    `ParseDocuments`, `NormaliseItems`, `TagStories`, `DeduplicateStories` and `WritePartitionedParquet` in a line; the parameters
    are theirs. It tags before it deduplicates, so that all tellings of a story lie in the partition of the first. Copies stay,
    marked by `cluster_id`, as in the table of `newsbeam ingest`; `keep_copies=False` leaves them out.

    What the command does and this does not: fetch, remember feeds between runs, and publish all of a run or nothing.

    >>> import apache_beam as beam, newsbeam, tempfile
    >>> rss = b"<rss><channel><title>t</title><item><title>Ferry late</title><description>LAGOS - It waits.</description></item></channel></rss>"
    >>> folder = tempfile.mkdtemp()
    >>> with beam.Pipeline() as pipeline:
    ...     done = pipeline | beam.Create([rss]) | newsbeam.IngestDocuments(folder)
    ...     _ = done.dead_letters | beam.Map(print)
    >>> newsbeam.open_dataset(folder).duckdb().project("headline, country").fetchall()
    [('Ferry late', 'NG')]
    """

    def __init__(
        self,
        path: str | Path,
        feeds: Feed | Iterable[Feed] = (),
        *,
        as_of: datetime | None = None,
        near: bool = True,
        keep_copies: bool = True,
        history: str | Path | None = None,
        taggers: Mapping[str, Tagger] | None = None,
        batch_id: str | None = None,
    ) -> None:
        super().__init__()
        as_of = clock(as_of)
        self.parse = ParseDocuments(feeds, as_of=as_of)
        self.normalise = NormaliseItems(as_of=as_of)
        self.tag = TagStories(taggers)
        self.deduplicate = DeduplicateStories(near=near, keep_copies=keep_copies, history=history, as_of=as_of)
        self.write = WritePartitionedParquet(f"{place_of(path, 'IngestDocuments')}/stories", as_of=as_of, batch_id=batch_id)

    def expand(self, documents: Any) -> Any:
        """The line, and what each of them leaves beside it."""
        parsed = documents | "ParseDocuments" >> self.parse
        normalised = parsed.items | "NormaliseItems" >> self.normalise
        tagged = normalised.stories | "TagStories" >> self.tag
        unique = tagged | "DeduplicateStories" >> self.deduplicate
        written = unique.stories | "WritePartitionedParquet" >> self.write
        letters = (parsed.dead_letters, normalised.dead_letters, written.dead_letters) | "FlattenLetters" >> beam.Flatten()
        return Ingested(written.files, unique.stories, normalised.held, unique.duplicates, typed(letters, DeadLetter))
