"""Working off what is owed, batch by batch: landed records, embargoes that have passed, letters to be tried again."""

import sqlite3
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from newsbeam.connectors.landing.landing import read_document
from newsbeam.connectors.polling.crawl import cursor_after
from newsbeam.connectors.polling.polled import Pages
from newsbeam.connectors.state.batches import begin_batch
from newsbeam.connectors.state.cursors import load_cursors
from newsbeam.connectors.state.records import Landed
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.waiting import past_damage
from newsbeam.pipeline.process.memory import tidy_up
from newsbeam.pipeline.publish.finish import seal_divided
from newsbeam.pipeline.runners.lean_import import import_arrow
from newsbeam.pipeline.runners.named import PROCESSES, Engine
from newsbeam.pipeline.runners.stream.ahead import BatchRunner
from newsbeam.pipeline.runs.batch import Batch, Luck, decide, run_batch
from newsbeam.pipeline.runs.pages import PageDesk
from newsbeam.pipeline.runs.run_log import VERSION, Run, next_batch_id
from newsbeam.pipeline.runs.tasks import SizedTask, batches_of, informed, most_of, tasks_of
from newsbeam.pipeline.runs.upkeep import go_on_with_sketches, renew_sketches
from newsbeam.schemas.cursor import Cursor
from newsbeam.schemas.document import DocumentTask
from newsbeam.schemas.item import ParseError

IN_FLIGHT = 3
"""Batches of a stream that are in its workers' hands together."""


class Worker:
    """Works off tasks in batches, each named for the run and its number in it."""

    def __init__(
        self,
        out: Output,
        conn: sqlite3.Connection,
        run: Run,
        engine: Engine,
        stream: BatchRunner | None = None,
        *,
        pages: Pages | None = None,
    ) -> None:
        import_arrow()
        if not run.options.dry_run:
            past_damage(out.stories, lambda: renew_sketches(out, run.options.as_of))
        if stream is None and engine.runner == PROCESSES:
            from newsbeam.pipeline.runners.pool import PoolDesk

            stream = PoolDesk(engine.workers)
        self.out, self.conn, self.run = out, conn, run
        self.desk = PageDesk(landing=out.landing, conn=conn, pages=pages or Pages())
        self.luck = Luck()
        options = run.options
        self._most = options.batch_entries or engine.batch_entries
        self.batch = Batch(
            out=out,
            conn=conn,
            as_of=options.as_of,
            version=VERSION,
            engine=engine,
            limits=run.limits,
            dry_run=options.dry_run,
            stream=stream,
        )

    def work_off(self, landed: list[Landed], cursors: Mapping[str, Cursor], *, is_last: bool = False) -> None:
        """Landed records as batches, oldest first; `is_last`: no others come after them.

        Cursors that this run did not make itself are computed from the bytes.
        """
        known = {**self._cursors_of([one for one in landed if one.ref.record_id not in cursors]), **cursors}
        tasks = tasks_of(self.conn, landed, self.run.feeds, self.desk)
        left = len(landed)
        most = self._most or most_of(sum(one.entries_estimate for one in landed))
        for number, (name, batch) in enumerate(self._named(batches_of(tasks, most))):
            self._tell("batches", number, 0)
            left -= len(batch)
            self._do(name, batch, known, is_last=is_last and not left)
        self.run.batches += decide(self.batch, self.luck)

    def work(self, tasks: list[DocumentTask], cursors: Mapping[str, Cursor]) -> None:
        """Tasks that no landing brought: released embargoes, retried letters."""
        sized = (SizedTask(task, 64 * 1024, len(task.only_entries or (0,))) for task in tasks)
        for batch in batches_of(sized, self._most):
            self._do(self._name(), batch, cursors)
        self.run.batches += decide(self.batch, self.luck)

    def _named(self, batches: Iterator[list[DocumentTask]]) -> Iterator[tuple[str, list[DocumentTask]]]:
        """Each batch with its name. A stream is told of the next ones before their turn, so that its workers are never idle."""
        stream, at = self.batch.stream, self.batch.as_of
        if stream is None:
            yield from ((self._name(), batch) for batch in batches)
            return
        waiting: deque[tuple[str, list[DocumentTask]]] = deque()
        for batch in batches:
            name = self._name()
            begin_batch(self.conn, name, at, [task.ref.record_id for task in batch])  # so that the next one has another name
            stream.announce(self.out, name, informed(self.conn, batch), at)
            waiting.append((name, batch))
            if len(waiting) >= IN_FLIGHT:
                yield waiting.popleft()
        yield from waiting

    def _do(self, name: str, tasks: list[DocumentTask], cursors: Mapping[str, Cursor], *, is_last: bool = False) -> None:
        self.run.batches += run_batch(replace(self.batch, is_last=is_last), name, tasks, cursors, self.luck)
        if not self.batch.dry_run:
            self.run.sealed += seal_divided(self.out, self.conn)
            go_on_with_sketches(self.out)
        tidy_up()

    def _cursors_of(self, landed: Sequence[Landed]) -> dict[str, Cursor]:
        """What `poll` would have said of these documents, had the run that fetched them lived: of each feed, after them all."""
        owner: dict[str, str] = {}
        after = load_cursors(self.conn, {one.feed_id for one in landed})
        for one in landed:
            try:
                document = read_document(self.out.landing, one.ref)
            except ParseError:
                continue  # the batch's own reading makes the dead letter
            feed = self.run.feeds.get(one.feed_id)
            after[one.feed_id] = cursor_after(after.get(one.feed_id), document, one.fetched_at, self.run.limits, feed)
            owner[one.ref.record_id] = one.feed_id
        return {record_id: after[feed_id] for record_id, feed_id in owner.items()}

    def _name(self) -> str:
        return next_batch_id(self.conn, self.run.options.as_of)

    def _tell(self, stage: str, done: int, of: int) -> None:
        if self.run.options.progress is not None:
            self.run.options.progress(stage, done, of)
