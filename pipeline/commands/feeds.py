"""`newsbeam feeds`: the feed list: list, check, import, export, discover."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from newsbeam.pipeline.commands.arguments import add_feeds, add_out, feed_list, moment, now
from newsbeam.pipeline.report.grid import print_grid
from newsbeam.pipeline.report.harmless import plain
from newsbeam.schemas.errors import UsageError


def add(parser: argparse.ArgumentParser) -> None:
    """Its words."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="the feeds, their state and when they are polled next")
    add_feeds(listing)
    add_out(listing)
    checking = actions.add_parser("check", help="validate the list; with an ID, poll that feed once and show what would come of it")
    checking.add_argument("id", nargs="?", help="a feed's id")
    checking.add_argument("--as-of", type=moment, metavar="TIME", help="the clock (default: now)")
    add_feeds(checking)
    add_out(checking)
    importing = actions.add_parser("import", help="an OPML list as feeds.toml, on stdout")
    importing.add_argument("opml", type=Path)
    exporting = actions.add_parser("export", help="the list as OPML, on stdout")
    add_feeds(exporting)
    discovering = actions.add_parser("discover", help="the feeds that a page announces")
    discovering.add_argument("url")
    add_feeds(discovering)


def run(arguments: argparse.Namespace) -> int:
    """Do the action."""
    return {"list": _list, "check": _check, "import": _import, "export": _export, "discover": _discover}[arguments.action](
        arguments
    )


def _list(arguments: argparse.Namespace) -> int:
    from contextlib import closing

    from newsbeam.connectors.catalog.feed_list import load_catalog
    from newsbeam.connectors.http.redact import redact_url
    from newsbeam.connectors.state.cursors import load_cursors
    from newsbeam.connectors.state.database import open_state
    from newsbeam.pipeline.dataset.output import Output

    feeds = load_catalog(feed_list(arguments.feeds)).feeds
    database = Output(arguments.out).database
    cursors = {}
    if database.exists():
        with closing(open_state(database)) as conn:
            cursors = load_cursors(conn, {feed.id for feed in feeds})
    rows = [("feed", "provider", "home", "state", "next poll", "where")]
    for feed in feeds:
        cursor = cursors.get(feed.id)
        due = cursor.next_due.isoformat(timespec="minutes") if cursor and cursor.next_due else "at once"
        where = redact_url(feed.url) if feed.url else feed.path or ""
        rows.append((feed.id, feed.provider, feed.home_country or "", cursor.state.value if cursor else "new", due, where))
    _table(rows)
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from newsbeam.connectors.catalog.feed_list import load_catalog

    path = feed_list(arguments.feeds)
    catalog = load_catalog(path)
    if arguments.id is None:
        sys.stdout.write(f"{path}: {len(catalog.feeds)} feeds, no errors\n")
        return 0
    if arguments.id not in {feed.id for feed in catalog.feeds}:
        raise UsageError(f"{path}: no feed {arguments.id!r}; there are {', '.join(sorted(f.id for f in catalog.feeds))}")
    from newsbeam.pipeline.report.terminal import show
    from newsbeam.pipeline.runs.ingest import ingest
    from newsbeam.pipeline.runs.options import IngestOptions

    options = IngestOptions(
        out=arguments.out,
        feeds=path,
        as_of=arguments.as_of or now(),
        fixed_clock=arguments.as_of is not None,
        due_all=True,
        dry_run=True,
        only=frozenset({arguments.id}),
    )
    report = ingest(options)
    show(report, arguments.out)
    return report.exit_code


def _import(arguments: argparse.Namespace) -> int:
    from newsbeam.connectors.catalog.opml import feeds_from_opml, feeds_to_toml

    if not arguments.opml.is_file():
        raise UsageError(f"{arguments.opml}: no such file; name an OPML list, as feed readers export it")
    sys.stdout.write(feeds_to_toml(feeds_from_opml(arguments.opml.read_bytes(), str(arguments.opml))))
    return 0


def _export(arguments: argparse.Namespace) -> int:
    from newsbeam.connectors.catalog.feed_list import load_catalog
    from newsbeam.connectors.catalog.opml import feeds_to_opml

    sys.stdout.write(feeds_to_opml(load_catalog(feed_list(arguments.feeds)).feeds))
    return 0


def _discover(arguments: argparse.Namespace) -> int:
    import asyncio

    from newsbeam.connectors.catalog.feed_list import load_catalog
    from newsbeam.connectors.http.clock import SystemClock
    from newsbeam.connectors.http.limits import FetchLimits
    from newsbeam.connectors.polling.discover import discover

    limits = load_catalog(arguments.feeds).fetch if arguments.feeds else FetchLimits()
    found = asyncio.run(discover(arguments.url, limits, clock=SystemClock()))
    feeds = [one for one in found if one.format is not None]
    if feeds:
        _table(
            [
                ("feed", "format", "entries", "named by", "title"),
                *((one.url, one.format or "", str(one.entries), one.named_by, one.title or "") for one in feeds),
            ]
        )
    else:
        sys.stdout.write(f"{plain(arguments.url)}: names no feed that could be read\n")
    for one in found:
        if one.format is None:
            sys.stdout.write(f"no feed: {plain(one.url)} ({one.named_by}): {plain(one.message)}\n")
    return 0 if feeds else 1


def _table(rows: Sequence[tuple[str, ...]]) -> None:
    print_grid(rows[0], rows[1:])
