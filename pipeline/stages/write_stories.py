"""WriteStories: tagged stories to staged fragments; a story that cannot be a row is a dead letter, never the batch's end."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import pyarrow as pa
from xxhash import xxh3_128

from newsbeam.pipeline.dataset.waiting import waiting
from newsbeam.pipeline.process.together import together
from newsbeam.pipeline.stages.ledger import FragmentRef, Outcome
from newsbeam.pipeline.stages.letters import letter
from newsbeam.pipeline.stages.normalise_items import Telling
from newsbeam.pipeline.stages.resolve import Candidate, Current
from newsbeam.pipeline.stages.stage import Stage, for_ledger
from newsbeam.pipeline.stages.waiting_room import hold
from newsbeam.pipeline.text.identity import teasers_of
from newsbeam.schemas.arrow import fragment_of
from newsbeam.schemas.codes import EntryOutcome, Reason, RevisionKind
from newsbeam.schemas.codes import Stage as StageName
from newsbeam.schemas.item import ParseError
from newsbeam.schemas.story import Story

FRAGMENT_ROWS = 500
"""Rows held back per worker before a fragment is written: with their items some 15 MB."""
GROUP_ROWS = 64
"""Rows of a fragment that the committer reads at a time, of each fragment: half a megabyte."""


class WriteStage(Stage):
    """Telling -> Story, written. Rows of all partitions go into one fragment a bundle: the committer sorts them out.

    Own writer, because `fileio.WriteToFiles` with `/` in its names loses every row and stays green.
    A fragment that a failed bundle leaves behind is in nobody's ledger, so nobody publishes it.
    """

    label = "WriteStories"

    def __init__(self, staging: str, stories: str) -> None:
        super().__init__()
        self.staging, self.stories = staging, stories
        self.waiting: frozenset[tuple[str, str]] = frozenset()
        self.held: list[Telling] = []

    def begin(self) -> None:
        super().begin()
        self.held = []
        self.waiting = frozenset(waiting(Path(self.stories)))

    def work(self, element: Telling) -> list[Any]:
        if element.story.known_partition is None and (element.story.date, element.story.country) in self.waiting:
            return hold(element)
        self.held.append(element)
        return self._spill() if len(self.held) >= FRAGMENT_ROWS else []

    def flush(self) -> list[Any]:
        return self._spill() if self.held else []

    def _spill(self) -> list[Any]:
        tellings, self.held = self.held, []
        tellings.sort(key=lambda t: (t.story.date, t.story.country, t.story.story_id, t.story.telling_id))
        table, refusals = rows_of([telling.story for telling in tellings])
        answer: list[Any] = []
        for at, error in reversed(refusals):
            telling = tellings.pop(at)
            task = telling.arrival.task
            refusal = schema_refusal(telling.story, error, telling.arrival.item)
            answer.append(for_ledger(letter(task, StageName.WRITE, refusal)))
            answer.append(for_ledger(Outcome(task.feed.id, task.cause, EntryOutcome.DEAD_LETTER.value, 1)))
        if table is not None:
            answer.append(for_ledger(write_fragment(table, Path(self.staging))))
            answer.extend(tellings)
        return answer


def rows_of(stories: Sequence[Story]) -> tuple[pa.Table | None, list[tuple[int, Exception]]]:
    """Stories as one table, in the order given, and the places of those that cannot be rows (a lone surrogate, an impossible
    time), which it leaves out. One bad value makes Arrow refuse a whole column, so the culprits are found by halving.
    """
    try:
        return fragment_of(stories), []
    except (pa.ArrowException, UnicodeError, ValueError, OverflowError, TypeError) as error:
        if len(stories) == 1:
            return None, [(0, error)]
    middle = len(stories) // 2
    (first, bad), (second, later) = rows_of(stories[:middle]), rows_of(stories[middle:])
    tables = [table for table in (first, second) if table is not None]
    return pa.concat_tables(tables) if tables else None, bad + [(at + middle, error) for at, error in later]


def schema_refusal(story: Story, error: Exception, raw: object) -> ParseError:
    """Why a story is no row; `raw` is what it was made from."""
    return ParseError(
        Reason.SCHEMA,
        f"{story.story_id}: cannot be a row: {error}",
        entry=story.entry,
        raw=repr(raw).encode("utf-8", "backslashreplace"),
    )


def write_fragment(table: pa.Table, staging: Path) -> FragmentRef:
    """Write one fragment under a name that its content gives, so that a bundle done twice writes the same file."""
    aside = staging / f"fragment-{uuid4().hex}.tmp"
    with aside.open("wb", buffering=0) as file:
        summed = _Summed(file)
        with (
            together(summed) as held,
            pa.ipc.new_file(held, table.schema, options=pa.ipc.IpcWriteOptions(use_threads=False)) as rows,
        ):
            rows.write_table(table.combine_chunks(), max_chunksize=GROUP_ROWS)
    digest = summed.digest.hexdigest()
    path = staging / f"fragment-{digest}.arrow"
    aside.replace(path)
    retells = any(kind != RevisionKind.ORIGINAL for kind in table.column("revision_kind").to_pylist())
    return FragmentRef(path.name, table.num_rows, digest, retells)


class _Summed(io.RawIOBase):
    """A file that is summed as it is written: a fragment held whole in memory costs more than its sum."""

    def __init__(self, file: io.RawIOBase) -> None:
        super().__init__()
        self._file, self.digest = file, xxh3_128()

    def write(self, piece: Any) -> int:
        left = memoryview(piece)
        self.digest.update(left)
        size = len(left)
        while left:
            left = left[self._file.write(left) :]
        return size

    def writable(self) -> bool:
        return True


def candidate_of(telling: Telling) -> tuple[Any, ...]:
    """The key of one written row, as it travels to SettleBatch: what may be one story with it shares the first field."""
    story, arrival = telling.story, telling.arrival
    date, country = story.known_partition or (story.date, story.country)
    teases, teasers = teasers_of(story.headline_raw, story.summary, story.body_text)
    return (
        telling.family or story.story_id,
        *Candidate(
            story_id=story.story_id,
            telling_id=story.telling_id,
            content_hash=story.content_hash,
            pub_status=story.pub_status,
            revision_order=story.revision_order,
            first_created=(story.first_created or story.fetched_at).isoformat(),
            date=date,
            country=country,
            published=story.known_partition is not None,
            current=cast("Current | None", telling.current and tuple(telling.current)),  # Beam codes plain tuples fast
            feed_id=arrival.task.feed.id,
            cause=arrival.task.cause,
            entry_key=arrival.key,
            item_hash=arrival.item_hash.hex(),
            landing_ref=str(arrival.task.ref),
            entry=arrival.item.entry,
            teases=teases,
            teasers=teasers,
        ),
    )
