"""Back-fill: archives through the same stages as feeds, in batches, resumable. Late items land in their own date.

Documents are landed first, like all others, and the archive's position moves with the batch that they are in. The lock is
taken per batch, so a waiting ingest gets its turn; feeds, their cursors and what they list are not touched, because an
archive's documents belong to feeds of their own (`backfill.<host>`), of the same provider.
"""

import re
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.landing.archive_names import ARCHIVES
from newsbeam.connectors.landing.landed import adopt
from newsbeam.connectors.landing.landing_writer import LandingWriter
from newsbeam.connectors.landing.warc_archive import documents, mark_of, parts_of
from newsbeam.connectors.landing.warc_record import digest_of
from newsbeam.connectors.state.batches import archive_position, note_archive, was_walked
from newsbeam.connectors.state.database import transaction
from newsbeam.connectors.state.records import landed_files, pending
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.own_state import open_own_state
from newsbeam.pipeline.process.memory import give_back, settle_in, tidy_up
from newsbeam.pipeline.publish.finish import recover, seal_due
from newsbeam.pipeline.runners.lean_import import import_arrow
from newsbeam.pipeline.runners.named import Engine
from newsbeam.pipeline.runs.batch import Batch, Done, run_batch
from newsbeam.pipeline.runs.fetch import entries_in
from newsbeam.pipeline.runs.landed_feed import facts_of
from newsbeam.pipeline.runs.pages import PageDesk
from newsbeam.pipeline.runs.plugins import check_plugins
from newsbeam.pipeline.runs.run_log import next_batch_id
from newsbeam.pipeline.runs.tasks import BATCH_ENTRIES, bounds_of, tasks_of
from newsbeam.pipeline.runs.upkeep import fold_sketches, go_on_with_sketches
from newsbeam.schemas.codes import EntryOutcome
from newsbeam.schemas.document import Document
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.quick import dataclass

