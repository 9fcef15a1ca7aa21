"""`newsbeam prune`: old reports, landed bytes and resolved dead letters go; rows never, and nothing that a run still needs."""

import argparse
import sys
from datetime import timedelta

from newsbeam.pipeline.commands.arguments import add_feeds, add_out, feed_list, moment, now
from newsbeam.schemas.errors import UsageError
from newsbeam.schemas.retention import Retention, age

KINDS = ("runs", "landing", "dead_letters")


def _age(text: str) -> timedelta:
    try:
        return age(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def add(parser: argparse.ArgumentParser) -> None:
    """Its words."""
    add_out(parser)
    add_feeds(parser)
    for kind, text in (
        ("runs", "older reports of runs go"),
        ("landing", "older landed bytes go; they cannot be replayed then"),
        ("dead-letters", "older days of dead letters that are all resolved go"),
    ):
        parser.add_argument(
            f"--{kind}", type=_age, metavar="AGE", help=f"{text} (30d, 8w, 6m, 2y; default: [retention] of the list)"
        )
    parser.add_argument("--dry-run", action="store_true", help="remove nothing, say what would go")
    parser.add_argument("--as-of", type=moment, metavar="TIME", help="the clock (default: now)")
    parser.add_argument("--wait", action="store_true", help="wait for another run on the same output")


def run(arguments: argparse.Namespace) -> int:
    """Prune, and say what went."""
    from contextlib import closing

    from newsbeam.pipeline.dataset.output import Output
    from newsbeam.pipeline.dataset.own_state import open_own_state
    from newsbeam.pipeline.publish.finish import recover
    from newsbeam.pipeline.runs.prune import prune

    retention = _retention(arguments)
    out = Output(arguments.out)
    if not out.database.exists():
        raise UsageError(f"{arguments.out}: no output of newsbeam there; name it with --out")
    out.check()
    with out.lock(wait=arguments.wait), closing(open_own_state(out)) as conn:
        recover(out, conn)
        pruned = prune(out, conn, retention, arguments.as_of or now(), dry_run=arguments.dry_run)
    verb = "would go" if arguments.dry_run else "went"
    for kind in KINDS:
        if getattr(retention, kind) is not None:
            sys.stdout.write(f"{kind}: {len(pruned.gone[kind])} files {verb}, {pruned.freed[kind] / 1e6:.1f} MB\n")
    if pruned.needed:
        sys.stdout.write(
            f"{pruned.needed} files are old enough and stay: something that waits, is held or can be retried needs them\n"
        )
    return 0


def _retention(arguments: argparse.Namespace) -> Retention:
    """What the words say; where they say nothing of a kind, what the list says, where there is one."""
    from newsbeam.connectors.catalog.feed_list import load_catalog

    path = feed_list(arguments.feeds)
    listed = load_catalog(path).retention if arguments.feeds is not None or path.exists() else Retention()
    retention = Retention(**{kind: getattr(arguments, kind) or getattr(listed, kind) for kind in KINDS})
    if retention == Retention():
        raise UsageError(
            "nothing to prune: say how long to keep what, for instance --runs 30d --landing 180d --dead-letters 90d, or in "
            f"[retention] of {path}"
        )
    return retention
