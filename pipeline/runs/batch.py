"""One batch's life: run the stages, check the sums, commit, publish, and only then move the cursors."""

import shutil
import sqlite3
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.polling.schedule import observe, refuse
from newsbeam.connectors.state.batches import begin_batch, fail_batch, last_finished
from newsbeam.pipeline.dataset.history import History
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.waiting import past_damage
from newsbeam.pipeline.publish.commit import Commit, StateChange, write_commit
from newsbeam.pipeline.publish.finish import finish
from newsbeam.pipeline.publish.joining import apply_joins, find_joins, rename_sketches
from newsbeam.pipeline.publish.plan import plan
from newsbeam.pipeline.publish.rows import Growth, growths_of, publish
from newsbeam.pipeline.runners.named import Engine
from newsbeam.pipeline.runners.outage import engine_gone
from newsbeam.pipeline.runners.run_stages import run_stages
from newsbeam.pipeline.runners.stream.desk import StreamDesk
from newsbeam.pipeline.runs.conservation import check, check_plan
from newsbeam.pipeline.runs.tasks import got_through, informed, settled_bases
from newsbeam.pipeline.runs.turning_guids import TurningGuids
from newsbeam.pipeline.stages.ledger import Ledger, Outcome, Seen
from newsbeam.pipeline.stages.letters import letter
from newsbeam.pipeline.text.ids import stronger
from newsbeam.schemas.codes import EntryOutcome, Reason, Stage
from newsbeam.schemas.cursor import Cursor
from newsbeam.schemas.document import DocumentTask, LiveEntry
from newsbeam.schemas.errors import EngineGone, OutputError
from newsbeam.schemas.item import ParseError

MANY_CRASHES = 4
"""Documents given up one after the other, none got through: then it is no document's fault, and the run ends with the trace."""

_NOT_THE_FEEDS = frozenset({Reason.BUG.value, Reason.CORRUPT_RECORD.value})
"""Reasons why a document was refused that are ours or the disk's: its feed is asked as ever."""


@dataclass(slots=True)
class Luck:
    """How the halves of a failing batch fared so far."""

    through: int = 0
    given_up: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What a batch needs beside its tasks."""

    out: Output
    conn: sqlite3.Connection
    as_of: datetime
    version: str
    engine: Engine
    limits: FetchLimits
    dry_run: bool = False
    published_at: datetime | None = None
    """When its rows were published, where it is done again (replay); None: now, as the run's clock has it."""
    stream: StreamDesk | None = None
    """The job without end that does the stages, where one runs."""

    def carry(self, batch_id: str, tasks: Sequence[DocumentTask]) -> Ledger:
        """The stages, by the stream or by the engine."""
        if self.stream is not None:
            return self.stream.run(self.out, batch_id, tasks, self.as_of)
        return run_stages(self.out, batch_id, tasks, self.as_of, self.engine)


@dataclass(slots=True)
class Done:
    """What one batch did."""

    batch_id: str
    ledger: Ledger
    cursors: tuple[Cursor, ...] = ()
    """Of the feeds that it brought forward, as saved."""
    growths: tuple[Growth, ...] = ()
    crashed: list[str] = field(default_factory=list)
    """Documents that no try got through: each is a dead letter with its traceback (docs/design/publishing.md#no-document-ends-a-run)."""


def run_batch(
    batch: Batch, batch_id: str, tasks: Sequence[DocumentTask], cursors: Mapping[str, Cursor], luck: Luck | None = None
) -> list[Done]:
    """Do one batch; `cursors` are those to save, by the record id of the document that they follow. A batch that fails twice is halved until the document that ends it is alone, and that is a dead letter.

    Raises ConservationError, OutputError and OSError: there the disk or the law is at fault, not a document; and what the
    stages raised, where every document fails: what was landed waits for a newsbeam that is mended.
    """
    return past_damage(batch.out.stories, lambda: _run_batch(batch, batch_id, tasks, cursors, luck or Luck()))


