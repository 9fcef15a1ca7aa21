"""How the last polls of each feed went, what the operator paused, and which alerts are up. No function here commits."""

import sqlite3
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

TABLES = """
CREATE TABLE IF NOT EXISTS polls (
    feed_id TEXT NOT NULL,
    at TEXT NOT NULL,                -- ISO 8601, UTC
    outcome TEXT NOT NULL,
    reason TEXT,
    http_status INTEGER,
    message TEXT,
    entries INTEGER NOT NULL,
    new INTEGER NOT NULL,
    revisions INTEGER NOT NULL,
    dead_letters INTEGER NOT NULL,
    body_bytes INTEGER NOT NULL,
    PRIMARY KEY (feed_id, at)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pauses (
    feed_id TEXT PRIMARY KEY,
    until TEXT                       -- ISO 8601, UTC; null: until it is resumed
) STRICT;
CREATE TABLE IF NOT EXISTS raised_alerts (
    kind TEXT NOT NULL,
    feed_id TEXT NOT NULL,           -- empty: of the run
    since TEXT NOT NULL,
    delivered INTEGER NOT NULL,      -- whether the hook has taken it
    PRIMARY KEY (kind, feed_id)
) STRICT, WITHOUT ROWID;
"""
POLLS_KEPT = 100
"""Of each feed: at the usual hour between two, four days."""


class Poll(NamedTuple):
    """One poll of one feed, as the report has it."""

    feed_id: str
    at: datetime
    outcome: str
    reason: str | None
    http_status: int | None
    message: str | None
    entries: int
    new: int
    revisions: int
    dead_letters: int
    body_bytes: int


def save_polls(conn: sqlite3.Connection, polls: Iterable[Poll]) -> None:
    """Note polls, and forget those before the last POLLS_KEPT of each feed."""
    for poll in polls:
        conn.execute("INSERT OR REPLACE INTO polls VALUES (?,?,?,?,?,?,?,?,?,?,?)", (poll[0], poll.at.isoformat(), *poll[2:]))
        conn.execute(
            "DELETE FROM polls WHERE feed_id = ? AND at NOT IN (SELECT at FROM polls WHERE feed_id = ? ORDER BY at DESC LIMIT ?)",
            (poll.feed_id, poll.feed_id, POLLS_KEPT),
        )


def load_polls(conn: sqlite3.Connection, feed_ids: Collection[str] | None = None) -> dict[str, list[Poll]]:
    """feed_id -> its polls that are kept, oldest first."""
    found: dict[str, list[Poll]] = {}
    for feed_id, at, *fields in conn.execute("SELECT * FROM polls ORDER BY feed_id, at"):
        if feed_ids is None or feed_id in feed_ids:
            found.setdefault(feed_id, []).append(Poll(feed_id, datetime.fromisoformat(at), *fields))
    return found


def pause(conn: sqlite3.Connection, feed_id: str, until: datetime | None) -> None:
    """Ask the feed no more, until a time or until it is resumed."""
    conn.execute("INSERT OR REPLACE INTO pauses VALUES (?,?)", (feed_id, until.isoformat() if until else None))


def resume(conn: sqlite3.Connection, feed_id: str) -> bool:
    """Ask it again; whether it was paused."""
    return conn.execute("DELETE FROM pauses WHERE feed_id = ?", (feed_id,)).rowcount > 0


def paused(conn: sqlite3.Connection, now: datetime) -> dict[str, datetime | None]:
    """feed_id -> until when (None: until it is resumed), of the pauses that are in force."""
    rows = conn.execute("SELECT feed_id, until FROM pauses WHERE until IS NULL OR until > ?", (now.isoformat(),))
    return {feed_id: datetime.fromisoformat(until) if until else None for feed_id, until in rows}


def copy_pauses(theirs: sqlite3.Connection, conn: sqlite3.Connection) -> None:
    """The pauses of another state are these now, and no others."""
    conn.execute("DELETE FROM pauses")
    conn.executemany("INSERT INTO pauses VALUES (?,?)", theirs.execute("SELECT feed_id, until FROM pauses").fetchall())


class Raised(NamedTuple):
    """An alert that is up."""

    kind: str
    feed_id: str
    since: datetime
    delivered: bool
    """Whether the hook has taken it."""


def load_alerts(conn: sqlite3.Connection) -> list[Raised]:
    """The alerts that are up."""
    rows = conn.execute("SELECT kind, feed_id, since, delivered FROM raised_alerts ORDER BY kind, feed_id")
    return [Raised(kind, feed_id, datetime.fromisoformat(since), bool(delivered)) for kind, feed_id, since, delivered in rows]


def save_alerts(conn: sqlite3.Connection, raised: Iterable[Raised]) -> None:
    """These are up now, and no others."""
    conn.execute("DELETE FROM raised_alerts")
    conn.executemany(
        "INSERT INTO raised_alerts VALUES (?,?,?,?)",
        [(one.kind, one.feed_id, one.since.isoformat(), one.delivered) for one in raised],
    )
