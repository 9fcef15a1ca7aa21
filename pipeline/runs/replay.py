"""Replay: a new dataset from landed bytes, without the network. The same batches, in their order, with their own clocks.

So ids, revisions and clusters come out as they did; after a change of a tagger, its columns alone differ. The journal says
which records each batch settled; records that no batch has settled are left to the output that landed them.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from newsbeam.connectors.disk.durable import make_folder, sync_folder
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.landing.landed import adopt
from newsbeam.connectors.landing.landing import landing_files
from newsbeam.connectors.state import batches, holds, records
from newsbeam.connectors.state.cursors import load_cursors
from newsbeam.connectors.state.records import Landed, landed_by_id
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.own_state import open_own_state
from newsbeam.pipeline.publish.finish import recover, seal_due
from newsbeam.pipeline.publish.journal import Settled, read_journal
from newsbeam.pipeline.publish.purge import read_purged, remember_purged
from newsbeam.pipeline.runners.lean_import import import_arrow
from newsbeam.pipeline.runners.named import Engine
from newsbeam.pipeline.runs.batch import Batch, Done, run_batch
from newsbeam.pipeline.runs.landed_feed import feed_of
from newsbeam.pipeline.runs.pages import PageDesk
from newsbeam.pipeline.runs.plugins import check_plugins
from newsbeam.pipeline.runs.tasks import tasks_of
from newsbeam.schemas.codes import Reason
from newsbeam.schemas.cursor import Cursor
from newsbeam.schemas.document import DocumentTask, LandingRef
from newsbeam.schemas.errors import OutputError
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.quick import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayOptions:
    """One `newsbeam replay`."""

    source: Path
    """The output whose landing is read. Nothing in it is changed."""
    out: Path | Output
    """The new output; it may be one that an interrupted replay left."""
    version: str
    feeds: Mapping[str, Feed]
    """The feed list as it is now; a feed that it no longer names is taken from its landed records."""
    limits: FetchLimits
    since: date | None = None
    only_feeds: frozenset[str] = frozenset()
    engine: Engine = field(default_factory=Engine)
    progress: Callable[[str, int, int], None] | None = None


class Replayed(NamedTuple):
    """What a replay did."""

    batches: int
    records: int
    rows: int
    skipped: int
    """Records that no batch of the source had settled, or that the options left out."""
    done: tuple[Done, ...]
    lost: int = 0
    """Records that the journal names, and that the landing does not hold or that cannot be read."""


def replay(options: ReplayOptions) -> Replayed:
    """Process every settled record of the source's landing again, into `out`. Interrupted, it goes on where it was.

    Raises OutputError where `out` is the source, or holds what is no replay of it; otherwise as `run_batch` does.
    """
    check_plugins()
    import_arrow()
    source, out = Output(options.source), Output.at(options.out)
    if not source.landing.is_dir():
        raise OutputError(f"{source.root}: no landing there; name the output whose landing is to be replayed")
    if out.root.resolve() == source.root.resolve():
        raise OutputError(f"{out.root}: a replay makes a new dataset; name another --out")
    out.prepare()
    with out.lock(), closing(open_own_state(out)) as conn:
        recover(out, conn)
        remember_purged(out, read_purged(source))
        link_landing(source, out)
        adopt(conn, out.landing)
        settled = [line for line in read_journal(source) if line.state.done or line.state.dead or line.state.released]
        bases = {feed_id: basis for line in reversed(settled) for feed_id, basis in line.state.bases.items()}
        already = batches.done_batches(conn)
        done: list[Done] = []
        for number, line in enumerate(settled):
            if options.progress is not None:
                options.progress("replay", number, len(settled))
            if line.batch_id not in already:
                done += _again(out, conn, line, options, bases)
                seal_due(out, conn, line.published_at)
        named = {record for line in settled for record in (*line.state.done, *line.state.dead)}
        lost = named - {one.ref.record_id for one in landed_by_id(conn, sorted(named))}
        unreadable = {
            LandingRef.from_text(letter.landing_ref).record_id
            for letter in (letter for one in done for letter in one.ledger.letters)
            if letter.reason == Reason.CORRUPT_RECORD and letter.landing_ref
        }
        counts = records.counts(conn)
    documents, waiting = counts.get("done", 0) + counts.get("dead", 0), counts.get("pending", 0)
    rows = sum(growth.rows_added for one in done for growth in one.growths)
    return Replayed(len(done), documents, rows, waiting, tuple(done), len(lost | unreadable))


def _again(out: Output, conn: sqlite3.Connection, line: Settled, options: ReplayOptions, bases: Mapping[str, str]) -> list[Done]:
    """One batch of the source, done again."""
    landed = [one for one in landed_by_id(conn, (*line.state.done, *line.state.dead)) if _wanted(one, options)]
    desk = PageDesk(landing=out.landing, conn=conn)
    tasks = [one.task for one in tasks_of(conn, landed, options.feeds, desk, bases)]
    tasks += _released(conn, line, options, desk)
    if not tasks:
        return []
    batch = Batch(
        out=out,
        conn=conn,
        as_of=line.as_of,
        published_at=line.published_at,
        version=options.version,
        engine=options.engine,
        limits=options.limits,
    )
    stored = load_cursors(conn, {task.feed.id for task in tasks})
    cursors = {task.ref.record_id: stored.get(task.feed.id) or Cursor(feed_id=task.feed.id) for task in tasks}
    return run_batch(batch, line.batch_id, tasks, cursors)


def _wanted(landed: Landed, options: ReplayOptions) -> bool:
    if options.only_feeds and landed.feed_id not in options.only_feeds:
        return False
    return options.since is None or landed.fetched_at.date() >= options.since


def _released(conn: sqlite3.Connection, line: Settled, options: ReplayOptions, desk: PageDesk) -> Iterator[DocumentTask]:
    """The embargoed entries that this batch released, where the replay holds them too."""
    held: dict[str, list[int]] = {}
    feeds: dict[str, str] = {}
    for ref, entry in line.state.released:
        feed_id = holds.feed_held(conn, ref, entry)
        if feed_id is not None:
            held.setdefault(ref, []).append(entry)
            feeds[ref] = feed_id
    for ref, entries in sorted(held.items()):
        found = LandingRef.from_text(ref)
        (landed,) = landed_by_id(conn, (found.record_id,))
        feed = options.feeds.get(feeds[ref]) or feed_of(landed)
        pages, page_flags = desk.pages_of(found, feed)
        yield DocumentTask(
            ref=found,
            feed=feed,
            fetched_at=landed.fetched_at,
            only_entries=tuple(sorted(entries)),
            pages=pages,
            page_flags=page_flags,
            cause="released",
        )


def link_landing(source: Output, out: Output) -> int:
    """Give the new output the landing's files, as hard links where the file system can: they never change. How many came."""
    added = 0
    for file, size in landing_files(source.landing):
        target = out.landing / file
        if target.exists() and target.stat().st_size >= size:
            continue
        make_folder(target.parent)
        target.unlink(missing_ok=True)
        _link(source.landing / file, target)
        sync_folder(target.parent)
        added += 1
    return added


def _link(file: Path, target: Path) -> None:
    try:
        os.link(file, target)
    except OSError:  # another file system, or one without links
        shutil.copyfile(file, target)
