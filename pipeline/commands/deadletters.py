"""`newsbeam deadletters`: what was refused, and again."""

import argparse
import sys

from newsbeam.pipeline.commands.arguments import add_feeds, add_out, feed_list, moment, now, row_count
from newsbeam.pipeline.commands.parsers import Parser
from newsbeam.pipeline.report.harmless import plain


def add(parser: Parser) -> None:
    """Its words."""
    actions = parser.add_commands("action", "ACTION", required=True)
    listing = actions.add_parser("list", help="the letters, newest first")
    retrying = actions.add_parser("retry", help="send the open letters through again, from the landing")
    for one in (listing, retrying):
        add_out(one)
        one.add_argument("--reason", help="only those of one reason")
    listing.add_argument("--status", choices=("open", "resolved", "all"), default="open")
    listing.add_argument("--feed", help="only those of one feed")
    listing.add_argument("--limit", type=row_count, default=50, help="at most so many (default: 50)")
    add_feeds(retrying)
    retrying.add_argument("--as-of", type=moment, metavar="TIME", help="the run's clock (default: now)")
    retrying.add_argument("--wait", action="store_true", help="wait for another run on the same output")


def run(arguments: argparse.Namespace) -> int:
    """Do the action."""
    if arguments.reason is not None:
        _known(arguments.reason)
    return _list(arguments) if arguments.action == "list" else _retry(arguments)


def _known(reason: str) -> None:
    """Raise UsageError for a word that is no reason: a misspelt one would find nothing and say so as if all were well."""
    from difflib import get_close_matches

    from newsbeam.schemas.codes import Reason
    from newsbeam.schemas.errors import UsageError

    known = [one.value for one in Reason]
    if reason not in known:
        near = get_close_matches(reason, known, n=2, cutoff=0.6)
        raise UsageError(
            f"--reason {reason}: no reason; " + (f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(known)}")
        )


def _list(arguments: argparse.Namespace) -> int:
    from contextlib import closing

    from newsbeam.connectors.state import dead_letters
    from newsbeam.connectors.state.cursors import load_cursors
    from newsbeam.connectors.state.database import open_to_read
    from newsbeam.pipeline.commands.filters import near_words
    from newsbeam.pipeline.dataset.output import Output
    from newsbeam.schemas.errors import UsageError

    database = Output(arguments.out).database
    if not database.exists():
        raise UsageError(f"{arguments.out}: no output of newsbeam there; name it with --out")
    with closing(open_to_read(database)) as conn:
        rows = dead_letters.listed(conn, arguments.status, arguments.reason, arguments.feed, arguments.limit)
        total = dead_letters.count_open(conn)
        if not rows and arguments.feed and (near := near_words(arguments.feed, load_cursors(conn))):
            raise UsageError(f"--feed {arguments.feed}: no feed of this output; did you mean {near}?")
    for seen, feed, stage, reason, times, status, entry, error in rows:
        where = feed if entry is None else f"{feed}[{entry}]"
        again = f" x{times}" if times > 1 else ""
        closed = "" if status == "open" else f" ({status})"
        sys.stdout.write(f"{seen[:16]}  {where}  {stage}/{reason}{again}{closed}  {plain(error)}\n")
    sys.stdout.write(f"{len(rows)} shown, {total} open; `newsbeam deadletters retry` sends them through again\n")
    return 0


def _retry(arguments: argparse.Namespace) -> int:
    from newsbeam.pipeline.commands.open_output import output_of
    from newsbeam.pipeline.report.terminal import show
    from newsbeam.pipeline.runs.ingest import ingest
    from newsbeam.pipeline.runs.options import IngestOptions
    from newsbeam.schemas.errors import UsageError

    output = output_of(arguments)
    if not output.database.exists():
        raise UsageError(f"{arguments.out}: no output of newsbeam there; name it with --out")
    beside = feed_list(None)  # what a list says now outranks what it said when the record was landed
    report = ingest(
        IngestOptions(
            out=output,
            feeds=arguments.feeds or (beside if beside.is_file() else None),
            as_of=arguments.as_of or now(),
            retry=True,
            retry_reason=arguments.reason,
            wait=arguments.wait,
            only=frozenset(),
        )
    )
    show(report, arguments.out)
    return report.exit_code
