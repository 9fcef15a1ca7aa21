"""What the state knows of the landing: which records wait, which are done, and which files are still needed.

The landing itself is asked, not the process that wrote it: `adopt` scans what it does not know yet, so a record that was
landed a moment before a crash waits for the next run like any other (docs/design/publishing.md#the-order-of-a-run).
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from newsbeam.connectors.disk.failpoints import failpoint
from newsbeam.connectors.landing.landing import landing_files, read_document, scan
from newsbeam.connectors.state.database import transaction
from newsbeam.schemas.document import LandingRef
from newsbeam.schemas.item import ParseError

PAGE_ROLE = "page"
"""`extra["role"]` of an article page: landed for a feed document's sake, never a document of its own."""


class Landed(NamedTuple):
    """One landed record as the state knows it."""

    ref: LandingRef
    feed_id: str
    uri: str
    fetched_at: datetime
    bytes: int
    entries_estimate: int
    digest: str
    extra: Mapping[str, str]
    status: str
    failures: int
    batch_id: str | None


_COLUMNS = "file, offset, record_id, feed_id, uri, fetched_at, bytes, entries_estimate, digest, extra, status, failures, batch_id"


def adopt(conn: sqlite3.Connection, landing: Path) -> int:
    """Enter every landed record that the state does not know yet as pending; how many there were.

    Costs one stat per landing file, and reading what was added since.
    """
    failpoint("before_adopt")
    known: dict[str, int] = dict(conn.execute("SELECT file, known_bytes FROM landing_files"))
    added = 0
    for file, size in landing_files(landing):
        begin = known.get(file, 0)
        if size <= begin:
            continue
        rows = []
        end = begin
        for ref, facts in scan(landing, file, begin):
            end = facts["end"]
            if facts["feed_id"] is None:
                continue
            extra = facts["extra"]
            rows.append(
                (
                    ref.record_id,
                    ref.file,
                    ref.offset,
                    facts["feed_id"],
                    facts["uri"],
                    facts["fetched_at"].isoformat(),
                    facts.get("bytes", 0),
                    int(extra.get("entries", 0)),
                    facts["digest"],
                    str(facts["original"]) if facts["original"] else None,
                    json.dumps(extra),
                    "page" if extra.get("role") == PAGE_ROLE else "pending",
                )
            )
        with transaction(conn):
            before = conn.total_changes
            conn.executemany(
                "INSERT OR IGNORE INTO landed (record_id, file, offset, feed_id, uri, fetched_at, bytes, entries_estimate,"
                " digest, original, extra, status) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
                rows,
            )
            added += conn.total_changes - before
            failpoint("mid_adopt")
            conn.execute("INSERT OR REPLACE INTO landing_files VALUES (?, ?)", (file, end))
    failpoint("after_adopt")
    return added


def pending(conn: sqlite3.Connection, limit: int = -1) -> list[Landed]:
    """Landed records that no batch has settled, oldest first; those that failed before come last, so others go on."""
    query = f"SELECT {_COLUMNS} FROM landed WHERE status = 'pending' ORDER BY failures >= 2, fetched_at, file, offset LIMIT ?"  # noqa: S608 (a constant)
    return [_landed(row) for row in conn.execute(query, (limit,))]


def landed_by_id(conn: sqlite3.Connection, record_ids: Iterable[str]) -> list[Landed]:
    """These records, in the order given; one that the state does not know is left out."""
    query = f"SELECT {_COLUMNS} FROM landed WHERE record_id = ?"  # noqa: S608 (a constant)
    found = (conn.execute(query, (one,)).fetchone() for one in record_ids)
    return [_landed(row) for row in found if row is not None]


def landed_of(conn: sqlite3.Connection, feed_id: str, limit: int = 1) -> list[Landed]:
    """The feed's newest records, newest first."""
    query = f"SELECT {_COLUMNS} FROM landed WHERE feed_id = ? AND status != 'page' ORDER BY fetched_at DESC LIMIT ?"  # noqa: S608 (a constant)
    return [_landed(row) for row in conn.execute(query, (feed_id, limit))]


def page_of(conn: sqlite3.Connection, uri: str) -> LandingRef | None:
    """The newest landed article page of an address."""
    row = conn.execute(
        "SELECT file, offset, record_id FROM landed WHERE status = 'page' AND uri = ? ORDER BY fetched_at DESC", (uri,)
    ).fetchone()
    return LandingRef(file=row[0], offset=row[1], record_id=row[2]) if row else None


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


def lost_files(conn: sqlite3.Connection, landing: Path) -> list[tuple[str, int, str]]:
    """Landing files that the state knows and that are gone or shorter, each with its records and what is wrong.

    Whoever expires the landing takes its oldest days, whole: files of days before the oldest that is there are no loss, unless
    records of theirs wait or are held.
    """
    there = dict(landing_files(landing))
    oldest = min((file[5:15] for file in there), default="9999")
    needed = files_in_use(conn, "9999")
    lost = []
    for file, known in conn.execute("SELECT file, known_bytes FROM landing_files ORDER BY file").fetchall():
        size = there.get(file)
        if size is not None and size >= known:
            continue
        (records,) = conn.execute("SELECT count(*) FROM landed WHERE file = ? AND offset >= ?", (file, size or 0)).fetchone()
        expired = there and size is None and file[5:15] < oldest and file not in needed
        if records and not expired:
            lost.append((file, records, "gone" if size is None else f"{known - size} bytes are gone from its end"))
    return lost


def damaged_records(conn: sqlite3.Connection, landing: Path) -> Iterator[tuple[str, str]]:
    """The known records that cannot be read, in files that are there, with the reason. Reads all of the landing."""
    there = dict(landing_files(landing))
    for file, offset, record_id in conn.execute("SELECT file, offset, record_id FROM landed ORDER BY file, offset").fetchall():
        if file not in there:
            continue
        ref = LandingRef(file=file, offset=offset, record_id=record_id)
        try:
            read_document(landing, ref)
        except ParseError as error:
            yield str(ref), " ".join(str(error).split())[:200]


def files_in_use(conn: sqlite3.Connection, since: str) -> frozenset[str]:
    """Landing files that retention must leave: with pending records, held items, or originals of revisits since `since` (a day)."""
    found = {row[0] for row in conn.execute("SELECT DISTINCT file FROM landed WHERE status = 'pending'")}
    refs = [row[0] for row in conn.execute("SELECT landing_ref FROM holds")]
    refs += [row[0] for row in conn.execute("SELECT original FROM landed WHERE original IS NOT NULL AND fetched_at >= ?", (since,))]
    return frozenset(found | {LandingRef.from_text(ref).file for ref in refs})


def _landed(row: tuple[str, int, str, str, str, str, int, int, str, str, str, int, str | None]) -> Landed:
    file, offset, record_id, feed_id, uri, fetched_at, size, entries, digest, extra, status, failures, batch_id = row
    return Landed(
        LandingRef(file=file, offset=offset, record_id=record_id),
        feed_id,
        uri,
        datetime.fromisoformat(fetched_at),
        size,
        entries,
        digest,
        json.loads(extra),
        status,
        failures,
        batch_id,
    )
