"""`newsbeam feeds`: the feed list, and how each feed does: list, show, check, pause, resume. The rest are beside this file."""

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from newsbeam.pipeline.commands import feed_check, feed_edits, feed_lists, feed_rest
from newsbeam.pipeline.commands.arguments import add_feeds, add_out, feed_list, moment, now
from newsbeam.pipeline.commands.parsers import Parser
from newsbeam.pipeline.report.grid import print_grid
from newsbeam.pipeline.report.harmless import plain
from newsbeam.schemas.errors import UsageError

if TYPE_CHECKING:
    from newsbeam.pipeline.runs.feed_health import FeedHealth

SHOWN_POLLS = 20


def add(parser: Parser) -> None:
    """Its words."""
    actions = parser.add_commands("action", "ACTION", required=True)
    listing = actions.add_parser("list", help="the feeds, their state and when they are polled next")
    add_feeds(listing)
    add_out(listing)
    listing.add_argument("--json", action="store_true", help="as JSON, with all that is known")
    showing = actions.add_parser("show", help="one feed: how it does, and its last 20 polls")
    showing.add_argument("id", help="a feed's id")
    add_feeds(showing)
    add_out(showing)
    for name, text in (
        ("pause", "ask a feed no more"),
        ("resume", "ask a feed again at once that was paused, given up, or waits after failures"),
    ):
        resting = actions.add_parser(name, help=text)
        resting.add_argument("id", help="a feed's id")
        add_feeds(resting)
        add_out(resting)
        if name == "pause":
            resting.add_argument("--until", type=moment, metavar="TIME", help="until then (default: until it is resumed)")
    checking = actions.add_parser("check", help="validate the list; with an ID, poll that feed once and show what would come of it")
    checking.add_argument("id", nargs="?", help="a feed's id")
    checking.add_argument("--as-of", type=moment, metavar="TIME", help="the clock (default: now)")
    add_feeds(checking)
    add_out(checking)
    importing = actions.add_parser("import", help="lists of others (OPML, TSV, CSV) as feeds.toml, on stdout; folders become tags")
    importing.add_argument("lists", type=Path, nargs="+", metavar="LIST")
    feed_edits.add_actions(actions)
    exporting = actions.add_parser("export", help="the list as OPML, on stdout")
    add_feeds(exporting)
    discovering = actions.add_parser("discover", help="the feeds that a page announces")
    discovering.add_argument("url")
    add_feeds(discovering)


def run(arguments: argparse.Namespace) -> int:
    """Do the action."""
    actions = {
        "list": _list,
        "show": _show,
        "pause": feed_rest.pause_feed,
        "resume": feed_rest.resume_feed,
        "add": feed_edits.add_feed,
        "remove": feed_edits.remove_feed,
        "rename": feed_edits.rename_feed,
        "check": feed_check.check_feeds,
        "import": feed_lists.import_lists,
        "export": feed_lists.export_list,
        "discover": feed_lists.discover_feeds,
    }
    return actions[arguments.action](arguments)


def _list(arguments: argparse.Namespace) -> int:
    health = _healths(arguments)
    if arguments.json:
        import json

        sys.stdout.write(json.dumps([one.to_json() for one in health], indent=2, ensure_ascii=True) + "\n")
        return 0
    rows = [("feed", "state", "last success", "last new", "error", "fails", "items/day", "delay", "next poll")]
    _table(rows + [_row(one) for one in health])
    return 0


def _row(one: "FeedHealth") -> tuple[str, ...]:
    return (
        one.feed_id,
        one.state,
        _when(one.last_success_at),
        _when(one.last_new_item_at),
        (one.last_error or "") if one.failing else "",
        str(one.failures_in_a_row or ""),
        "" if one.items_a_day is None else f"{one.items_a_day:g}",
        _long(one.delay_s),
        _when(one.next_poll_at) or ("at once" if one.state == "new" else ""),
    )


def _healths(arguments: argparse.Namespace, only: str | None = None) -> "list[FeedHealth]":
    from contextlib import closing

    from newsbeam.connectors.catalog.feed_list import load_catalog
    from newsbeam.connectors.state.cursors import load_cursors
    from newsbeam.connectors.state.database import open_to_read
    from newsbeam.connectors.state.polls import load_polls, paused
    from newsbeam.pipeline.dataset.output import Output
    from newsbeam.pipeline.runs.feed_health import health_of

    path = feed_list(arguments.feeds)
    feeds = [feed for feed in load_catalog(path).feeds if only is None or feed.id == only]
    if only is not None and not feeds:
        raise feed_check.unknown_feed(path, only)
    database = Output(arguments.out).database
    cursors, polls, pauses = {}, {}, {}
    if database.exists():
        ids = {feed.id for feed in feeds}
        with closing(open_to_read(database)) as conn:
            cursors, polls, pauses = load_cursors(conn, ids), load_polls(conn, ids), paused(conn, now())
    delays = _delays(arguments.out) if polls else {}
    return [health_of(feed, cursors.get(feed.id), polls.get(feed.id, ()), pauses, now(), delays.get(feed.id)) for feed in feeds]


_DELAYS = """SELECT feed_id, median(date_diff('second', first_created, fetched_at)) FROM stories
WHERE date >= (SELECT max(date) FROM stories) - INTERVAL 3 DAY AND revision = 1 AND first_created <= fetched_at
  AND first_created_precision <> 'day' GROUP BY ALL"""


def _delays(out: Path) -> dict[str, float]:
    """feed_id -> the median seconds from telling to fetching of its stories of the last three days."""
    from contextlib import closing

    from newsbeam.pipeline.dataset.query import open_dataset

    try:
        with closing(open_dataset(out)) as conn:
            return dict(conn.execute(_DELAYS).fetchall())
    except UsageError:
        return {}  # no story there yet


def _show(arguments: argparse.Namespace) -> int:
    from contextlib import closing

    from newsbeam.connectors.state.database import open_to_read
    from newsbeam.connectors.state.polls import load_polls
    from newsbeam.pipeline.dataset.output import Output

    (health,) = _healths(arguments, arguments.id)
    for name, value in health.to_json().items():
        shown = ", ".join(value) if isinstance(value, list) else value
        if shown not in (None, ""):
            sys.stdout.write(f"{name}: {plain(shown)}\n")
    database = Output(arguments.out).database
    polls = []
    if database.exists():
        with closing(open_to_read(database)) as conn:
            polls = load_polls(conn, {arguments.id}).get(arguments.id, [])[-SHOWN_POLLS:]
    if polls:
        sys.stdout.write("\n")
        head = ("polled", "outcome", "reason", "status", "entries", "new", "revised", "refused", "bytes")
        _table(
            [
                head,
                *(
                    (
                        _when(one.at),
                        one.outcome,
                        one.reason or "",
                        str(one.http_status or ""),
                        *(str(n) for n in (one.entries, one.new, one.revisions, one.dead_letters, one.body_bytes)),
                    )
                    for one in reversed(polls)
                ),
            ]
        )
    return 0


def _table(rows: Sequence[tuple[str, ...]]) -> None:
    drop = ("delay", "items/day", "last new", "last success", "bytes", "status", "refused")
    print_grid(rows[0], rows[1:], fold=("error", "reason"), drop=drop)


def _when(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else ""


def _long(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.0f} h"
