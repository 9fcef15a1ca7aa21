"""`newsbeam ingest`: one run."""

import argparse
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsbeam.pipeline.commands.arguments import add_batch_entries, add_feeds, add_otlp, add_runner, feed_list, moment, now, place
from newsbeam.schemas.errors import UsageError

if TYPE_CHECKING:
    from newsbeam.pipeline.dataset.output import Output

ALERTS = ("all_refused", "dead_letters_rising", "failing_for_a_day", "feed_quiet", "gap_suspected")
"""The kinds of alerts (`AlertKind`); spelled out so that `--help` need not import them."""


def add(parser: argparse.ArgumentParser) -> None:
    """Its words."""
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="files or folders to read instead of polling a feed list"
    )
    add_feeds(parser)
    parser.add_argument(
        "--out", type=place, default="out", metavar="DIR", help="the output root, or s3://bucket/prefix (default: out)"
    )
    parser.add_argument(
        "--due",
        choices=("now", "all", "none"),
        default="now",
        help="poll what is due (now), every feed (all), or nothing (none): work off what `newsbeam poll` has landed",
    )
    parser.add_argument("--as-of", type=moment, metavar="TIME", help="the run's clock (default: now)")
    parser.add_argument("--provider", help="who delivered the given PATHs (default: as their credit line says)")
    parser.add_argument("--wait", action="store_true", help="wait for another run on the same output instead of leaving with 75")
    parser.add_argument("--dry-run", action="store_true", help="publish nothing, say what would be")
    parser.add_argument(
        "--fail-on",
        action="append",
        default=[],
        metavar="ALERT",
        choices=ALERTS,
        help=f"exit 1 while it is up: {', '.join(ALERTS)}",
    )
    parser.add_argument(
        "--metrics-file", type=Path, metavar="FILE", help="write Prometheus's text for node exporter's textfile collector"
    )
    add_otlp(parser)
    parser.add_argument("--site", type=Path, metavar="FOLDER", help="write the output's site there when the run has ended")
    parser.add_argument("--json", action="store_true", help="print the run's report as JSON")
    add_runner(parser)
    add_batch_entries(parser)


def run(arguments: argparse.Namespace) -> int:
    """Run it and show the report."""
    from newsbeam.pipeline.commands.open_output import is_remote, opened
    from newsbeam.pipeline.dataset.reading import are_views_current
    from newsbeam.pipeline.report.terminal import Progress, show
    from newsbeam.pipeline.runs.ingest import ingest

    for path in arguments.paths:
        if not path.exists():
            raise UsageError(f"{path}: no such file or folder")
    if arguments.otlp:
        from newsbeam.pipeline.runs.otlp import check_installed

        check_installed()
    with opened(arguments.out, wait=arguments.wait) as output:
        out = output.root
        with Progress(quiet=arguments.json) as progress:
            report = ingest(_options(arguments, output, progress))
        changed = report.batches or report.recovered or report.sealed
        if not arguments.dry_run and not is_remote(arguments.out) and (changed or not are_views_current(out / "views.sql")):
            from newsbeam.pipeline.dataset.views import write_reader_files

            write_reader_files(out)
        if arguments.site is not None and not arguments.dry_run:
            _write_site(arguments, out)
        if arguments.metrics_file is not None or arguments.otlp:
            _tell_metrics(arguments, out, report)
    from newsbeam.pipeline.runs.log_line import log_run  # by now all that it needs is there

    log_run(logging.getLogger("newsbeam.ingest"), report)
    if arguments.json:
        sys.stdout.write(report.dumps())
    else:
        show(report, arguments.out)
    return report.exit_code


def _write_site(arguments: argparse.Namespace, out: Path) -> None:
    from contextlib import closing

    from newsbeam.pipeline.dataset.output import Output
    from newsbeam.pipeline.dataset.query import open_dataset
    from newsbeam.pipeline.site import write_site

    try:
        with closing(open_dataset(out)) as conn:
            write_site(Output(out), arguments.site, conn)
    except UsageError as error:  # no story there yet: the run is none the worse
        logging.getLogger("newsbeam.site").warning("no site was written: %s", error)


def _tell_metrics(arguments: argparse.Namespace, out: Path, report: Any) -> None:
    from newsbeam.connectors.catalog.feed_list import load_catalog
    from newsbeam.pipeline.dataset.output import Output
    from newsbeam.pipeline.runs.after import measure
    from newsbeam.pipeline.runs.metrics import Metrics

    metrics = Metrics()
    feeds = load_catalog(feed_list(arguments.feeds)).feeds if not arguments.paths else ()
    measure(metrics, Output(out), report, feeds)
    if arguments.metrics_file is not None:
        metrics.write(arguments.metrics_file)
    if arguments.otlp:
        from newsbeam.pipeline.runs.otlp import Otlp

        with Otlp(metrics.registry, report.newsbeam_version) as otlp:
            otlp.push(report)


def _options(arguments: argparse.Namespace, out: "Output", progress: Any) -> Any:
    from newsbeam.pipeline.process.memory import is_a_commands_own
    from newsbeam.pipeline.runs.options import IngestOptions

    return IngestOptions(
        out=out,
        as_of=arguments.as_of or now(),
        fixed_clock=arguments.as_of is not None,
        feeds=None if arguments.paths and arguments.feeds is None else feed_list(arguments.feeds),
        paths=tuple(arguments.paths),
        fail_on=frozenset(arguments.fail_on),
        due_all=arguments.due == "all" or bool(arguments.paths),
        fetch=arguments.due != "none",
        provider=arguments.provider,
        wait=arguments.wait,
        dry_run=arguments.dry_run,
        runner=arguments.runner,
        beam_args=arguments.beam_args,
        batch_entries=arguments.batch_entries,
        one_shot=is_a_commands_own(),
        progress=progress.tell,
    )
