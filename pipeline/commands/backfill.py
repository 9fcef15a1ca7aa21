"""`newsbeam backfill`: archives through the same stages, resumable."""

import argparse
import sys
from pathlib import Path

from newsbeam.pipeline.commands.arguments import add_batch_entries, add_feeds, add_out, add_runner, day, moment, now
from newsbeam.schemas.errors import UsageError


def add(parser: argparse.ArgumentParser) -> None:
    """Its words."""
    parser.add_argument(
        "archives", nargs="*", type=Path, metavar="ARCHIVE", help="WARC and ARC files, folders of files, single files"
    )
    parser.add_argument("--sitemap", metavar="URL", help="instead: a site's sitemap, or an index of daily ones")
    parser.add_argument("--from", dest="begin", type=day, metavar="DAY", help="of a sitemap: from this day on")
    parser.add_argument("--to", dest="end", type=day, metavar="DAY", help="of a sitemap: to this day")
    add_feeds(parser)
    add_out(parser)
    parser.add_argument("--provider", help="of documents whose host no feed of the list has")
    parser.add_argument("--as-of", type=moment, metavar="TIME", help="the clock (default: now)")
    add_runner(parser)
    add_batch_entries(parser)


def run(arguments: argparse.Namespace) -> int:
    """Fill back and say what came of it."""
    from newsbeam.connectors.catalog.feed_list import load_catalog
    from newsbeam.connectors.http.limits import FetchLimits
    from newsbeam.pipeline.commands.open_output import output_of
    from newsbeam.pipeline.dataset.views import write_reader_files
    from newsbeam.pipeline.report.harmless import plain
    from newsbeam.pipeline.report.terminal import Progress
    from newsbeam.pipeline.runners.named import engine_of
    from newsbeam.pipeline.runs.backfill import BackfillOptions, backfill
    from newsbeam.pipeline.runs.run_log import VERSION

    _check(arguments)
    catalog = load_catalog(arguments.feeds) if arguments.feeds else None
    with Progress() as progress:
        options = BackfillOptions(
            out=output_of(arguments),
            archives=tuple(arguments.archives),
            as_of=arguments.as_of or now(),
            version=VERSION,
            feeds=catalog.feeds if catalog else (),
            provider=arguments.provider,
            limits=catalog.fetch if catalog else FetchLimits(),
            engine=engine_of(arguments.runner, arguments.beam_args),
            batch_entries=arguments.batch_entries,
            progress=progress.tell,
        )
        if arguments.sitemap:
            from newsbeam.connectors.http.clock import SystemClock
            from newsbeam.pipeline.runs.sitemap_backfill import backfill_sitemap

            filled = backfill_sitemap(options, arguments.sitemap, arguments.begin, arguments.end, clock=SystemClock())
        else:
            filled = backfill(options)
    write_reader_files(arguments.out)
    for line in filled.damaged[:20]:
        sys.stdout.write(f"damaged: {plain(line)}\n")
    sys.stdout.write(
        f"filled back: {filled.documents} documents, {filled.skipped} records that are none, {len(filled.damaged)} damaged"
        f"{f', {filled.known} read before' if filled.known else ''};"
        f" {filled.rows} rows in {filled.batches} batches"
        + (f", {filled.refused} refused (`newsbeam deadletters list --out {arguments.out}`)" if filled.refused else "")
        + "\n"
    )
    return int(bool(filled.damaged))


def _check(arguments: argparse.Namespace) -> None:
    """Archives or a sitemap, and a sitemap with its days."""
    if bool(arguments.archives) == bool(arguments.sitemap):
        raise UsageError("backfill: name archives, or --sitemap URL with --from DAY and --to DAY; one of the two")
    if arguments.sitemap and not (arguments.begin and arguments.end and arguments.begin <= arguments.end):
        raise UsageError("backfill: a sitemap needs --from DAY and --to DAY, the earlier first")
    for archive in arguments.archives:
        if not archive.exists():
            raise UsageError(f"{archive}: no such file or folder")