def _run_batch(batch: Batch, batch_id: str, tasks: Sequence[DocumentTask], cursors: Mapping[str, Cursor], luck: Luck) -> list[Done]:
    tasks = informed(batch.conn, tasks)
    begin_batch(batch.conn, batch_id, batch.as_of, [task.ref.record_id for task in tasks])
    error: Exception | None = None
    for _ in range(2):
        try:
            ledger = batch.carry(batch_id, tasks)
        except (OSError, OutputError):
            raise
        except Exception as caught:  # noqa: BLE001  (tried again, then halved until the document that raises it is alone)
            error = caught
        else:
            luck.through += 1
            return [_settle(batch, batch_id, tasks, ledger, cursors)]
    if error is not None and engine_gone(error):
        raise EngineGone(
            f"{batch_id}: the engine is gone: {_last_line(error)}; what was landed waits: run again when it is back"
        ) from error
    fail_batch(batch.conn, batch_id)
    if len(tasks) == 1:
        luck.given_up += 1
        if luck.given_up >= MANY_CRASHES and not luck.through and error is not None:
            raise error
        return [_give_up(batch, batch_id, tasks[0], error or RuntimeError("no reason given"), cursors)]
    middle = len(tasks) // 2
    first = run_batch(batch, f"{batch_id}a", tasks[:middle], cursors, luck)
    return first + run_batch(batch, f"{batch_id}b", tasks[middle:], cursors, luck)


def _settle(batch: Batch, batch_id: str, tasks: Sequence[DocumentTask], ledger: Ledger, cursors: Mapping[str, Cursor]) -> Done:
    """The sums, the commit point, and what follows from it."""
    staging = batch.out.batch(batch_id)
    joins = find_joins(staging, ledger.fragments, batch.out.stories, History.load(batch.out.stories))
    if joins:
        apply_joins(ledger, joins, {str(task.ref): task.feed.id for task in tasks})
        for sketches in ledger.sketch_files:
            rename_sketches(staging / sketches.file, joins)
    check(ledger)
    commit = Commit(
        batch_id=batch_id,
        published_at=_after_all(batch.conn, batch.published_at or batch.as_of),
        newsbeam_version=batch.version,
        fragments=tuple(ledger.fragments),
        verdicts=tuple(ledger.verdicts),
        clusters=tuple(ledger.clusters),
        joins=tuple(joins),
        sketches=tuple(one.file for one in ledger.sketch_files),
        as_of=batch.as_of,
        state=replace(
            _change(tasks, ledger, cursors, batch.limits, settled_bases(batch.conn, {task.feed.id for task in tasks})),
            resolved=got_through(batch.conn, tasks, ledger),
        ),
    )
    planned = plan(batch.out, commit)
    check_plan(ledger, planned, tasks)
    if batch.dry_run:
        growths = growths_of(batch.out, planned)
        shutil.rmtree(batch.out.batch(batch_id), ignore_errors=True)
        return Done(batch_id, ledger.settled(), commit.state.cursors, growths)
    write_commit(batch.out, commit)
    growths = publish(batch.out, commit, planned)
    finish(batch.out, batch.conn, commit)
    if batch.stream is not None:
        batch.stream.published(ledger)
    return Done(batch_id, ledger.settled(), commit.state.cursors, growths)


def _after_all(conn: sqlite3.Connection, at: datetime) -> datetime:
    """`at`, or the moment after the last batch's `published_at`: two runs that waited for the lock may have it in either order."""
    last = last_finished(conn)
    at = at.astimezone(UTC)
    return max(at, last + timedelta(microseconds=1)) if last else at


def _give_up(batch: Batch, batch_id: str, task: DocumentTask, error: Exception, cursors: Mapping[str, Cursor]) -> Done:
    trace = "".join(traceback.format_exception(error))
    bug = ParseError(
        Reason.BUG, f"{task.ref}: this document ends every batch: {_last_line(error)}; please report it with this trace"
    )
    bug.raw = trace.encode("utf-8", "backslashreplace")[-60_000:]
    ledger = Ledger(letters=[letter(task, Stage.PARSE, bug)])
    ledger.seen.append(Seen(task.feed.id, task.cause, str(task.ref), 1, 0, None, (), Reason.BUG.value))
    ledger.outcomes[Outcome(task.feed.id, task.cause, EntryOutcome.DEAD_LETTER.value, 1)[:3]] += 1
    done = _settle(batch, batch_id, [task], ledger, cursors)
    done.crashed.append(str(task.ref))
    return done


