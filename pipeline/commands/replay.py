"""`newsbeam replay`: a new dataset from landed bytes, without the network."""

import argparse
import sys
from pathlib import Path

from newsbeam.pipeline.commands.arguments import add_feeds, add_runner, folder, moment


def add(parser: argparse.ArgumentParser) -> None:
    """Its words."""
    parser.add_argument(
        "--from",
        dest="source",
        type=Path,
        default=Path("out"),
        metavar="DIR",
        help="the output whose landing is read (default: out)",
    )
    parser.add_argument("--out", type=folder, required=True, metavar="NEW", help="the new output root")
    add_feeds(parser)
    parser.add_argument("--since", type=moment, metavar="DAY", help="only what was fetched from this day on")
    parser.add_argument("--feed", action="append", default=[], metavar="ID", help="only this feed (may be said again)")
    add_runner(parser)


def run(arguments: argparse.Namespace) -> int:
    """Replay and say what came of it."""
    from newsbeam.connectors.catalog.feed_list import load_catalog
    from newsbeam.connectors.http.limits import FetchLimits
    from newsbeam.pipeline.dataset.views import write_reader_files
    from newsbeam.pipeline.report.terminal import Progress
    from newsbeam.pipeline.runners.named import engine_of
    from newsbeam.pipeline.runs.replay import ReplayOptions, replay
    from newsbeam.pipeline.runs.run_log import VERSION

    catalog = load_catalog(arguments.feeds) if arguments.feeds else None
    with Progress() as progress:
        replayed = replay(
            ReplayOptions(
                source=arguments.source,
                out=arguments.out,
                version=VERSION,
                feeds={feed.id: feed for feed in catalog.feeds} if catalog else {},
                limits=catalog.fetch if catalog else FetchLimits(),
                since=arguments.since.date() if arguments.since else None,
                only_feeds=frozenset(arguments.feed),
                engine=engine_of(arguments.runner, arguments.beam_args),
                progress=progress.tell,
            )
        )
    write_reader_files(arguments.out)
    crashed = [ref for done in replayed.done for ref in done.crashed]
    sys.stdout.write(
        f"replayed: {replayed.batches} batches, {replayed.records} records, {replayed.rows} rows; {replayed.skipped + replayed.lost} records left out\n"
    )
    if replayed.lost:
        sys.stdout.write(
            f"lost: {replayed.lost} records that {arguments.source} has worked off are damaged in its landing, or gone: "
            f"`newsbeam doctor --deep --out {arguments.source}` names them\n"
        )
    return int(bool(crashed or replayed.lost))
