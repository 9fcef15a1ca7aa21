"""Dead letters in the state, one row for each (feed_id, entry_hash, stage, reason). No function here commits."""

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

Key = tuple[str, str, str, str]
"""feed_id, entry_hash, stage, reason."""


class Refusal(NamedTuple):
    """A letter as it comes in."""

    feed_id: str
    entry_hash: str
    stage: str
    reason: str
    error: str
    landing_ref: str | None
    entry: int | None
    raw: bytes
    seen_at: str


class Listed(NamedTuple):
    """A letter as it is shown."""

    last_seen: str
    feed_id: str
    stage: str
    reason: str
    times: int
    status: str
    entry: int | None
    error: str


_INSERT = (
    "INSERT INTO dead_letters (feed_id, entry_hash, stage, reason, error, landing_ref, entry, raw, first_seen,"
    " last_seen, times, status) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?9,1,'open') ON CONFLICT DO UPDATE SET"
)


def refuse(conn: sqlite3.Connection, letters: Iterable[Refusal]) -> None:
    """Enter letters; one that is known is open again, and leads to where it was seen last."""
    conn.executemany(
        f"{_INSERT} times = times + 1, last_seen = max(last_seen, excluded.last_seen), status = 'open',"
        " landing_ref = excluded.landing_ref, entry = excluded.entry",
        letters,
    )


def restore(conn: sqlite3.Connection, letters: Iterable[Refusal]) -> None:
    """Enter letters as the table of letters has them, in any order."""
    conn.executemany(
        f"{_INSERT} times = times + 1, first_seen = min(first_seen, excluded.first_seen), last_seen = max(last_seen, excluded.last_seen)",
        letters,
    )


def resolve(conn: sqlite3.Connection, keys: Iterable[Key]) -> None:
    """These letters' entries got through."""
    conn.executemany(
        "UPDATE dead_letters SET status = 'resolved' WHERE feed_id = ? AND entry_hash = ? AND stage = ? AND reason = ?", keys
    )


def blank(conn: sqlite3.Connection, feed_id: str, needle: bytes) -> int:
    """Purge the feed's letters whose raw bytes hold `needle`; how many."""
    query = "UPDATE dead_letters SET raw = x'', error = 'purged', status = 'resolved' WHERE feed_id = ? AND instr(raw, ?)"
    return conn.execute(query, (feed_id, needle)).rowcount


def count_resolved(conn: sqlite3.Connection, before: str) -> int:
    """Letters that are not open and were seen last before a time."""
    query = "SELECT count(*) FROM dead_letters WHERE status <> 'open' AND last_seen < ?"
    return int(conn.execute(query, (before,)).fetchone()[0])


def forget_resolved(conn: sqlite3.Connection, before: str) -> None:
    """Forget the letters that are not open and were seen last before a time."""
    conn.execute("DELETE FROM dead_letters WHERE status <> 'open' AND last_seen < ?", (before,))


def open_keys(conn: sqlite3.Connection) -> set[Key]:
    """The letters that are open."""
    rows = conn.execute("SELECT feed_id, entry_hash, stage, reason FROM dead_letters WHERE status = 'open'")
    return {(feed_id, digest, stage, reason) for feed_id, digest, stage, reason in rows}


def dismiss(conn: sqlite3.Connection, feed_id: str, reason: str | None) -> int:
    """Open letters of a feed (of one reason) that nobody will mend: they are open again once they are seen again. How many."""
    query = "UPDATE dead_letters SET status = 'dismissed' WHERE status = 'open' AND feed_id = ?1 AND (?2 IS NULL OR reason = ?2)"
    return conn.execute(query, (feed_id, reason)).rowcount


def open_entries(conn: sqlite3.Connection, reason: str | None = None) -> list[tuple[str, int | None, str]]:
    """(landing_ref, entry, feed_id) of the open letters (of one reason) that lead back to the landing."""
    return conn.execute(
        "SELECT landing_ref, entry, feed_id FROM dead_letters WHERE status = 'open' AND landing_ref IS NOT NULL"
        " AND (?1 IS NULL OR reason = ?1) ORDER BY landing_ref, entry",
        (reason,),
    ).fetchall()


def open_of(conn: sqlite3.Connection, landing_ref: str) -> list[tuple[Key, int | None]]:
    """(key, entry) of the open letters of one record."""
    rows = conn.execute(
        "SELECT feed_id, entry_hash, stage, reason, entry FROM dead_letters WHERE landing_ref = ? AND status = 'open'",
        (landing_ref,),
    )
    return [((feed_id, digest, stage, reason), entry) for feed_id, digest, stage, reason, entry in rows]


def open_by_reason(conn: sqlite3.Connection) -> dict[str, int]:
    """Reason -> open letters."""
    return dict(conn.execute("SELECT reason, count(*) FROM dead_letters WHERE status = 'open' GROUP BY reason"))


class Summed(NamedTuple):
    """Open letters of one reason."""

    reason: str
    stage: str
    letters: int
    feeds: int
    example: str


def open_summed(conn: sqlite3.Connection) -> list[Summed]:
    """The open letters by reason and stage, the most frequent first, each with one letter's error."""
    rows = conn.execute(
        "SELECT reason, stage, count(*), count(DISTINCT feed_id), min(error) FROM dead_letters WHERE status = 'open'"
        " GROUP BY reason, stage ORDER BY 3 DESC, 1, 2"
    )
    return [Summed(*row) for row in rows]


def count_open(conn: sqlite3.Connection) -> int:
    """How many letters are open."""
    return int(conn.execute("SELECT count(*) FROM dead_letters WHERE status = 'open'").fetchone()[0])


def count(conn: sqlite3.Connection) -> int:
    """How many letters there are."""
    return int(conn.execute("SELECT count(*) FROM dead_letters").fetchone()[0])


def listed(conn: sqlite3.Connection, status: str, reason: str | None, feed_id: str | None, limit: int) -> list[Listed]:
    """The letters of a status (or `all`), of one reason and one feed where they are named, newest first."""
    rows = conn.execute(
        "SELECT last_seen, feed_id, stage, reason, times, status, entry, error FROM dead_letters"
        " WHERE (?1 = 'all' OR status = ?1) AND (?2 IS NULL OR reason = ?2) AND (?3 IS NULL OR feed_id = ?3)"
        " ORDER BY last_seen DESC, feed_id, entry LIMIT ?4",
        (status, reason, feed_id, limit),
    )
    return [Listed(*row) for row in rows]
