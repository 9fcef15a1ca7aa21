"""A run, from lock to report: finish what was left, poll, land, and work off batches until nothing is owed.

The order is the promise (docs/design/publishing.md#the-order-of-a-run): what an earlier run committed is rolled forward; what it landed is
processed from its bytes; embargoes that have passed are released; only then are feeds polled. A landed response is never
fetched again, and no cursor moves before the rows that it speaks of are published.
"""

import logging
import sqlite3
from collections.abc import Collection
from contextlib import closing
from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING

from newsbeam.connectors.catalog.feed_list import Catalog, load_catalog
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.landing.landed import adopt
from newsbeam.connectors.state import holds
from newsbeam.connectors.state.cursors import load_cursors
from newsbeam.connectors.state.database import transaction
from newsbeam.connectors.state.records import Landed, pending
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.own_state import open_own_state
from newsbeam.pipeline.dataset.waiting import look_again, past_damage, waiting_lines
from newsbeam.pipeline.process.memory import give_back, settle_in, tidy_up
from newsbeam.pipeline.publish.finish import recover, seal_due
from newsbeam.pipeline.report.model import RunReport
from newsbeam.pipeline.runners.named import Engine, engine_of
from newsbeam.pipeline.runs.alerts import attend, with_alerts
from newsbeam.pipeline.runs.dry_run import rehearsal
from newsbeam.pipeline.runs.options import IngestOptions
from newsbeam.pipeline.runs.plugins import check_plugins
from newsbeam.pipeline.runs.poll import bare_feeds, follow_owed, poll_and_land
from newsbeam.pipeline.runs.report_of import report_of, write_finished, write_report
from newsbeam.pipeline.runs.run_log import Run, next_batch_id
from newsbeam.pipeline.runs.upkeep import fold_sketches, keep_dimensions, restore_sketches
from newsbeam.schemas.errors import ConfigError
from newsbeam.schemas.feed import Feed

if TYPE_CHECKING:
    from newsbeam.pipeline.runners.stream.ahead import BatchRunner

LOG = logging.getLogger(__name__)
NO_LIST = Catalog(feeds=(), fetch=FetchLimits(), contact=None, config_hash="")
"""Bare files: no list, and nothing remote."""


def ingest(options: IngestOptions, stream: "BatchRunner | None" = None) -> RunReport:
    """One run; with a stream, by the job that it holds. Raises ConfigError (exit 2), OutputError, StateError, OSError (3), ConservationError (4), LockHeld (75)."""
    engine = engine_of(options.runner, options.beam_args)
    check_plugins()
    catalog = options.catalog or (load_catalog(options.feeds) if options.feeds else NO_LIST)
    if options.feeds is not None and not catalog.feeds:
        raise ConfigError(f"{options.feeds}: names no feed; write one under [[feed]], or `newsbeam feeds add URL`")
    feeds = {feed.id: feed for feed in (*catalog.feeds, *bare_feeds(options.paths, options.provider))}
    out = Output.at(options.out)
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
    stream: "BatchRunner | None" = None,
) -> RunReport:
    began = perf_counter()
    with closing(open_own_state(out, claim=not options.dry_run)) as conn:
        run = Run(next_batch_id(conn, options.as_of), options, catalog.config_hash, feeds, catalog.fetch)
        if not options.dry_run:
            look_again(out.stories)
            run.recovery = recover(out, conn)
            past_damage(out.stories, lambda: restore_sketches(out, options.as_of))
        adopt(conn, out.landing)
        # Bare files come without a list: what waits for a list's feeds waits for its zones and home countries too.
        known = None if options.feeds is not None else feeds.keys()
        owed = [one for one in pending(conn) if known is None or one.feed_id in known]
        if owed or options.retry or holds.any_due(conn, options.as_of):
            _work_off_owed(out, conn, run, engine, stream, owed, known)
        asked = options if options.fetch else replace(options, only=frozenset())
        polled = run.polled = poll_and_land(out, conn, catalog.fetch, list(feeds.values()), asked, run.run_id)
        run.idle = load_cursors(conn, feeds.keys() - {poll.feed_id for poll in polled.results})
        adopt(conn, out.landing, written=polled.written)
        fresh = [one for one in pending(conn) if known is None or one.feed_id in known]
        if fresh:
            if any(poll.requests for poll in polled.results):
                tidy_up()  # connections are cycles with their buffers, and would stay
            from newsbeam.pipeline.runs.work import Worker

            settle_in()
            give_back()
            worker = Worker(out, conn, run, engine, stream, pages=polled.pages)
            cursors = {poll.ref.record_id: poll.cursor for poll in polled.results if poll.ref is not None}
            worker.work_off(fresh, cursors, is_last=options.one_shot)
        if not options.fetch and not options.dry_run:
            from newsbeam.connectors.state.shards import states_of, take_polls

            with transaction(conn):
                take_polls(conn, states_of(out.shards), feeds.keys())
        if not options.dry_run:
            run.sealed += seal_due(out, conn, options.as_of)
            fold_sketches(out, options.as_of)
            keep_dimensions(out, list(feeds.values()), load_cursors(conn, feeds.keys()), news=bool(run.batches))
        run.waiting = tuple(waiting_lines(out.stories))
        for line in run.waiting:
            LOG.warning("%s", line)
        run.seconds = perf_counter() - began
        report = report_of(run)
        if not options.dry_run:
            alerts = attend(conn, report, feeds.keys(), catalog.alerts, retry=options.retry)
            report = with_alerts(report, alerts, options.fail_on)
    if not options.dry_run:
        write_report(out, report)
        write_finished(out, run, report)
    return report


def _work_off_owed(
    out: Output,
    conn: sqlite3.Connection,
    run: Run,
    engine: Engine,
    stream: "BatchRunner | None",
    owed: list[Landed],
    known: Collection[str] | None,
) -> None:
    """What an earlier run left: landed and not published, held and due now, refused and to be tried again."""
    from newsbeam.pipeline.runs.tasks import released, retried
    from newsbeam.pipeline.runs.work import Worker

    options, feeds = run.options, run.feeds
    pages = follow_owed(out, conn, run.limits, list(feeds.values()), options, owed, run.run_id) if options.fetch else None
    worker = Worker(out, conn, run, engine, stream, pages=pages)
    worker.work_off(owed, {})
    due = [task for task in released(conn, feeds, options.as_of, worker.desk) if known is None or task.feed.id in known]
    worker.work(due, {})
    if options.retry:
        worker.work(retried(conn, feeds, worker.desk, options.retry_reason), {})
