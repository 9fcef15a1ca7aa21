"""`newsbeam feeds add | remove | rename`: the list changed in place; what its owner wrote beside stays."""

import argparse
import sys

from newsbeam.pipeline.commands.arguments import add_feeds, add_out, feed_list
from newsbeam.pipeline.commands.parsers import Commands
from newsbeam.pipeline.report.harmless import plain
from newsbeam.schemas.errors import UsageError


def add_actions(actions: Commands) -> None:
    """Their words."""
    adding = actions.add_parser("add", help="find the feed of an address, try it, and write its entry")
    adding.add_argument("url")
    adding.add_argument("--id", help="its id (default: made from its title)")
    adding.add_argument("--tag", action="append", default=[], help="a tag; may stand more than once")
    add_feeds(adding)
    removing = actions.add_parser("remove", help="take an entry out of the list; its stories stay")
    removing.add_argument("id")
    add_feeds(removing)
    renaming = actions.add_parser("rename", help="give a feed another id: its cursor and the names of its stories stay")
    renaming.add_argument("id")
    renaming.add_argument("new_id", metavar="NEW_ID")
    add_feeds(renaming)
    add_out(renaming)


def add_feed(arguments: argparse.Namespace) -> int:
    """Discover, try, write."""
    import asyncio

    from newsbeam.connectors.catalog.addresses import provider_of
    from newsbeam.connectors.catalog.edit import append_feed
    from newsbeam.connectors.catalog.feed_list import load_catalog
    from newsbeam.connectors.catalog.opml import fresh_id
    from newsbeam.connectors.http.clock import SystemClock
    from newsbeam.connectors.http.limits import FetchLimits
    from newsbeam.connectors.polling.discover import discover
    from newsbeam.schemas.feed import Feed

    path = feed_list(arguments.feeds)
    catalog = load_catalog(path) if path.exists() else None
    limits = catalog.fetch if catalog else FetchLimits()
    found = [one for one in asyncio.run(discover(arguments.url, limits, clock=SystemClock())) if one.format is not None]
    if not found:
        raise UsageError(f"{arguments.url}: names no feed that could be read; `newsbeam feeds discover` says what was looked at")
    best = found[0]
    listed = {feed.url: feed.id for feed in catalog.feeds} if catalog else {}
    if best.url in listed:
        raise UsageError(f"{path}: {best.url} is feed {listed[best.url]!r} already")
    taken = {one for feed in catalog.feeds for one in (feed.id, feed.was) if one} if catalog else set()
    if arguments.id in taken:
        raise UsageError(f"{path}: the id {arguments.id!r} is taken; name another by --id")
    feed_id = arguments.id or fresh_id(best.title or "", best.url, taken)
    feed = Feed(
        id=feed_id,
        url=best.url,
        provider=provider_of(best.url, arguments.url) or feed_id,
        title=best.title or None,
        tags=tuple(arguments.tag),
    )
    append_feed(path, feed)
    sys.stdout.write(f"{path}: added {feed_id} ({best.format}, {best.entries} entries): {plain(best.url)}\n")
    for other in found[1:]:
        sys.stdout.write(f"also there: {plain(other.url)} ({other.format}, {other.entries} entries)\n")
    return 0


def remove_feed(arguments: argparse.Namespace) -> int:
    """Out of the list."""
    from newsbeam.connectors.catalog import edit
    from newsbeam.connectors.catalog.feed_list import load_catalog
    from newsbeam.pipeline.commands.feed_check import unknown_feed

    path = feed_list(arguments.feeds)
    if arguments.id not in {feed.id for feed in load_catalog(path).feeds}:
        raise unknown_feed(path, arguments.id)
    edit.remove_feed(path, arguments.id)
    sys.stdout.write(f"{path}: removed {arguments.id}; its stories and its cursor stay\n")
    return 0


def rename_feed(arguments: argparse.Namespace) -> int:
    """In the list, then in the state; a second try after a kill between the two finishes it."""
    import re
    from contextlib import closing

    from newsbeam.connectors.catalog import edit
    from newsbeam.connectors.catalog.feed_list import load_catalog
    from newsbeam.connectors.catalog.keys import ID_PATTERN
    from newsbeam.connectors.state.database import open_state, transaction
    from newsbeam.connectors.state.renames import is_known, rename
    from newsbeam.pipeline.commands.feed_check import unknown_feed
    from newsbeam.pipeline.dataset.output import Output

    path = feed_list(arguments.feeds)
    feeds = {feed.id: feed for feed in load_catalog(path).feeds}
    feed, renamed = feeds.get(arguments.id), feeds.get(arguments.new_id)
    if feed is None and not (renamed is not None and renamed.was == arguments.id):
        raise unknown_feed(path, arguments.id)
    if feed is not None and (renamed is not None or any(one.was == arguments.new_id for one in feeds.values() if one is not feed)):
        raise UsageError(f"{path}: the id {arguments.new_id!r} is taken, or was another feed's; name another")
    if not re.fullmatch(ID_PATTERN, arguments.new_id):
        raise UsageError(f"{arguments.new_id!r} is no id: small letters, digits, dots, dashes, at most 64")
    out = Output(arguments.out)
    moved = 0
    if out.database.exists():
        with out.lock(), closing(open_state(out.database)) as conn:
            if is_known(conn, arguments.new_id) and is_known(conn, arguments.id):
                raise UsageError(f"{arguments.out}: has a feed {arguments.new_id!r} of earlier days; name another id")
            if feed is not None:
                edit.rename_feed(path, feed, arguments.new_id)
            with transaction(conn):
                moved = rename(conn, arguments.id, arguments.new_id)
    elif feed is not None:
        edit.rename_feed(path, feed, arguments.new_id)
    sys.stdout.write(
        f"{path}: {arguments.id} is {arguments.new_id} now; {moved} rows of the state went along, ids of stories stay\n"
    )
    return 0
