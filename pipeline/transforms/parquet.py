"""WritePartitionedParquet: stories to Parquet by date and country."""

import io
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from hashlib import sha256
from importlib import metadata
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import apache_beam as beam
import pyarrow as pa
from apache_beam.io.filesystems import FileSystems

from newsbeam.pipeline.dataset.place import why_unreadable
from newsbeam.pipeline.publish.row_groups import sealed, writing
from newsbeam.pipeline.stages.write_stories import rows_of, schema_refusal
from newsbeam.pipeline.transforms.parts import DEAD_LETTERS, clock, letter_of, place_of, refused, typed
from newsbeam.schemas.arrow import COMMITTER_COLUMNS, STORY_SCHEMA
from newsbeam.schemas.codes import Stage
from newsbeam.schemas.dead_letter import DeadLetter
from newsbeam.schemas.errors import OutputError, UsageError
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import Origin
from newsbeam.schemas.story import Standing, Story

FILE_ROWS = 50_000
"""Stories that a worker holds at a time: some 200 MB."""


class Written(NamedTuple):
    """What `WritePartitionedParquet` gives."""

    files: Any
    """PCollection[str]: the paths of the files, once they are there."""
    dead_letters: Any
    """PCollection[DeadLetter]: stories that cannot be rows (a lone surrogate, a time beyond Arrow's)."""


@beam.typehints.with_input_types(Story)
class WritePartitionedParquet(beam.PTransform):
    """Stories -> `<path>/date=YYYY-MM-DD/country=XX/stories-<digest>.parquet`, in newsbeam's schema; `.files` and `.dead_letters`.

    `path` is a folder, or an address of any of Beam's file systems. Files are written aside (`<path>.tmp-...`) and renamed when all
    of a window's are whole: a reader sees each file wholly or not at all, and a bundle that is done again writes the same file.
    Runs with the same `as_of` and `batch_id` over the same stories replace each other's files; the default is another of both each time.
    Not for the folder of a `newsbeam ingest`, which numbers revisions and keeps one file a partition (OutputError); for one of your own.

    >>> import apache_beam as beam, newsbeam, tempfile
    >>> item = newsbeam.Item(entry=0, format="mine", headline="Ferry sails", body="LAGOS, Nov 3 - The ferry sails to Ikorodu again.")
    >>> folder = tempfile.mkdtemp()
    >>> with beam.Pipeline() as pipeline:
    ...     normalised = pipeline | beam.Create([item]) | newsbeam.NormaliseItems()
    ...     _ = normalised.stories | newsbeam.TagStories() | newsbeam.WritePartitionedParquet(folder)
    >>> newsbeam.open_dataset(folder).duckdb().project("headline, country").fetchall()
    [('Ferry sails', 'NG')]
    """

    def __init__(self, path: str | Any, *, as_of: datetime | None = None, batch_id: str | None = None) -> None:
        super().__init__()
        self.path = place_of(path, "WritePartitionedParquet")
        if why := why_unreadable(self.path):
            raise UsageError(f"WritePartitionedParquet: {self.path!r}: {why}; name another place")
        self.as_of = clock(as_of)
        self.batch_id = batch_id or f"{self.as_of:%Y%m%dT%H%M%SZ}-{uuid4().hex[:8]}"

    def expand(self, stories: Any) -> Any:
        """A GroupByKey by partition, the files, and one more for their names: none is renamed before all are written."""
        # Another one for each place in a pipeline where the transform stands.
        aside, path = f"{self.path}.tmp-{uuid4().hex[:8]}", self.path
        _refuse_output(path)
        outputs = (
            stories
            | "KeyByPartition" >> beam.Map(_keyed).with_output_types(tuple[str, Story])
            | "GatherPartitions" >> beam.GroupByKey()
            | "WriteAside" >> beam.ParDo(_WriteAside(aside, self.as_of, self.batch_id)).with_outputs(DEAD_LETTERS, main="names")
        )
        files = (
            typed(outputs["names"], str)
            | "OneHand" >> beam.WithKeys(0)
            | "AllWritten" >> beam.GroupByKey()
            | "Rename" >> beam.ParDo(_Rename(aside, path)).with_output_types(str)
        )
        return Written(files, typed(outputs[DEAD_LETTERS], DeadLetter))


def _refuse_output(path: str) -> None:
    """A run's table numbers revisions and is told by its state: rows from elsewhere would stand twice in it. Raises OutputError."""
    root = path.rpartition("/")[0] or "."
    for folder in (path, root):
        if FileSystems.exists(FileSystems.join(folder, "_state", "newsbeam.db")):
            raise OutputError(
                f"{folder}: an output of `newsbeam ingest`, which keeps its table alone; write into a folder of your own"
            )


def _keyed(story: Story) -> tuple[str, Story]:
    return f"date={story.date}/country={story.country}", story


