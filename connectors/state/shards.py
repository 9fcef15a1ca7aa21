"""Cursors between the pollers' own states and the publisher's: each side reads the other's, and writes its own.

A poller knows what the servers said last; the publisher knows what the documents held (`connectors/polling/schedule.py observe`), which
decides when a feed is to be asked again. So of two cursors of a feed the one of the later poll is right, and of one poll the
publisher's. No function here commits.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from newsbeam.connectors.state.cursors import load_cursors, load_live, load_robots, replace_live, save_cursor, save_robots
from newsbeam.connectors.state.database import open_state
from newsbeam.connectors.state.polls import copy_pauses
from newsbeam.schemas.cursor import Cursor

_EVER = datetime.min.replace(tzinfo=UTC)


def states_of(folder: Path) -> list[Path]:
    """The pollers' states, of every count of shards that there ever was."""
    return sorted(folder.glob("*-of-*.db"))


def open_poller_state(path: Path) -> sqlite3.Connection:
    """Open, or make, a poller's state. What a power loss takes of it is asked again; a kill takes nothing. Raises StateError."""
    conn = open_state(path)
    conn.execute("PRAGMA synchronous = NORMAL")
    return conn


@contextmanager
def _read_only(path: Path) -> Iterator[sqlite3.Connection | None]:
    """Another process's state, which is not written to; None where there is none."""
    if not path.exists():
        yield None
        return
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=30.0)) as conn:
        made = conn.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'cursors'").fetchone()[0]
        yield conn if made else None


def of_later_poll(one: Cursor | None, other: Cursor | None) -> Cursor | None:
    """The cursor that speaks of the later poll; `one`, where both speak of the same."""
    if one is None or other is None:
        return one or other
    return other if (other.last_polled_at or _EVER) > (one.last_polled_at or _EVER) else one


def bring_up(conn: sqlite3.Connection, database: Path, feeds: Collection[str], live: Collection[str]) -> None:
    """Bring a poller's state up to what the publisher has learnt of its feeds since, and the operator paused."""
    with _read_only(database) as theirs:
        if theirs is None:
            return
        _take_later(conn, theirs, feeds)
        for feed_id in live:
            replace_live(conn, feed_id, load_live(theirs, feed_id))
        copy_pauses(theirs, conn)


def begin_from(conn: sqlite3.Connection, others: Iterable[Path], feeds: Collection[str]) -> None:
    """A poller's new state: what any other knows of its feeds, so that another count of shards asks nobody twice."""
    for path in others:
        with _read_only(path) as theirs:
            if theirs is not None:
                _take_later(conn, theirs, feeds)
                save_robots(conn, load_robots(theirs).values())


def _take_later(conn: sqlite3.Connection, theirs: sqlite3.Connection, feeds: Collection[str]) -> None:
    own = load_cursors(conn, feeds)
    for feed_id, cursor in load_cursors(theirs, feeds).items():
        mine = own.get(feed_id)
        if cursor != mine and of_later_poll(cursor, mine) is cursor:
            save_cursor(conn, cursor)


def take_polls(conn: sqlite3.Connection, states: Iterable[Path], feeds: Collection[str]) -> int:
    """Take over, into the publisher's state, the polls that brought no document; how many.

    Polls that brought one come with their documents: no cursor moves before its rows are published.
    """
    own = load_cursors(conn, feeds)
    taken = 0
    for path in states:
        with _read_only(path) as theirs:
            cursors = load_cursors(theirs, feeds) if theirs is not None else {}
        for feed_id, cursor in cursors.items():
            mine = own.get(feed_id)
            if of_later_poll(mine, cursor) is not cursor or _body_of(mine) != _body_of(cursor):
                continue
            save_cursor(conn, replace(cursor, id_basis=mine.id_basis) if mine is not None else cursor)
            taken += 1
    return taken


def _body_of(cursor: Cursor | None) -> object:
    """What a cursor says of the documents that it has seen."""
    return None if cursor is None else (cursor.body_sha256, cursor.files, cursor.sitemaps)
