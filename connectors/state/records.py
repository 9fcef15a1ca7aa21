"""Landed records in the state: which wait, which are settled, which files are still needed. No function here commits."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from newsbeam.schemas.document import LandingRef

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


def known_bytes(conn: sqlite3.Connection) -> dict[str, int]:
    """Landing file -> the offset before which every record is known."""
    return dict(conn.execute("SELECT file, known_bytes FROM landing_files ORDER BY file"))


def note_known(conn: sqlite3.Connection, file: str, end: int) -> None:
    """Every record of a landing file before `end` is known now."""
    conn.execute("INSERT OR REPLACE INTO landing_files VALUES (?, ?)", (file, end))


def enter(conn: sqlite3.Connection, rows: Sequence[Sequence[Any]]) -> int:
    """Enter records that are not known yet; how many were not.

    A row: record_id, file, offset, feed_id, uri, fetched_at, bytes, entries_estimate, digest, original, extra, status.
    """
    before = conn.total_changes
    conn.executemany(
        "INSERT OR IGNORE INTO landed (record_id, file, offset, feed_id, uri, fetched_at, bytes, entries_estimate,"
        " digest, original, extra, status) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
        rows,
    )
    return conn.total_changes - before


def pending(conn: sqlite3.Connection, limit: int = -1) -> list[Landed]:
    """Landed records that no batch has settled, oldest first; those that failed before come last, so others go on."""
    query = f"SELECT {_COLUMNS} FROM landed WHERE status = 'pending' ORDER BY failures >= 2, fetched_at, file, offset LIMIT ?"  # noqa: S608 (a constant)
    return [_landed(row) for row in conn.execute(query, (limit,))]


def landed_by_id(conn: sqlite3.Connection, record_ids: Iterable[str]) -> list[Landed]:
    """These records, in the order given; one that the state does not know is left out."""
    query = f"SELECT {_COLUMNS} FROM landed WHERE record_id = ?"  # noqa: S608 (a constant)
    found = (conn.execute(query, (one,)).fetchone() for one in record_ids)
    return [_landed(row) for row in found if row is not None]


def page_of(conn: sqlite3.Connection, uri: str) -> LandingRef | None:
    """The newest landed article page of an address."""
    row = conn.execute(
        "SELECT file, offset, record_id FROM landed WHERE status = 'page' AND uri = ? ORDER BY fetched_at DESC", (uri,)
    ).fetchone()
    return LandingRef(file=row[0], offset=row[1], record_id=row[2]) if row else None


def landed_urls(conn: sqlite3.Connection, feeds: str) -> set[str]:
    """The addresses of all records of the feeds whose ids fit a pattern of GLOB."""
    return {row[0] for row in conn.execute("SELECT uri FROM landed WHERE feed_id GLOB ?", (feeds,))}


def landed_files(conn: sqlite3.Connection, folder: str) -> set[tuple[str, str]]:
    """(address, digest) of the records of back-fills that come from files below an address."""
    rows = conn.execute(
        "SELECT uri, digest FROM landed WHERE feed_id GLOB 'backfill.*' AND substr(uri, 1, ?) = ?", (len(folder), folder)
    )
    return {(row[0], row[1]) for row in rows}


def last_settled(conn: sqlite3.Connection, *, each: int, feed: int) -> list[Landed]:
    """The newest settled records, newest first: of each address of a feed so many, and of each feed. Back-fills are left out."""
    rows = conn.execute(
        "SELECT record_id FROM (SELECT record_id, feed_id, fetched_at,"
        " row_number() OVER (PARTITION BY feed_id, uri ORDER BY fetched_at DESC, file DESC, offset DESC) AS nth,"
        " row_number() OVER (PARTITION BY feed_id ORDER BY fetched_at DESC, file DESC, offset DESC) AS age"
        " FROM landed WHERE status = 'done' AND feed_id NOT LIKE 'backfill.%')"
        " WHERE nth <= ? AND age <= ? ORDER BY fetched_at DESC",
        (each, feed),
    ).fetchall()
    return sorted(landed_by_id(conn, [row[0] for row in rows]), key=lambda one: one.fetched_at, reverse=True)


def settle(conn: sqlite3.Connection, batch_id: str, done: Iterable[str], dead: Iterable[str]) -> None:
    """A batch has settled these records: worked off, or given up as dead letters."""
    for status, ids in (("done", done), ("dead", dead)):
        conn.executemany("UPDATE landed SET status = ?, batch_id = ? WHERE record_id = ?", [(status, batch_id, one) for one in ids])


def settle_up_to(conn: sqlite3.Connection, feed_id: str, fetched_at: datetime, file: str, offset: int) -> None:
    """All records of a feed up to this one are settled: they are worked off in this order."""
    conn.execute(
        "UPDATE landed SET status = 'done' WHERE feed_id = ? AND status = 'pending' AND (fetched_at, file, offset) <= (?, ?, ?)",
        (feed_id, fetched_at.isoformat(), file, offset),
    )


def counts(conn: sqlite3.Connection) -> dict[str, int]:
    """Status -> records that have it."""
    return dict(conn.execute("SELECT status, count(*) FROM landed GROUP BY status"))


def count_from(conn: sqlite3.Connection, file: str, offset: int) -> int:
    """Records of a landing file from an offset on."""
    query = "SELECT count(*) FROM landed WHERE file = ? AND offset >= ?"
    return int(conn.execute(query, (file, offset)).fetchone()[0])


def forget_lost(conn: sqlite3.Connection, files: Iterable[tuple[str, int]], damaged: Iterable[str]) -> int:
    """Know no more of the records that lay behind this size of a landing file, nor of damaged ones; how many there were.

    Those that wait stay: a run has to tell what became of them.
    """
    before = conn.total_changes
    for file, size in files:
        conn.execute("DELETE FROM landed WHERE file = ? AND offset >= ? AND status <> 'pending'", (file, size))
    conn.executemany("DELETE FROM landed WHERE record_id = ? AND status <> 'pending'", [(one,) for one in damaged])
    return conn.total_changes - before


def forget_pruned(conn: sqlite3.Connection, there: Collection[str], before: str) -> int:
    """Know no more of the settled records of landing files of days before `before` that are not `there`; how many there were.

    What a back-fill brought stays: by these records it knows what it has read.
    """
    old = conn.execute("SELECT DISTINCT file FROM landed WHERE substr(file, 6, 10) < ?", (before,))
    gone = [row[0] for row in old if row[0] not in there]
    if not gone:
        return 0
    settled = "status <> 'pending' AND feed_id NOT GLOB 'backfill.*' AND file IN (SELECT value FROM json_each(?))"
    return conn.execute(f"DELETE FROM landed WHERE {settled}", (json.dumps(gone),)).rowcount  # noqa: S608 (a constant)


def all_refs(conn: sqlite3.Connection) -> list[LandingRef]:
    """Where each known record lies, in the landing's order."""
    rows = conn.execute("SELECT file, offset, record_id FROM landed ORDER BY file, offset")
    return [LandingRef(file=file, offset=offset, record_id=record_id) for file, offset, record_id in rows]