class _WriteAside(beam.DoFn):
    def __init__(self, aside: str, as_of: datetime, batch_id: str) -> None:
        self.aside, self.as_of, self.batch_id = aside, as_of, batch_id

    def process(
        self, element: tuple[str, Iterable[Story]], window: Any = beam.DoFn.WindowParam, pane: Any = beam.DoFn.PaneInfoParam
    ) -> Iterator[Any]:
        partition, gathered = element
        waiting, number = iter(gathered), 0
        while stories := list(islice(waiting, FILE_ROWS)):
            # A folder for each file, by what it is made of: to take it away takes away nothing that another window, or a later firing
            # of this one, is just writing.
            own = sha256(f"{window!r} {pane.index} {partition} {number}".encode()).hexdigest()[:16]
            number += 1
            for at in reversed(range(len(stories))):
                if fault := _fault(stories[at]):
                    yield _refused(stories.pop(at), ValueError(fault))
            stories.sort(key=lambda s: (s.first_created or s.fetched_at, s.story_id, s.telling_id))
            fragment, refusals = rows_of(stories)
            for at, error in reversed(refusals):
                yield _refused(stories.pop(at), error)
            if fragment is not None:
                yield f"{own}/{self._write(own, partition, _completed(fragment, stories, self.as_of, self.batch_id))}"

    def _write(self, own: str, partition: str, table: pa.Table) -> str:
        sink = io.BytesIO()
        with writing(sink, table.schema, sealed(table.num_rows, table)) as writer:
            writer.write_table(table)
        name = f"{partition}/stories-{sha256(sink.getbuffer()).hexdigest()[:32]}.parquet"
        whole = FileSystems.join(self.aside, own, *name.split("/"))
        _make_folder(whole)
        with FileSystems.create(whole, "application/octet-stream") as file:
            file.write(sink.getbuffer())
        return name


_TIMES = ("fetched_at", "first_created", "version_created", "embargoed")
_DATE, _COUNTRY = re.compile(r"\d{4}-\d\d-\d\d"), re.compile("[A-Z]{2}")


def _fault(story: Story) -> str | None:
    """Why a story of somebody's own making can stand in no partition, or in no order."""
    if not (_DATE.fullmatch(story.date) and _COUNTRY.fullmatch(story.country)):
        return f"date={story.date!r}, country={story.country!r}: write them as 2026-03-12 and PK"
    try:
        date.fromisoformat(story.date)
    except ValueError as error:
        return f"date={story.date!r}: {error}"
    naive = [name for name in _TIMES if (at := getattr(story, name)) is not None and at.tzinfo is None]
    return f"{naive[0]}: has no time zone" if naive else None


def _refused(story: Story, error: Exception) -> Any:
    at = story.fetched_at if story.fetched_at.tzinfo else story.fetched_at.replace(tzinfo=UTC)
    origin = Origin(
        feed=Feed(id=story.feed_id, provider=story.provider), uri=story.url or "", fetched_at=at, ref=story.landing_ref or "-"
    )
    return refused(letter_of(origin, Stage.WRITE, schema_refusal(story, error, story)))


def _completed(fragment: pa.Table, stories: list[Story], as_of: datetime, batch_id: str) -> pa.Table:
    """The columns that a run's committer would fill, from what `DeduplicateStories` found."""
    standings = [story.standing or Standing() for story in stories]
    own: dict[str, list[Any]] = {
        "revision": [one.revision for one in standings],
        "supersedes": [one.supersedes for one in standings],
        "cluster_id": [one.cluster_id or story.story_id for one, story in zip(standings, stories, strict=True)],
        "cluster_relation": [one.relation for one in standings],
        "cluster_similarity": [one.similarity for one in standings],
        "published_at": [as_of] * len(stories),
        "partition_date": [date.fromisoformat(story.date) for story in stories],
        "partition_country": [story.country for story in stories],
        "batch_id": [batch_id] * len(stories),
        "newsbeam_version": [metadata.version("newsbeam")] * len(stories),
    }
    if own.keys() != COMMITTER_COLUMNS:
        raise RuntimeError(f"columns that nobody fills: {sorted(own.keys() ^ COMMITTER_COLUMNS)}")
    own["text"] = [story.text for story in stories]
    columns = [pa.array(own[f.name], f.type) if f.name in own else fragment.column(f.name) for f in STORY_SCHEMA]
    return pa.Table.from_arrays(columns, schema=STORY_SCHEMA)


class _Rename(beam.DoFn):
    """Files take their places. Done twice, it finds what it left and does the rest."""

    def __init__(self, aside: str, path: str) -> None:
        self.aside, self.path = aside, path

    def process(self, element: tuple[int, Iterable[str]]) -> Iterator[str]:
        for name in sorted(set(element[1])):
            own, *parts = name.split("/")
            source, target = FileSystems.join(self.aside, own, *parts), FileSystems.join(self.path, *parts)
            if not FileSystems.exists(target):  # one that is there has the same bytes: its name says so
                if not FileSystems.exists(source):
                    raise OutputError(f"{source}: is gone, and it was never renamed to {target}; run the pipeline again")
                _make_folder(target)
                FileSystems.rename([source], [target])
            if FileSystems.exists(folder := FileSystems.join(self.aside, own)):
                FileSystems.delete([folder])
            yield target
        if "://" not in self.aside:
            with suppress(OSError):  # other files are still on their way
                Path(self.aside).rmdir()


def _make_folder(file: str) -> None:
    folder = file.rpartition("/")[0]
    for left in (2, 1, 0):
        if FileSystems.exists(folder):
            return
        try:
            FileSystems.mkdirs(folder)
        except OSError:  # another worker was there first, or took the empty folder above it away
            if not left and not FileSystems.exists(folder):
                raise
