"""Cursors, live entries and robots files in SQLite. No function here commits: the caller owns the transaction."""

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from newsbeam.schemas.cursor import Cursor
from newsbeam.schemas.document import LiveEntry

TABLES = """
CREATE TABLE IF NOT EXISTS cursors (
    feed_id TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    next_due TEXT,                   -- ISO 8601, UTC
    fields TEXT NOT NULL             -- JSON: what differs from a fresh Cursor
) STRICT;
CREATE TABLE IF NOT EXISTS fetch_events (
    feed_id TEXT NOT NULL,
    at TEXT NOT NULL,
    was TEXT NOT NULL,
    becomes TEXT NOT NULL,
    why TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS fetch_events_by_feed ON fetch_events (feed_id, at);
CREATE TABLE IF NOT EXISTS live_entries (
    feed_id TEXT NOT NULL,
    entry_key TEXT NOT NULL,
    item_hash BLOB NOT NULL,
    story_id TEXT NOT NULL,
    telling_id TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    date TEXT NOT NULL,
    country TEXT NOT NULL,
    raw_hash BLOB NOT NULL DEFAULT x'',
    name_hash BLOB NOT NULL DEFAULT x'',
    PRIMARY KEY (feed_id, entry_key)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS robots (
    origin TEXT PRIMARY KEY,
    fetched_at TEXT NOT NULL,
    status INTEGER,
    body BLOB NOT NULL
) STRICT;
"""

ADDED = {"live_entries": {"raw_hash": "BLOB NOT NULL DEFAULT x''", "name_hash": "BLOB NOT NULL DEFAULT x''"}}
"""By table, columns that a state of an earlier newsbeam may lack."""
EVENTS_KEPT = 30
"""Changes of state kept per feed (docs/design/fetching.md#a-feeds-life)."""
_CURSOR = msgspec.json.Decoder(Cursor)


def load_cursors(conn: sqlite3.Connection, feed_ids: Collection[str] | None = None) -> dict[str, Cursor]:
    """The stored cursors of these feeds (None: of all); a feed never polled has none."""
    rows = conn.execute("SELECT feed_id, fields FROM cursors")
    return {feed_id: cursor_from_json(text) for feed_id, text in rows if feed_ids is None or feed_id in feed_ids}


def save_cursor(conn: sqlite3.Connection, cursor: Cursor) -> None:
    """Store one cursor; a change of its state is one row of `fetch_events`."""
    row = conn.execute("SELECT state FROM cursors WHERE feed_id = ?", (cursor.feed_id,)).fetchone()
    was = row[0] if row else "new"
    if was != cursor.state:
        at = (cursor.last_polled_at or datetime.min).isoformat()  # noqa: DTZ901 (sorts first; a cursor never polled has no time)
        conn.execute(
            "INSERT INTO fetch_events VALUES (?,?,?,?,?)",
            (cursor.feed_id, at, was, cursor.state.value, cursor.reason or cursor.next_due_reason),
        )
        conn.execute(
            "DELETE FROM fetch_events WHERE feed_id = ? AND rowid NOT IN"
            " (SELECT rowid FROM fetch_events WHERE feed_id = ? ORDER BY rowid DESC LIMIT ?)",
            (cursor.feed_id, cursor.feed_id, EVENTS_KEPT),
        )
    conn.execute(
        "INSERT OR REPLACE INTO cursors VALUES (?,?,?,?)",
        (cursor.feed_id, cursor.state.value, cursor.next_due.isoformat() if cursor.next_due else None, cursor_to_json(cursor)),
    )


def load_live(conn: sqlite3.Connection, feed_id: str) -> dict[str, LiveEntry]:
    """Entry key -> what the feed's cursor remembers of the entry."""
    rows = conn.execute(
        "SELECT entry_key, item_hash, story_id, telling_id, content_hash, date, country, raw_hash, name_hash"
        " FROM live_entries WHERE feed_id = ?",
        (feed_id,),
    )
    return {row[0]: LiveEntry._make(row[1:]) for row in rows}


def replace_live(conn: sqlite3.Connection, feed_id: str, entries: Mapping[str, LiveEntry]) -> None:
    """The feed lists exactly these entries now; what it no longer lists is forgotten here (the dataset still knows it)."""
    conn.execute("DELETE FROM live_entries WHERE feed_id = ?", (feed_id,))
    conn.executemany(
        "INSERT INTO live_entries (feed_id, entry_key, item_hash, story_id, telling_id, content_hash, date, country, raw_hash,"
        " name_hash) VALUES (?,?,?,?,?,?,?,?,?,?)",
        ((feed_id, key, *one) for key, one in entries.items()),
    )


class RobotsFile(NamedTuple):
    """One origin's robots.txt as last fetched; `status` None: it could not be reached."""

    origin: str
    fetched_at: datetime
    status: int | None
    body: bytes


def load_robots(conn: sqlite3.Connection) -> dict[str, RobotsFile]:
    """Origin -> its robots.txt as last fetched."""
    rows = conn.execute("SELECT origin, fetched_at, status, body FROM robots")
    return {origin: RobotsFile(origin, datetime.fromisoformat(at), status, body) for origin, at, status, body in rows}


def save_robots(conn: sqlite3.Connection, files: Iterable[RobotsFile]) -> None:
    """Store what was fetched of robots files."""
    conn.executemany("INSERT OR REPLACE INTO robots VALUES (?,?,?,?)", [(f[0], f[1].isoformat(), f[2], f[3]) for f in files])


def cursor_to_json(cursor: Cursor) -> str:
    """The cursor as JSON, fields at their defaults left out: a field added later needs no migration."""
    fresh = Cursor(feed_id=cursor.feed_id)
    kept: dict[str, Any] = {"feed_id": cursor.feed_id}
    for field in fields(Cursor):
        value = getattr(cursor, field.name)
        if value != getattr(fresh, field.name):
            kept[field.name] = value
    return msgspec.json.encode(kept, order="sorted").decode()


def cursor_from_json(text: str) -> Cursor:
    """The inverse of `cursor_to_json`; fields of a newer newsbeam are passed over."""
    return _CURSOR.decode(text)
