"""`newsbeam feeds import | export | discover`: feeds from elsewhere, and for elsewhere."""

import argparse
import sys
from collections.abc import Sequence

from newsbeam.pipeline.commands.arguments import feed_list
from newsbeam.pipeline.commands.printable import print_data
from newsbeam.pipeline.report.grid import print_grid
from newsbeam.pipeline.report.harmless import plain
from newsbeam.schemas.errors import UsageError


def import_lists(arguments: argparse.Namespace) -> int:
    """Lists of others as feeds.toml."""
    from newsbeam.connectors.catalog.lists import feeds_from_lists
    from newsbeam.connectors.catalog.opml import feeds_to_toml

    for path in arguments.lists:
        if not path.is_file():
            raise UsageError(
                f"{path}: no such file; name a list as feed readers export it (OPML), or a table of addresses (TSV, CSV)"
            )
    print_data()
    sys.stdout.write(
        feeds_to_toml(feeds_from_lists(arguments.lists, say=lambda line: sys.stderr.write(f"newsbeam: {plain(line)}\n")))
    )
    return 0


def export_list(arguments: argparse.Namespace) -> int:
    """The list as OPML."""
    from newsbeam.connectors.catalog.feed_list import load_catalog
    from newsbeam.connectors.catalog.opml import feeds_to_opml

    feeds = load_catalog(feed_list(arguments.feeds)).feeds
    if local := [feed.id for feed in feeds if feed.url is None]:
        more = f" and {len(local) - 3} more" if len(local) > 3 else ""
        sys.stderr.write(f"newsbeam: left out, for OPML names addresses and these read a path: {', '.join(local[:3])}{more}\n")
    print_data()
    sys.stdout.write(feeds_to_opml(feeds))
    return 0


def discover_feeds(arguments: argparse.Namespace) -> int:
    """The feeds that a page announces."""
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
