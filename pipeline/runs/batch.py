"""One batch's life: run the stages, check the sums, commit, publish, and only then move the cursors."""

import shutil
import sqlite3
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.state.batches import begin_batch, fail_batch, last_finished
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.waiting import past_damage
from newsbeam.pipeline.process.memory import without_looking
from newsbeam.pipeline.publish.commit import Commit, write_commit
from newsbeam.pipeline.publish.finish import finish
from newsbeam.pipeline.publish.joining import join_stories
from newsbeam.pipeline.publish.plan import plan
from newsbeam.pipeline.publish.rows import Growth, growths_of, publish
from newsbeam.pipeline.runners.named import Engine
from newsbeam.pipeline.runners.outage import engine_gone
from newsbeam.pipeline.runners.run_stages import run_stages
from newsbeam.pipeline.runners.stream.ahead import BatchRunner
from newsbeam.pipeline.runs.conservation import check, check_plan
from newsbeam.pipeline.runs.state_change import state_change
from newsbeam.pipeline.runs.tasks import got_through, informed, settled_bases
from newsbeam.pipeline.stages.ledger import Ledger, Outcome, Seen
from newsbeam.pipeline.stages.letters import letter
from newsbeam.schemas.codes import EntryOutcome, Reason, Stage
from newsbeam.schemas.cursor import Cursor
from newsbeam.schemas.document import DocumentTask
from newsbeam.schemas.errors import EngineGone, OutputError
from newsbeam.schemas.item import ParseError
from newsbeam.schemas.quick import dataclass

MANY_CRASHES = 4
"""Documents that no try got through, from which on, where not one other of the run got through, it is no document's fault: the run
ends with the trace."""


class Fallen(NamedTuple):
    """A document that no try got through."""

    batch_id: str
    task: DocumentTask
    cursors: Mapping[str, Cursor]
    why: str
    trace: bytes


@dataclass(slots=True)
class Luck:
    """How the batches of a run, and the halves of those that failed, fared so far."""

    through: int = 0
    fallen: list[Fallen] = field(default_factory=list)
    """Documents that wait for another to get through: then the fault is theirs, and they are dead letters."""
    error: Exception | None = None
    """Of the first of them."""

    @property
    def is_bad(self) -> bool:
        """Whether it seems to be no document's fault."""
        return not self.through and len(self.fallen) >= MANY_CRASHES


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
    stream: BatchRunner | None = None
    """Who does the stages, where it is a job without end, or workers that outlive the batch."""
    is_last: bool = False
    """No stage is run in this process when it is through them."""

    def run_stages(self, batch_id: str, tasks: Sequence[DocumentTask]) -> Ledger:
        """The stages, by the stream or by the engine."""
        if self.stream is not None:
            return self.stream.run(self.out, batch_id, tasks, self.as_of)
        return run_stages(self.out, batch_id, tasks, self.as_of, self.engine, is_last=self.is_last)


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

    `luck`: of a run of several batches, which then asks `decide` at its end. Raises ConservationError, OutputError and OSError:
    there the disk or the law is at fault, not a document; and what `decide` raises.
    """
    own = luck or Luck()
    done = past_damage(batch.out.stories, lambda: _run_batch(batch, batch_id, tasks, cursors, own))
    return done if luck is not None else done + decide(batch, own)


def decide(batch: Batch, luck: Luck) -> list[Done]:
    """Give up the documents that still wait for another to get through.

    Raises what the stages raised, where there are many and none did: what was landed waits for a newsbeam that is mended.
    """
    if luck.is_bad and luck.error is not None:
        raise luck.error
    return _give_up_fallen(batch, luck)


def _run_batch(batch: Batch, batch_id: str, tasks: Sequence[DocumentTask], cursors: Mapping[str, Cursor], luck: Luck) -> list[Done]:
    tasks = informed(batch.conn, tasks)
    begin_batch(batch.conn, batch_id, batch.as_of, [task.ref.record_id for task in tasks])
    error: Exception | None = None
    for _ in range(1 if luck.is_bad else 2):
        try:
            ledger = batch.run_stages(batch_id, tasks)
        except (OSError, OutputError):
            raise
        except Exception as caught:  # noqa: BLE001  (tried again, then halved until the document that raises it is alone)
            error = caught
        else:
            luck.through += 1
            return [*_give_up_fallen(batch, luck), _settle(batch, batch_id, tasks, ledger, cursors)]
    if error is not None and engine_gone(error):
        raise EngineGone(
            f"{batch_id}: the engine is gone: {_last_line(error)}; what was landed waits: run again when it is back"
        ) from error
    fail_batch(batch.conn, batch_id)
    if len(tasks) == 1:
        error = error or RuntimeError("no reason given")
        trace = "".join(traceback.format_exception(error)).encode("utf-8", "backslashreplace")[-60_000:]
        luck.fallen.append(Fallen(batch_id, tasks[0], cursors, _last_line(error), trace))
        luck.error = luck.error or error
        return _give_up_fallen(batch, luck) if luck.through else []
    middle = len(tasks) // 2
    first = run_batch(batch, f"{batch_id}a", tasks[:middle], cursors, luck)
    return first + run_batch(batch, f"{batch_id}b", tasks[middle:], cursors, luck)


def _settle(batch: Batch, batch_id: str, tasks: Sequence[DocumentTask], ledger: Ledger, cursors: Mapping[str, Cursor]) -> Done:
    """The sums, the commit point, and what follows from it."""
    with without_looking():
        return _commit(batch, batch_id, tasks, ledger, cursors)


def _commit(batch: Batch, batch_id: str, tasks: Sequence[DocumentTask], ledger: Ledger, cursors: Mapping[str, Cursor]) -> Done:
    staging = batch.out.batch(batch_id)
    joins = join_stories(batch.out, staging, ledger, {str(task.ref): task.feed.id for task in tasks})
    check(ledger, tasks)
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
            state_change(tasks, ledger, cursors, batch.limits, settled_bases(batch.conn, {task.feed.id for task in tasks})),
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


def _give_up_fallen(batch: Batch, luck: Luck) -> list[Done]:
    """A dead letter for each document that fell, in their order."""
    done = []
    while luck.fallen:
        done.append(_give_up(batch, luck.fallen[0]))
        del luck.fallen[0]
    return done


def _give_up(batch: Batch, fallen: Fallen) -> Done:
    task = fallen.task
    bug = ParseError(Reason.BUG, f"{task.ref}: this document ends every batch: {fallen.why}; please report it with this trace")
    bug.raw = fallen.trace
    ledger = Ledger(letters=[letter(task, Stage.PARSE, bug)])
    ledger.seen.append(Seen(task.feed.id, task.cause, str(task.ref), 1, 0, None, (), Reason.BUG.value))
    ledger.outcomes[Outcome(task.feed.id, task.cause, EntryOutcome.DEAD_LETTER.value, 1)[:3]] += 1
    done = _settle(batch, fallen.batch_id, [task], ledger, fallen.cursors)
    done.crashed.append(str(task.ref))
    return done


def _last_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1][:300] if lines else type(error).__name__