PREFIX = "backfill."
ARCHIVE_ENTRIES = 10_000
"""Entries of a batch, more than a long run's: of an archive each batch reaches all partitions of its days, and looks through all of its window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackfillOptions:
    """One `newsbeam backfill`."""

    out: Path | Output
    archives: Sequence[Path]
    """WARC and ARC files, folders of files, single files."""
    as_of: datetime
    version: str
    feeds: Sequence[Feed] = ()
    """The feed list: an archived address of a known feed's host belongs to that feed's provider."""
    provider: str | None = None
    """Of documents whose host no feed has; None: the host (of files: `file`)."""
    limits: FetchLimits = field(default_factory=FetchLimits)
    engine: Engine = field(default_factory=Engine)
    batch_entries: int | None = None
    """Entries that a batch may hold; None: as the engine has it."""
    progress: Callable[[str, int, int], None] | None = None


@dataclass(slots=True)
class Backfilled:
    """What a back-fill did."""

    documents: int = 0
    known: int = 0
    """Files that an earlier back-fill has read, and that are as they were."""
    skipped: int = 0
    """Records that are no documents."""
    damaged: list[str] = field(default_factory=list)
    """Records that could not be read, one line each (the first hundred)."""
    rows: int = 0
    refused: int = 0
    """Documents and entries that became dead letters."""
    batches: int = 0


class _Portion(NamedTuple):
    """What of an archive makes one batch."""

    found: list[Document]
    position: int
    """Where it ends."""
    skipped: int
    damaged: list[str]
    finished: bool


def backfill(options: BackfillOptions) -> Backfilled:
    """Process archives from where an earlier back-fill of the same file stopped; a finished one is not read again, unless it has grown, or
    lies there with another content. Of a folder with other files than before, those that were read before are passed over.

    Raises as `run_batch` does, and ParseError for a file that is no archive. What was done stays done.
    """
    check_plugins()
    import_arrow()
    out = Output.at(options.out)
    out.prepare()
    settle_in()
    filled = Backfilled()
    for archive in (part for path in options.archives for part in parts_of(path)):
        while not _one_batch(out, archive, options, filled):
            pass
    return filled


def _one_batch(out: Output, archive: Path, options: BackfillOptions, filled: Backfilled) -> bool:
    """Land and process the next portion of an archive; whether it was the last. Holds the lock for so long."""
    with out.lock(wait=True), closing(open_own_state(out)) as conn:
        recover(out, conn)
        worker = Worker(out, conn, options)
        adopt(conn, out.landing)
        worker.work_off(filled)  # what an interrupted back-fill landed
        name = mark_of(archive)
        position, finished = archive_position(conn, name)
        if finished and not (archive.is_file() and archive.name.endswith(ARCHIVES) and archive.stat().st_size > position):
            return True
        portion = _portion(archive, position, options)
        filled.known += _pass_over_known(conn, archive, name, portion.found)
        filled.documents += worker.land(portion.found, f"backfill-{archive.name[:40]}-{position}")
        portion.found.clear()  # 28 MB, which are landed
        adopt(conn, out.landing)
        worker.work_off(filled)
        filled.batches += worker.batches
        filled.skipped += portion.skipped
        filled.damaged += portion.damaged[: 100 - len(filled.damaged)]
        with transaction(conn):
            note_archive(conn, name, portion.position, finished=portion.finished)
        seal_due(out, conn, options.as_of)
        fold_sketches(out, options.as_of)
        give_back()
        if options.progress is not None:
            options.progress("backfill", filled.documents, 0)
        return portion.finished


def _pass_over_known(conn: sqlite3.Connection, archive: Path, name: str, found: list[Document]) -> int:
    """Take documents out that an earlier back-fill of this folder, or file, has landed as they are; how many."""
    place = archive.resolve()
    if archive.name.endswith(ARCHIVES) or not was_walked(conn, str(place), name):
        return 0
    landed = landed_files(conn, place.as_uri())
    fresh = [one for one in found if (one.uri, digest_of(one.payload)) not in landed]
    known = len(found) - len(fresh)
    found[:] = fresh
    return known


def _portion(archive: Path, position: int, options: BackfillOptions) -> _Portion:
    """The next steps through an archive that make one batch."""
    found: list[Document] = []
    damaged: list[str] = []
    size = entries = steps = 0
    most, most_bytes = _bounds(options)
    walk = documents(archive, position, options.limits.max_body_bytes, options.as_of)
    for step in walk:
        steps += 1
        position = step.position
        if step.document is not None:
            size += len(step.document.payload)
            entries += entries_in(step.document.payload)
            found.append(step.document)
        elif step.error is not None:
            damaged.append(str(step.error))
        if entries >= most or size >= most_bytes or steps >= 10 * BATCH_ENTRIES:
            break
    finished = next(islice(walk, 1), None) is None
    return _Portion(found, position, steps - len(found) - len(damaged), damaged, finished)


def _bounds(options: BackfillOptions) -> tuple[int, int]:
    return bounds_of(options.batch_entries or options.engine.batch_entries or ARCHIVE_ENTRIES)


class Worker:
    """Lands documents of one portion, and works off what waits for feeds of back-fills."""

    def __init__(self, out: Output, conn: sqlite3.Connection, options: BackfillOptions) -> None:
        self.out, self.conn, self.options = out, conn, options
        self.batches = 0
        self._by_host = {urlsplit(feed.url).hostname: feed for feed in options.feeds if feed.url}

    def land(self, found: Sequence[Document], name: str) -> int:
        """Land documents for the feeds that they belong to, synced; how many."""
        if found:
            safe = re.sub(r"[^A-Za-z0-9.-]+", "-", name)
            with LandingWriter(self.out.landing, safe, day=self.options.as_of.date(), keep=self.out.storage.push) as landing:
                for document in found:
                    feed = self.feed_of(document)
                    landing.write(
                        replace(document, feed_id=feed.id), {**facts_of(feed), "entries": str(entries_in(document.payload))}
                    )
        return len(found)

    def work_off(self, filled: Backfilled) -> None:
        """Every pending document of back-fills, in batches; what came of them is added up in `filled`."""
        waiting = [one for one in pending(self.conn) if one.feed_id.startswith(PREFIX)]
        feeds: dict[str, Feed] = {}
        for one in waiting:
            known = self._by_host.get(urlsplit(one.uri).hostname)
            made = _feed(known, one.feed_id, one.extra.get("provider", one.feed_id), one.extra.get("format", "auto"), one.uri)
            feeds.setdefault(one.feed_id, made)
        options = self.options
        batch = Batch(
            out=self.out,
            conn=self.conn,
            as_of=options.as_of,
            version=options.version,
            engine=options.engine,
            limits=options.limits,
        )
        tasks = [one.task for one in tasks_of(self.conn, waiting, feeds, PageDesk(landing=self.out.landing, conn=self.conn))]
        most, _ = _bounds(options)
        for begin in range(0, len(tasks), most):
            portion = tasks[begin : begin + most]
            done = run_batch(batch, next_batch_id(self.conn, options.as_of), portion, {})
            self.batches += len(done)
            filled.rows += _rows(done)
            filled.refused += sum(one.ledger.ended(EntryOutcome.DEAD_LETTER) for one in done)
            go_on_with_sketches(self.out)
            tidy_up()

    def feed_of(self, document: Document) -> Feed:
        """The feed of its own that an archived document belongs to."""
        host = urlsplit(document.uri).hostname
        known = self._by_host.get(host)
        html = document.media_type in ("text/html", "application/xhtml+xml")
        provider = known.provider if known else self.options.provider or host or "file"
        name = re.sub(r"[^a-z0-9.-]+", "-", (host or "files").lower())[:40]
        return _feed(known, f"{PREFIX}{name}{'.html' if html else ''}", provider, "article_html" if html else "auto", document.uri)


def _feed(known: Feed | None, feed_id: str, provider: str, format_: str, uri: str) -> Feed:
    if known is None:
        return Feed(id=feed_id, provider=provider, format=format_, url=uri)
    return replace(known, id=feed_id, format=format_, url=uri, path=None, full_text=False, headers={}, auth=None)


def _rows(done: Sequence[Done]) -> int:
    return sum(growth.rows_added for one in done for growth in one.growths)