def _change(
    tasks: Sequence[DocumentTask], ledger: Ledger, cursors: Mapping[str, Cursor], limits: FetchLimits, settled: Mapping[str, str]
) -> StateChange:
    """What the batch's transaction is to do: cursors and live entries move with the rows that they speak of, never before."""
    fetched = [task for task in tasks if task.cause == "fetched"]
    guids = TurningGuids(fetched, ledger)
    moved = _moved(fetched, ledger, cursors, limits, guids)
    given_up = {seen.landing_ref for seen in ledger.seen if seen.reason == Reason.BUG}
    return StateChange(
        done=tuple(task.ref.record_id for task in fetched if str(task.ref) not in given_up),
        dead=tuple(task.ref.record_id for task in fetched if str(task.ref) in given_up),
        cursors=moved,
        bases={**_bases(ledger, settled), **guids.bases()},
        live=_live(fetched, ledger, guids),
        holds=tuple(ledger.held),
        released=tuple((str(t.ref), entry) for t in tasks if t.cause == "released" for entry in t.only_entries or ()),
        killed=tuple(sorted({one.story_id for one in ledger.killed})),
        letters=tuple(ledger.letters),
    )


def _moved(
    tasks: Sequence[DocumentTask], ledger: Ledger, cursors: Mapping[str, Cursor], limits: FetchLimits, guids: TurningGuids
) -> tuple[Cursor, ...]:
    """Each feed's cursor after the last of its documents in this batch, with what reading the document taught."""
    read = {seen.landing_ref: seen for seen in ledger.seen if seen.cause == "fetched"}
    torn = {one.landing_ref for one in ledger.letters if one.reason == Reason.PARSE_ERROR and one.entry is not None}
    moved: dict[str, Cursor] = {}
    for task in tasks:
        cursor = cursors.get(task.ref.record_id)
        if cursor is None:
            continue
        seen = read.get(str(task.ref))
        if seen is not None and seen.reason is None:
            known = sum(key in task.live for key in seen.keys)
            if task.feed.url is not None:
                cursor = observe(cursor, len(seen.keys), known, torn=str(task.ref) in torn, feed=task.feed, limits=limits)
        elif seen is not None and seen.reason not in _NOT_THE_FEEDS and task.feed.url is not None and not cursor.sitemaps:
            cursor = refuse(cursor, str(seen.reason), feed=task.feed, limits=limits)
        basis = seen.id_basis if seen is not None else None
        # The cursor was made at the poll, and the run may have settled the basis since.
        before = moved[task.feed.id].id_basis if task.feed.id in moved else None
        cursor = replace(cursor, id_basis=stronger(before, basis or task.id_basis or cursor.id_basis))
        if seen is not None and seen.reason is None and not cursor.sitemaps:
            cursor = guids.counted(cursor, seen, sum(key in task.live for key in seen.keys))
        moved[task.feed.id] = cursor
    return tuple(cursor for _, cursor in sorted(moved.items()))


def _bases(ledger: Ledger, settled: Mapping[str, str]) -> dict[str, str]:
    """What the batch's feeds have settled on that had not before, or had settled on less."""
    bases: dict[str, str] = {}
    for seen in ledger.seen:
        basis = stronger(bases.get(seen.feed_id), seen.id_basis)
        if basis is not None and basis != settled.get(seen.feed_id):
            bases[seen.feed_id] = basis
    return bases


def _live(tasks: Sequence[DocumentTask], ledger: Ledger, guids: TurningGuids) -> dict[str, dict[str, LiveEntry]]:
    """Each polled feed's listing now: what the batch learnt of an entry, else what the cursor knew of it."""
    fetched = {str(task.ref): number for number, task in enumerate(sorted(tasks, key=lambda task: task.fetched_at))}
    learnt: dict[tuple[str, str], LiveEntry] = {
        (one.feed_id, one.entry_key): LiveEntry(
            item_hash=bytes.fromhex(one.item_hash),
            story_id=one.story_id,
            telling_id=one.telling_id,
            content_hash=one.content_hash,
            date=one.date,
            country=one.country,
        )
        for one in sorted(ledger.live, key=lambda one: (fetched.get(one.landing_ref, -1), one.entry))
    }
    known = {task.feed.id: task.live for task in tasks}
    listings: dict[str, dict[str, LiveEntry]] = {}
    for seen in ledger.seen:
        if seen.cause != "fetched" or seen.reason is not None or seen.feed_id not in known or not seen.keys:
            continue  # an empty listing forgets nothing: what was listed may be back tomorrow, without a date
        listing = listings.setdefault(seen.feed_id, {})
        for key, kept_by in guids.keys(seen):
            entry = learnt.get((seen.feed_id, key)) or known[seen.feed_id].get(key)
            if entry is not None:
                listing[kept_by] = entry
    return listings


def _last_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1][:300] if lines else type(error).__name__
