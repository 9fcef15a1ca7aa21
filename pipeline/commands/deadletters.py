"""`newsbeam deadletters`: what was refused, and again."""

import argparse
import sqlite3
import sys
from pathlib import Path

from newsbeam.pipeline.commands.arguments import add_feeds, add_out, feed_list, moment, now, row_count
from newsbeam.pipeline.commands.parsers import Parser
from newsbeam.pipeline.report.harmless import plain


def add(parser: Parser) -> None:
    """Its words."""
    actions = parser.add_commands("action", "ACTION", required=True)
    listing = actions.add_parser("list", help="the letters, newest first")
    retrying = actions.add_parser("retry", help="send the open letters through again, from the landing")
    dismissing = actions.add_parser(
        "dismiss", help="close the open letters of a feed that nobody will mend; seen again, they open again"
    )
    for one in (listing, retrying, dismissing):
        add_out(one)
        one.add_argument("--reason", help="only those of one reason")
    listing.add_argument("--status", choices=("open", "resolved", "dismissed", "all"), default="open")
    listing.add_argument("--feed", help="only those of one feed")
    listing.add_argument("--limit", type=row_count, metavar="N", default=50, help="at most so many (default: 50)")
    dismissing.add_argument("--feed", required=True, help="those of this feed")
    add_feeds(retrying)
    retrying.add_argument("--as-of", type=moment, metavar="TIME", help="the run's clock (default: now)")
    for one in (retrying, dismissing):
        one.add_argument("--wait", action="store_true", help="wait for another run on the same output")


def run(arguments: argparse.Namespace) -> int:
    """Do the action."""
    if arguments.reason is not None:
        _known(arguments.reason)
    return {"list": _list, "retry": _retry, "dismiss": _dismiss}[arguments.action](arguments)


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
    from newsbeam.connectors.state.database import open_to_read

    with closing(open_to_read(_database(arguments))) as conn:
        rows = dead_letters.listed(conn, arguments.status, arguments.reason, arguments.feed, arguments.limit)
        total = dead_letters.count_open(conn)
        if not rows and arguments.feed:
            _known_feed(conn, arguments.feed)
    for seen, feed, stage, reason, times, status, entry, error in rows:
        where = feed if entry is None else f"{feed}[{entry}]"
        again = f" x{times}" if times > 1 else ""
        closed = "" if status == "open" else f" ({status})"
        sys.stdout.write(f"{seen[:16]}  {where}  {stage}/{reason}{again}{closed}  {plain(error)}\n")
    sys.stdout.write(f"{len(rows)} shown, {total} open; `newsbeam deadletters retry` sends them through again\n")
    return 0


def _database(arguments: argparse.Namespace) -> Path:
    from newsbeam.pipeline.dataset.output import Output
    from newsbeam.schemas.errors import UsageError

    database = Output(arguments.out).database
    if not database.exists():
        raise UsageError(f"{arguments.out}: no output of newsbeam there; name it with --out")
    return database


def _known_feed(conn: sqlite3.Connection, feed_id: str) -> None:
    """Raise UsageError for an id that is near one of the output's; say so where it is like none."""
    from newsbeam.connectors.state.cursors import load_cursors
    from newsbeam.pipeline.commands.filters import near_words
    from newsbeam.schemas.errors import UsageError

    known = load_cursors(conn)
    if near := near_words(feed_id, known):
        raise UsageError(f"--feed {feed_id}: no feed of this output; did you mean {near}?")
    if feed_id not in known:
        sys.stderr.write(f"newsbeam: --feed {plain(feed_id)}: no feed of this output\n")


def _dismiss(arguments: argparse.Namespace) -> int:
    from contextlib import closing

    from newsbeam.connectors.state import dead_letters
    from newsbeam.connectors.state.database import transaction
    from newsbeam.pipeline.commands.open_output import output_of
    from newsbeam.pipeline.dataset.own_state import open_own_state
    from newsbeam.pipeline.publish.finish import recover

    _database(arguments)
    out = output_of(arguments)
    with out.lock(wait=arguments.wait), closing(open_own_state(out)) as conn:
        recover(out, conn)
        with transaction(conn):
            closed = dead_letters.dismiss(conn, arguments.feed, arguments.reason)
        if not closed:
            _known_feed(conn, arguments.feed)
        left = dead_letters.count_open(conn)
    sys.stdout.write(f"{closed} dismissed, {left} open\n")
    return 0


def _retry(arguments: argparse.Namespace) -> int:
    from newsbeam.pipeline.commands.open_output import output_of
    from newsbeam.pipeline.report.terminal import show
    from newsbeam.pipeline.runs.ingest import ingest
    from newsbeam.pipeline.runs.options import IngestOptions

    output = output_of(arguments)
    _database(arguments)
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
