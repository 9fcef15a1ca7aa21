"""Entries under embargo in the state, until they are released or their story is killed. No function here commits."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime

Hold = tuple[str, int, str, str, str, str]
"""landing_ref, entry, feed_id, story_id, telling_id, until (ISO 8601)."""


def hold(conn: sqlite3.Connection, batch_id: str, holds: Iterable[Hold]) -> None:
    """Hold these entries back."""
    conn.executemany(
        "INSERT OR REPLACE INTO holds (landing_ref, entry, feed_id, story_id, telling_id, until, batch_id) VALUES (?,?,?,?,?,?,?)",
        [(*one, batch_id) for one in holds],
    )


def release(conn: sqlite3.Connection, entries: Iterable[tuple[str, int]]) -> None:
    """These entries, as (landing_ref, entry), are held no longer."""
    conn.executemany("DELETE FROM holds WHERE landing_ref = ? AND entry = ?", entries)


def release_stories(conn: sqlite3.Connection, story_ids: Iterable[str]) -> None:
    """Nothing of these stories is held any longer."""
    conn.executemany("DELETE FROM holds WHERE story_id = ?", [(one,) for one in story_ids])


def due(conn: sqlite3.Connection, as_of: datetime) -> list[tuple[str, int, str]]:
    """(landing_ref, entry, feed_id) of the entries whose embargo has passed."""
    query = "SELECT landing_ref, entry, feed_id FROM holds WHERE until <= ? ORDER BY landing_ref, entry"
    return conn.execute(query, (as_of.isoformat(),)).fetchall()


def any_due(conn: sqlite3.Connection, as_of: datetime) -> bool:
    """Whether an entry's embargo has passed."""
    return conn.execute("SELECT 1 FROM holds WHERE until <= ? LIMIT 1", (as_of.isoformat(),)).fetchone() is not None


def held(conn: sqlite3.Connection) -> set[tuple[str, int]]:
    """(landing_ref, entry) of every entry that is held."""
    return set(conn.execute("SELECT landing_ref, entry FROM holds"))


def feed_held(conn: sqlite3.Connection, landing_ref: str, entry: int) -> str | None:
    """The feed of an entry that is held; None: it is not held."""
    row = conn.execute("SELECT feed_id FROM holds WHERE landing_ref = ? AND entry = ?", (landing_ref, entry)).fetchone()
    return str(row[0]) if row else None


def count(conn: sqlite3.Connection) -> int:
    """How many entries are held."""
    return int(conn.execute("SELECT count(*) FROM holds").fetchone()[0])
