"""`newsbeam repair`: the rows of damaged and deleted partition files, from the landing."""

import argparse
import sys
from pathlib import Path

from newsbeam.pipeline.commands.arguments import add_feeds, add_runner, folder, now


def add(parser: argparse.ArgumentParser) -> None:
    """Its words."""
    parser.add_argument("--out", type=folder, default=Path("out"), metavar="DIR", help="the output root (default: out)")
    parser.add_argument(
        "--accept-loss",
        action="store_true",
        help="write down what the landing does not give back as gone: doctor is silent of it then",
    )
    add_feeds(parser)
    add_runner(parser)


def run(arguments: argparse.Namespace) -> int:
    """Repair and say what came of it; 3 where rows are gone for good."""
    from newsbeam.connectors.catalog.feed_list import load_catalog
    from newsbeam.connectors.http.limits import FetchLimits
    from newsbeam.pipeline.report.terminal import Progress
    from newsbeam.pipeline.runners.named import engine_of
    from newsbeam.pipeline.runs.repair import RepairOptions, repair
    from newsbeam.pipeline.runs.run_log import VERSION
    from newsbeam.schemas.errors import UsageError

    if not (arguments.out / "stories").is_dir():
        raise UsageError(f"{arguments.out}: no output of newsbeam there; name it with --out")
    catalog = load_catalog(arguments.feeds) if arguments.feeds else None
    with Progress() as progress:
        repaired = repair(
            RepairOptions(
                out=arguments.out,
                as_of=now(),
                version=VERSION,
                feeds={feed.id: feed for feed in catalog.feeds} if catalog else {},
                limits=catalog.fetch if catalog else FetchLimits(),
                engine=engine_of(arguments.runner, arguments.beam_args),
                progress=progress.tell,
                accept_loss=arguments.accept_loss,
            )
        )
    for path in repaired.aside:
        sys.stdout.write(f"damaged: kept as {path}\n")
    for (date, country), rows in repaired.right.moved.items():
        sys.stdout.write(f"put right: date={date}/country={country}: {rows} rows that lay in another partition's folder\n")
    for file, (rows, kept) in repaired.right.taken.items():
        aside = f"as it was it is kept as {kept}" if kept else "not kept as it was: it had the text of a purged story"
        sys.stdout.write(f"put right: {file}: {rows} rows that stand elsewhere taken away; {aside}\n")
    for (date, country), rows in repaired.brought.items():
        sys.stdout.write(f"brought back: date={date}/country={country}: {rows} rows from the landing\n")
    for batch_id, rows in repaired.again.items():
        sys.stdout.write(
            f"there: {rows} rows of batch {batch_id}: a later batch has published them again, and that is written down\n"
        )
    for batch_id, rows in repaired.gone.items():
        there, of = repaired.landed.get(batch_id, (0, 0))
        why = (
            f"{of - there} of its {of} landed records are no longer there" if there < of else "its landed records do not give them"
        )
        sys.stdout.write(f"gone: {rows} rows of batch {batch_id}: {why}\n")
    brought, gone = sum(repaired.brought.values()), sum(repaired.gone.values())
    sys.stdout.write(
        f"repaired: {len(repaired.aside)} damaged files, {repaired.saved} rows of them kept, {brought} brought back, {gone} gone\n"
    )
    if repaired.accepted is not None:
        sys.stdout.write("accepted: {} rows and {} landed records are written down as gone\n".format(*repaired.accepted))
        return 0
    if gone:
        sys.stdout.write(
            f"restore the landing from a backup and repair again, or: newsbeam repair --accept-loss --out {arguments.out}\n"
        )
    return 3 if gone else 0
