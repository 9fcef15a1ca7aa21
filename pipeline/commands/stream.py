"""`newsbeam stream`: as `watch`, with one Beam job without end that does the stages. SIGTERM drains."""

import argparse
import logging
import threading
from dataclasses import replace
from datetime import datetime

from newsbeam.pipeline.commands.arguments import add_batch_entries, add_due_none, add_feeds, add_out, feed_list, now

LOG = logging.getLogger("newsbeam.pipeline.runs.stream")
_WITHOUT_END = ("prism", "flink", "portable")


def add(parser: argparse.ArgumentParser) -> None:
    """Its words."""
    add_feeds(parser)
    add_out(parser)
    add_due_none(parser)
    add_batch_entries(parser)
    parser.set_defaults(usual_log_level="info")
    parser.add_argument(
        "--runner",
        choices=_WITHOUT_END,
        default="prism",
        help="what carries the job: prism (default), flink or portable (a job server); what follows -- goes to Beam",
    )
    parser.add_argument(
        "--from-savepoint",
        metavar="PATH",
        help="where Flink has put a savepoint of an earlier stream's job; none is needed to go on",
    )


def run(arguments: argparse.Namespace) -> int:
    """Stream until told to stop; 0."""
    from newsbeam.pipeline.commands.open_output import output_of
    from newsbeam.pipeline.dataset.views import write_reader_files
    from newsbeam.pipeline.runners.named import FLINK, engine_of
    from newsbeam.pipeline.runners.stream.desk import StreamDesk
    from newsbeam.pipeline.runs.ingest import ingest
    from newsbeam.pipeline.runs.log_line import log_run
    from newsbeam.pipeline.runs.options import IngestOptions
    from newsbeam.pipeline.runs.signals import stopped_by_signals
    from newsbeam.pipeline.runs.watch import FINAL, FeedList, SystemWatchClock, run_until_stopped
    from newsbeam.schemas.errors import ConflictError, EngineGone, UsageError

    path = feed_list(arguments.feeds)
    listed = FeedList(path)
    engine = engine_of(arguments.runner, arguments.beam_args)
    if arguments.from_savepoint is not None:
        if engine.runner != FLINK:
            raise UsageError(f"--from-savepoint {arguments.from_savepoint}: savepoints are Flink's: --runner flink")
        engine = replace(engine, beam_args=(*engine.beam_args, f"--savepoint_path={arguments.from_savepoint}"))
    out = output_of(arguments)
    out.prepare()
    if out.storage.is_local:
        write_reader_files(out.root)
    stop, again = threading.Event(), threading.Event()
    LOG.info("streaming %d feeds of %s on %s, writing to %s", len(listed.catalog.feeds), path, arguments.runner, arguments.out)

    with stopped_by_signals(stop, again), StreamDesk(out, engine) as desk:

        def run_batch(at: datetime, ready: frozenset[str], stopping: threading.Event) -> object:
            options = IngestOptions(
                out=out,
                feeds=path,
                catalog=listed.catalog,
                as_of=at,
                only=ready,
                due_all=True,
                fetch=arguments.due != "none",
                batch_entries=arguments.batch_entries or engine.batch_entries,
                wait=True,
                stop=stopping,
            )
            try:
                report = ingest(options, desk)
            except BaseException:
                desk.give_up()
                raise
            log_run(LOG, report)
            return report.batch_id

        done = run_until_stopped(
            run_batch,
            out=out,
            listed=listed,
            fetch=arguments.due != "none",
            clock=SystemWatchClock(now, again),
            stop=stop,
            final=(*FINAL, EngineGone, ConflictError),
        )
    LOG.info("drained: %d batches, %d failures, nothing left half done", done.batches, done.failures)
    return 0
