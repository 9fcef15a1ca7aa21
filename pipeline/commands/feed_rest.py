"""`newsbeam feeds pause` and `resume`: a feed rests without a change of the list, and is asked again, whoever paused it."""

import argparse
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from newsbeam.pipeline.commands.arguments import feed_list, now
from newsbeam.pipeline.commands.feed_check import unknown_feed

if TYPE_CHECKING:
    from newsbeam.schemas.cursor import Cursor


def pause_feed(arguments: argparse.Namespace) -> int:
    """Ask it no more, until a time or until it is resumed."""
    from newsbeam.connectors.state.polls import pause

    with _opened(arguments) as conn:
        pause(conn, arguments.id, arguments.until)
    if arguments.until is None:
        return _said(arguments.id, "paused until it is resumed")
    over = ", which is over" if arguments.until <= now() else ""
    return _said(arguments.id, f"paused until {arguments.until:%Y-%m-%d %H:%M} UTC{over}")


def resume_feed(arguments: argparse.Namespace) -> int:
    """Ask it again with the next run: one that the operator paused, and one that was given up or fails and waits."""
    from newsbeam.connectors.polling.transitions import freed
    from newsbeam.connectors.state.cursors import load_cursors, save_cursor
    from newsbeam.connectors.state.polls import resume
    from newsbeam.schemas.cursor import FeedState

    with _opened(arguments) as conn:
        rested = resume(conn, arguments.id)
        cursor = load_cursors(conn, {arguments.id}).get(arguments.id)
        gave_up = cursor is not None and (cursor.state is not FeedState.IDLE or cursor.fails > 0)
        if cursor is not None and gave_up:
            cursor = freed(cursor)
            save_cursor(conn, cursor)
    return _said(arguments.id, _next(cursor) if rested or gave_up else f"was not paused; {_next(cursor)}")


def _next(cursor: "Cursor | None") -> str:
    """When it is asked next."""
    at = None if cursor is None else max(filter(None, (cursor.next_due, cursor.retry_at)), default=None)
    return f"asked again at {at:%Y-%m-%d %H:%M} UTC" if at is not None and at > now() else "asked again with the next run"


@contextmanager
def _opened(arguments: argparse.Namespace) -> Iterator[sqlite3.Connection]:
    """The state, within a transaction, for a feed that the list has. Raises UsageError where it has none of that id."""
    from newsbeam.connectors.catalog.feed_list import load_catalog
    from newsbeam.connectors.state.database import open_state, transaction
    from newsbeam.pipeline.dataset.output import Output

    path = feed_list(arguments.feeds)
    if arguments.id not in {feed.id for feed in load_catalog(path).feeds}:
        raise unknown_feed(path, arguments.id)
    out = Output(arguments.out)
    out.prepare()
    with closing(open_state(out.database)) as conn, transaction(conn):
        yield conn


def _said(feed_id: str, what: str) -> int:
    sys.stdout.write(f"{feed_id}: {what}\n")
    return 0
