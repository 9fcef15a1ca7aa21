"""`newsbeam prune`: old reports, landed bytes and resolved dead letters go; rows never, and nothing that a run still needs."""

import argparse
import re
import sys
from datetime import timedelta

from newsbeam.pipeline.commands.arguments import add_out, moment, now
from newsbeam.schemas.errors import UsageError

KINDS = ("runs", "landing", "dead_letters")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


def age(text: str) -> timedelta:
    """`30d`, `8w`, `6m` (of thirty days), `2y`; no less than a day."""
    found = re.fullmatch(r"(\d{1,5})([dwmy])", text)
    if found is None or int(found[1]) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no age; write it like 30d, 8w, 6m or 2y")
    return timedelta(days=int(found[1]) * _DAYS[found[2]])


def add(parser: argparse.ArgumentParser) -> None:
    """Its words."""
    add_out(parser)
    for kind, text in (
        ("runs", "reports of runs"),
        ("landing", "landed bytes: what is gone cannot be replayed"),
        ("dead-letters", "days of dead letters that are all resolved"),
    ):
        parser.add_argument(f"--{kind}", type=age, metavar="AGE", help=f"older {text} go (30d, 8w, 6m, 2y)")
    parser.add_argument("--dry-run", action="store_true", help="remove nothing, say what would go")
    parser.add_argument("--as-of", type=moment, metavar="TIME", help="the clock (default: now)")
    parser.add_argument("--wait", action="store_true", help="wait for another run on the same output")


def run(arguments: argparse.Namespace) -> int:
    """Prune, and say what went."""
    from contextlib import closing

    from newsbeam.pipeline.dataset.output import Output
    from newsbeam.pipeline.dataset.own_state import open_own_state
    from newsbeam.pipeline.publish.finish import recover
    from newsbeam.pipeline.runs.prune import Retention, prune

    retention = Retention(**{kind: getattr(arguments, kind) for kind in KINDS})
    if retention == Retention():
        raise UsageError("nothing to prune: say how long to keep what, for instance --runs 30d --landing 180d --dead-letters 90d")
    out = Output(arguments.out)
    if not out.database.exists():
        raise UsageError(f"{arguments.out}: no output of newsbeam there; name it with --out")
    with out.lock(wait=arguments.wait), closing(open_own_state(out)) as conn:
        recover(out, conn)
        pruned = prune(out, conn, retention, arguments.as_of or now(), dry_run=arguments.dry_run)
    verb = "would go" if arguments.dry_run else "went"
    for kind in KINDS:
        if getattr(arguments, kind) is not None:
            sys.stdout.write(f"{kind}: {len(pruned.gone[kind])} files {verb}, {pruned.freed[kind] / 1e6:.1f} MB\n")
    if pruned.needed:
        sys.stdout.write(
            f"{pruned.needed} files are old enough and stay: something that waits, is held or can be retried needs them\n"
        )
    return 0