def files_in_use(conn: sqlite3.Connection, since: str) -> frozenset[str]:
    """Landing files that retention must leave: with pending records, held items, or originals of revisits since `since` (a day)."""
    found = {row[0] for row in conn.execute("SELECT DISTINCT file FROM landed WHERE status = 'pending'")}
    refs = [row[0] for row in conn.execute("SELECT landing_ref FROM holds")]
    refs += [row[0] for row in conn.execute("SELECT original FROM landed WHERE original IS NOT NULL AND fetched_at >= ?", (since,))]
    return frozenset(found | {LandingRef.from_text(ref).file for ref in refs})


def owed_records(conn: sqlite3.Connection) -> set[str]:
    """Records that no batch has settled, or of which an entry is held."""
    found = {row[0] for row in conn.execute("SELECT record_id FROM landed WHERE status = 'pending'")}
    return found | {LandingRef.from_text(row[0]).record_id for row in conn.execute("SELECT landing_ref FROM holds")}


def feeds_with_pages(conn: sqlite3.Connection) -> set[str]:
    """Feeds whose entries were followed to their pages."""
    return {row[0] for row in conn.execute("SELECT DISTINCT feed_id FROM landed WHERE status = 'page'")}


def page_records(conn: sqlite3.Connection, uris: Collection[str]) -> list[LandingRef]:
    """The landed pages of these addresses, all of them."""
    rows = conn.execute("SELECT uri, file, offset, record_id FROM landed WHERE status = 'page'")
    return [LandingRef(file=file, offset=offset, record_id=one) for uri, file, offset, one in rows if uri in uris]


def originals(conn: sqlite3.Connection, refs: Iterable[LandingRef]) -> list[LandingRef]:
    """Where the bodies of those of these records lie that are revisits."""
    query = "SELECT original FROM landed WHERE record_id = ? AND original IS NOT NULL"
    return [LandingRef.from_text(row[0]) for ref in refs for row in conn.execute(query, (ref.record_id,))]


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
