"""A run, from lock to report: finish what was left, poll, land, and work off batches until nothing is owed.

The order is the promise (docs/design/publishing.md#the-order-of-a-run): what an earlier run committed is rolled forward; what it landed is
processed from its bytes; embargoes that have passed are released; only then are feeds polled. A landed response is never
fetched again, and no cursor moves before the rows that it speaks of are published.
"""

import logging
import sqlite3
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from time import perf_counter

from newsbeam.connectors.catalog.feed_list import Catalog, load_catalog
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.landing.landed import adopt
from newsbeam.connectors.landing.landing import read_document
from newsbeam.connectors.polling.crawl import cursor_after
from newsbeam.connectors.state.batches import begin_batch
from newsbeam.connectors.state.cursors import load_cursors
from newsbeam.connectors.state.records import Landed, pending
from newsbeam.pipeline.dataset.dimensions import write_dimensions
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.own_state import open_own_state
from newsbeam.pipeline.dataset.waiting import look_again, past_damage, told_of
from newsbeam.pipeline.process.memory import give_back, tidy_up
from newsbeam.pipeline.publish.finish import recover, seal_due
from newsbeam.pipeline.report.model import RunReport
from newsbeam.pipeline.runners.named import Engine, engine_of
from newsbeam.pipeline.runners.stream.desk import StreamDesk
from newsbeam.pipeline.runs.alerts import attend, with_alerts
from newsbeam.pipeline.runs.batch import Batch, run_batch
from newsbeam.pipeline.runs.dry_run import rehearsal
from newsbeam.pipeline.runs.options import IngestOptions
from newsbeam.pipeline.runs.pages import PageDesk
from newsbeam.pipeline.runs.plugins import check_plugins
from newsbeam.pipeline.runs.poll import bare_feeds, follow_owed, poll_and_land
from newsbeam.pipeline.runs.report_of import report_of, write_finished, write_report
from newsbeam.pipeline.runs.run_log import VERSION, Run, next_batch_id
from newsbeam.pipeline.runs.tasks import SizedTask, batches_of, informed, released, retried, tasks_of
from newsbeam.pipeline.runs.upkeep import fold_sketches, restore_sketches
from newsbeam.schemas.cursor import Cursor
from newsbeam.schemas.document import DocumentTask
from newsbeam.schemas.errors import ConfigError
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import ParseError

LOG = logging.getLogger(__name__)
NO_LIST = Catalog(feeds=(), fetch=FetchLimits(), contact=None, config_hash="")
"""Bare files: no list, and nothing remote."""
IN_FLIGHT = 3
"""Batches of a stream that are in its workers' hands together."""


def ingest(options: IngestOptions, stream: StreamDesk | None = None) -> RunReport:
    """One run; with a stream, by the job that it holds. Raises ConfigError (exit 2), OutputError, StateError, OSError (3), ConservationError (4), LockHeld (75)."""
    engine = engine_of(options.runner, options.beam_args)
    check_plugins()
    catalog = options.catalog or (load_catalog(options.feeds) if options.feeds else NO_LIST)
    if options.feeds is not None and not catalog.feeds:
        raise ConfigError(f"{options.feeds}: names no feed; write one under [[feed]], or `newsbeam feeds add URL`")
    feeds = {feed.id: feed for feed in (*catalog.feeds, *bare_feeds(options.paths, options.provider))}
    out = Output(options.out)
    if options.dry_run:
        with rehearsal(out, wait=options.wait) as scratch:
            return _ingest(scratch, options, catalog, feeds, engine)
    out.prepare()
    with out.lock(wait=options.wait):
        return _ingest(out, options, catalog, feeds, engine, stream)


def _ingest(
    out: Output,
    options: IngestOptions,
    catalog: Catalog,
    feeds: dict[str, Feed],
    engine: Engine,
    stream: StreamDesk | None = None,
) -> RunReport:
    began = perf_counter()
    with closing(open_own_state(out, claim=not options.dry_run)) as conn:
        run = Run(next_batch_id(conn, options.as_of), options, catalog.config_hash, feeds, catalog.fetch)
        if not options.dry_run:
            look_again(out.stories)
            run.recovery = recover(out, conn)
            past_damage(out.stories, lambda: restore_sketches(out, options.as_of))
        worker = _Worker(out, conn, run, engine, stream)
        adopt(conn, out.landing)
        # Bare files come without a list: what waits for a list's feeds waits for its zones and home countries too.
        known = None if options.feeds is not None else feeds.keys()
        owed = [one for one in pending(conn) if known is None or one.feed_id in known]
        pages = follow_owed(out, conn, catalog.fetch, list(feeds.values()), options, owed, run.run_id)
        worker.desk = PageDesk(landing=out.landing, conn=conn, pages=pages)
        worker.work_off(owed, {})
        worker.work(
            [task for task in released(conn, feeds, options.as_of, worker.desk) if known is None or task.feed.id in known], {}
        )
        if options.retry:
            worker.work(retried(conn, feeds, worker.desk, options.retry_reason), {})
        polled = run.polled = poll_and_land(out, conn, catalog.fetch, list(feeds.values()), options, run.run_id)
        tidy_up()
        run.idle = load_cursors(conn, feeds.keys() - {poll.feed_id for poll in polled.results})
        worker.desk = PageDesk(landing=out.landing, conn=conn, pages=polled.pages)
        adopt(conn, out.landing)
        fresh = [one for one in pending(conn) if known is None or one.feed_id in known]
        worker.work_off(fresh, {poll.ref.record_id: poll.cursor for poll in polled.results if poll.ref is not None})
        if not options.dry_run:
            run.sealed = seal_due(out, conn, options.as_of)
            fold_sketches(out, options.as_of)
            write_dimensions(out.root, feeds.values(), load_cursors(conn, feeds.keys()))
        run.waiting = tuple(told_of(out.stories))
        for line in run.waiting:
            LOG.warning("%s", line)
        run.seconds = perf_counter() - began
        report = report_of(run)
        if not options.dry_run:
            report = with_alerts(report, attend(conn, report, feeds.keys(), catalog.alerts), options.fail_on)
    if not options.dry_run:
        write_report(out, report)
        write_finished(out, run, report)
    return report


class _Worker:
    """Works off tasks in batches, each named for the run and its number in it."""

    def __init__(self, out: Output, conn: sqlite3.Connection, run: Run, engine: Engine, stream: StreamDesk | None = None) -> None:
        self.out, self.conn, self.run = out, conn, run
        self.desk = PageDesk(landing=out.landing, conn=conn)
        options = run.options
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

    def work_off(self, landed: list[Landed], cursors: Mapping[str, Cursor]) -> None:
        """Landed records as batches, oldest first. Cursors that this run did not make itself are computed from the bytes."""
        known = {**self._cursors_of([one for one in landed if one.ref.record_id not in cursors]), **cursors}
        tasks = tasks_of(self.conn, landed, self.run.feeds, self.desk)
        for number, (name, batch) in enumerate(self._named(batches_of(tasks))):
            self._tell("batches", number, 0)
            self._do(name, batch, known)

    def work(self, tasks: list[DocumentTask], cursors: Mapping[str, Cursor]) -> None:
        """Tasks that no landing brought: released embargoes, retried letters."""
        for batch in batches_of(SizedTask(task, 64 * 1024, len(task.only_entries or (0,))) for task in tasks):
            self._do(self._name(), batch, cursors)

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

    def _do(self, name: str, tasks: list[DocumentTask], cursors: Mapping[str, Cursor]) -> None:
        self.run.batches += run_batch(self.batch, name, tasks, cursors)
        give_back()

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
