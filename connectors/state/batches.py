"""Batches in the state: begun, failed, done, and the output that the state belongs to."""

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime

from newsbeam.connectors.state.database import transaction


def begin_batch(conn: sqlite3.Connection, batch_id: str, started_at: datetime, record_ids: Iterable[str]) -> None:
    """Note that a batch has begun with these records. Only a note: they stay pending until its last transaction."""
    with transaction(conn):
        conn.execute(
            "INSERT OR REPLACE INTO batches (batch_id, status, started_at) VALUES (?, 'started', ?)",
            (batch_id, started_at.isoformat()),
        )
        conn.executemany("UPDATE landed SET batch_id = ? WHERE record_id = ?", [(batch_id, one) for one in record_ids])


def fail_batch(conn: sqlite3.Connection, batch_id: str) -> None:
    """Note that a batch failed: its records have one failure more (a record that fails alone twice becomes a dead letter)."""
    with transaction(conn):
        conn.execute("UPDATE batches SET status = 'failed', failures = failures + 1 WHERE batch_id = ?", (batch_id,))
        conn.execute("UPDATE landed SET failures = failures + 1 WHERE batch_id = ? AND status = 'pending'", (batch_id,))


def finish_batch(conn: sqlite3.Connection, batch_id: str, published_at: datetime, rows: int) -> None:
    """A batch is done, with so many rows in the table. The caller has the transaction."""
    at = published_at.isoformat()
    conn.execute(
        "INSERT INTO batches (batch_id, status, started_at, finished_at, rows) VALUES (?, 'done', ?, ?, ?)"
        " ON CONFLICT (batch_id) DO UPDATE SET status = 'done', finished_at = excluded.finished_at, rows = excluded.rows",
        (batch_id, at, at, rows),
    )


def restore_batches(conn: sqlite3.Connection, batches: Mapping[str, datetime]) -> None:
    """These batches are done, as of when they were published; how many rows each has is not known any more."""
    conn.executemany(
        "INSERT OR REPLACE INTO batches (batch_id, status, started_at, finished_at) VALUES (?1, 'done', ?2, ?2)",
        [(batch_id, at.isoformat()) for batch_id, at in batches.items()],
    )


def is_done(conn: sqlite3.Connection, batch_id: str) -> bool:
    """Whether the batch's last transaction went through."""
    return bool(conn.execute("SELECT 1 FROM batches WHERE batch_id = ? AND status = 'done'", (batch_id,)).fetchone())


def any_done(conn: sqlite3.Connection) -> bool:
    """Whether a batch was ever done."""
    return conn.execute("SELECT 1 FROM batches WHERE status = 'done'").fetchone() is not None


def done_batches(conn: sqlite3.Connection) -> dict[str, str]:
    """Batch that is done -> when it was published, ISO 8601."""
    return dict(conn.execute("SELECT batch_id, finished_at FROM batches WHERE status = 'done'"))


def done_like(conn: sqlite3.Connection, batch_id: str, published_at: datetime) -> list[tuple[str, datetime]]:
    """The batches that are done and have this id or this time."""
    rows = conn.execute(
        "SELECT batch_id, finished_at FROM batches WHERE status = 'done' AND (batch_id = ? OR finished_at = ?)",
        (batch_id, published_at.isoformat()),
    )
    return [(one, datetime.fromisoformat(at)) for one, at in rows]


def rows_known(conn: sqlite3.Connection) -> dict[str, int]:
    """Batch that is done -> its rows in the table, where they are known."""
    return dict(conn.execute("SELECT batch_id, rows FROM batches WHERE status = 'done' AND rows IS NOT NULL"))


def note_rows(conn: sqlite3.Connection, rows: Mapping[str, int]) -> None:
    """These batches have so many rows in the table. The caller has the transaction."""
    conn.executemany("UPDATE batches SET rows = ? WHERE batch_id = ?", [(count, one) for one, count in rows.items()])


def last_finished(conn: sqlite3.Connection, *, with_rows: bool = False) -> datetime | None:
    """When the last batch was published; `with_rows`: the last that may have brought rows."""
    query = "SELECT max(finished_at) FROM batches WHERE status = 'done' AND (NOT ? OR coalesce(rows, 1) > 0)"
    (last,) = conn.execute(query, (with_rows,)).fetchone()
    return datetime.fromisoformat(last) if last else None


def last_with_rows(conn: sqlite3.Connection) -> str:
    """The last batch that may have brought rows; nothing where none has."""
    query = "SELECT batch_id FROM batches WHERE status = 'done' AND coalesce(rows, 1) > 0 ORDER BY finished_at DESC, batch_id DESC LIMIT 1"
    found = conn.execute(query).fetchone()
    return str(found[0]) if found else ""


def count_named(conn: sqlite3.Connection, beginning: str) -> int:
    """How many batches there are whose ids begin so."""
    return int(conn.execute("SELECT count(*) FROM batches WHERE batch_id LIKE ? || '%'", (beginning,)).fetchone()[0])


def output_id(conn: sqlite3.Connection) -> str | None:
    """The id of the output that this is the state of."""
    row = conn.execute("SELECT id FROM output").fetchone()
    return str(row[0]) if row else None


def set_output_id(conn: sqlite3.Connection, one: str) -> None:
    """Let the state belong to an output. The caller has the transaction."""
    conn.execute("DELETE FROM output")
    conn.execute("INSERT INTO output VALUES (?)", (one,))


def archive_position(conn: sqlite3.Connection, name: str) -> tuple[int, bool]:
    """How far a back-fill has read an archive, and whether that was all of it."""
    row = conn.execute("SELECT position, finished FROM archives WHERE name = ?", (name,)).fetchone()
    return (row[0], bool(row[1])) if row else (0, False)


def was_walked(conn: sqlite3.Connection, place: str, mark: str) -> bool:
    """Whether a back-fill has read something of what lies there when it was not yet what its mark says."""
    row = conn.execute(
        "SELECT 1 FROM archives WHERE name <> ? AND (name = ? OR substr(name, 1, ?) = ?) LIMIT 1",
        (mark, place, len(place) + 1, f"{place}#"),
    ).fetchone()
    return row is not None


def note_archive(conn: sqlite3.Connection, name: str, position: int, *, finished: bool) -> None:
    """A back-fill has read an archive so far. The caller has the transaction."""
    conn.execute("INSERT OR REPLACE INTO archives VALUES (?, ?, ?)", (name, position, int(finished)))
