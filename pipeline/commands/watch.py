"""`newsbeam watch`: ingest for ever, as feeds come due. SIGTERM finishes the batch."""

import argparse
import json
import logging
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime
from multiprocessing import get_context
from typing import Any

from newsbeam.pipeline.commands.arguments import (
    add_batch_entries,
    add_due_none,
    add_feeds,
    add_otlp,
    add_out,
    add_runner,
    feed_list,
    now,
    port,
)
from newsbeam.pipeline.commands.logs import log_level

LOG = logging.getLogger("newsbeam.pipeline.runs.watch")
RUNS_PER_CHILD = 64
"""A run leaves about 0.3 MB behind in its process (docs/design/publishing.md#sizes): a child that is replaced keeps memory flat."""


def add(parser: argparse.ArgumentParser) -> None:
    """Its words."""
    add_feeds(parser)
    add_out(parser)
    add_due_none(parser)
    add_runner(parser)
    add_batch_entries(parser)
    parser.add_argument(
        "--metrics-port", type=port, metavar="PORT", help="answer Prometheus at 127.0.0.1:PORT/metrics; 0: any free port"
    )
    add_otlp(parser)
    parser.set_defaults(usual_log_level="info")


def run(arguments: argparse.Namespace) -> int:
    """Watch until told to stop; 0."""
    from contextlib import closing

    from newsbeam.pipeline.dataset.output import Output
    from newsbeam.pipeline.dataset.views import write_reader_files
    from newsbeam.pipeline.report.model import RunReport
    from newsbeam.pipeline.runners.named import engine_of
    from newsbeam.pipeline.runs.after import WatchMetrics
    from newsbeam.pipeline.runs.log_line import log_run
    from newsbeam.pipeline.runs.options import IngestOptions
    from newsbeam.pipeline.runs.plugins import check_plugins
    from newsbeam.pipeline.runs.signals import stopped_by_signals
    from newsbeam.pipeline.runs.watch import FeedList, SystemWatchClock, run_until_stopped

    path = feed_list(arguments.feeds)
    listed = FeedList(path)
    engine_of(arguments.runner, arguments.beam_args)  # refused here, not in the middle of the night
    check_plugins()
    out = Output(arguments.out)
    out.prepare()
    write_reader_files(out.root)
    stop, again = threading.Event(), threading.Event()
    watch_metrics = WatchMetrics(arguments.metrics_port, otlp=arguments.otlp)
    LOG.info("watching %d feeds of %s, writing to %s", len(listed.catalog.feeds), path, arguments.out)

    with (
        stopped_by_signals(stop, again),
        closing(watch_metrics),
        closing(_Child(stop, arguments.log_format, log_level(arguments))) as child,
    ):

        def run_batch(at: datetime, ready: frozenset[str], _: threading.Event) -> object:
            options = IngestOptions(
                out=arguments.out,
                feeds=path,
                catalog=listed.catalog,
                as_of=at,
                only=ready,
                due_all=True,
                fetch=arguments.due != "none",
                wait=True,
                runner=arguments.runner,
                beam_args=arguments.beam_args,
                batch_entries=arguments.batch_entries,
            )
            report = RunReport.from_json(json.loads(child.run(options)))
            log_run(LOG, report)
            watch_metrics.take(out, report, listed.catalog.feeds)
            return report.batch_id

        done = run_until_stopped(
            run_batch,
            out=out,
            listed=listed,
            fetch=arguments.due != "none",
            clock=SystemWatchClock(now, again),
            stop=stop,
        )
    LOG.info("stopped: %d batches, %d failures, nothing left half done", done.batches, done.failures)
    return 0


class _Child:
    """A process that does runs, replaced after so many, and when it died: what killed it cost a batch its time, no row."""

    def __init__(self, stop: threading.Event, log_format: str, log_level: str) -> None:
        self._stop = stop
        self._log = (log_format, log_level)
        self._context = get_context("spawn")
        self._stopping = self._context.Event()
        self._pool = self._begin()

    def run(self, options: object) -> str:
        """One run in the child; raises what it raised, BrokenProcessPool where the child died."""
        try:
            future = self._pool.submit(_one_run, options)
            while True:
                try:
                    return str(future.result(timeout=0.25))
                except TimeoutError:
                    if future.done():  # the run's own TimeoutError, not ours
                        raise
                    if self._stop.is_set():
                        self._stopping.set()
        except BrokenProcessPool:
            self._pool.shutdown(wait=False)
            self._pool = self._begin()
            raise

    def close(self) -> None:
        """End the child once it is idle."""
        self._pool.shutdown()

    def _begin(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(1, self._context, _prepare, (self._stopping, *self._log), max_tasks_per_child=RUNS_PER_CHILD)


_STOP: list[Any] = []
"""In the child: the event by which the parent says that it is to end, and how to log."""


def _prepare(stopping: Any, log_format: str, log_level: str) -> None:
    """In the child: signals are the parent's business, a batch once begun is finished."""
    import signal

    from newsbeam.pipeline.process.parent import end_with_parent, name_parent

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    end_with_parent()
    name_parent()  # what this process begins ends with it
    _STOP[:] = [stopping, log_format, log_level]


def _one_run(options: Any) -> str:
    from dataclasses import replace

    from newsbeam.pipeline.commands.logs import start_logging

    start_logging(*_STOP[1:])
    from newsbeam.pipeline.runs.ingest import ingest

    return ingest(replace(options, stop=_STOP[0])).dumps()
