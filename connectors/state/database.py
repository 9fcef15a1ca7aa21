"""The state: one SQLite file that says how far everything got. All of it can be rebuilt from the dataset and the landing.

The rows of `stories/` and the records of the landing are the truth; this file is what makes the next batch cheap. It is
written in one transaction per batch, last of all (docs/design/publishing.md#the-order-of-a-run).
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from newsbeam.connectors.state.cursors import ADDED
from newsbeam.connectors.state.cursors import TABLES as CURSOR_TABLES
from newsbeam.connectors.state.polls import TABLES as POLL_TABLES
from newsbeam.schemas.errors import StateError

STATE_VERSION = 1
"""`PRAGMA user_version`. A file of a newer one is refused, never rewritten."""

TABLES = """
CREATE TABLE IF NOT EXISTS batches (
    batch_id TEXT PRIMARY KEY,
    status TEXT NOT NULL,            -- started, done, failed
    started_at TEXT NOT NULL,
    finished_at TEXT,
    rows INTEGER,
    failures INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS landed (
    record_id TEXT PRIMARY KEY,
    file TEXT NOT NULL,
    offset INTEGER NOT NULL,
    feed_id TEXT NOT NULL,
    uri TEXT NOT NULL,
    fetched_at TEXT NOT NULL,        -- ISO 8601, UTC: sorts as text
    bytes INTEGER NOT NULL,          -- of the body, unpacked
    entries_estimate INTEGER NOT NULL DEFAULT 0,
    digest TEXT NOT NULL,
    original TEXT,                   -- a revisit's first record, as LandingRef text
    extra TEXT NOT NULL,             -- JSON
    status TEXT NOT NULL,            -- pending, done, dead; page: landed for another document's sake
    failures INTEGER NOT NULL DEFAULT 0,
    batch_id TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS landed_pending ON landed (fetched_at) WHERE status = 'pending';
CREATE INDEX IF NOT EXISTS landed_by_feed ON landed (feed_id, fetched_at);
CREATE TABLE IF NOT EXISTS landing_files (
    file TEXT PRIMARY KEY,
    known_bytes INTEGER NOT NULL     -- every record before this offset is in `landed`
) STRICT;
CREATE TABLE IF NOT EXISTS holds (
    landing_ref TEXT NOT NULL,
    entry INTEGER NOT NULL,
    feed_id TEXT NOT NULL,
    story_id TEXT NOT NULL,
    telling_id TEXT NOT NULL,
    until TEXT NOT NULL,
    batch_id TEXT NOT NULL,
    PRIMARY KEY (landing_ref, entry)
) STRICT;
CREATE TABLE IF NOT EXISTS dead_letters (
    feed_id TEXT NOT NULL,
    entry_hash TEXT NOT NULL,
    stage TEXT NOT NULL,
    reason TEXT NOT NULL,
    error TEXT NOT NULL,
    landing_ref TEXT,
    entry INTEGER,
    raw BLOB NOT NULL,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    times INTEGER NOT NULL,
    status TEXT NOT NULL,            -- open, resolved, dismissed
    PRIMARY KEY (feed_id, entry_hash, stage, reason)
) STRICT;
CREATE TABLE IF NOT EXISTS open_partitions (
    date TEXT NOT NULL,
    country TEXT NOT NULL,
    grown_on TEXT NOT NULL,          -- the day of the last growth: sealing waits until a day has passed
    groups INTEGER NOT NULL,         -- row groups of its open file
    PRIMARY KEY (date, country)
) STRICT;
CREATE TABLE IF NOT EXISTS output (
    id TEXT PRIMARY KEY              -- the output that this is the state of
) STRICT;
CREATE TABLE IF NOT EXISTS archives (
    name TEXT PRIMARY KEY,           -- a back-fill's archive and how far it was read
    position INTEGER NOT NULL,
    finished INTEGER NOT NULL DEFAULT 0
) STRICT;
"""


_REBUILD = "`newsbeam doctor --rebuild-state` makes it anew from stories/ and landing/"
_WAYS_OUT = {
    sqlite3.SQLITE_CORRUPT: _REBUILD,
    sqlite3.SQLITE_NOTADB: _REBUILD,
    # A file of its log, once made by another user or under other rights, keeps them though the database's were mended.
    sqlite3.SQLITE_READONLY: "nothing is lost: give this user the right to write it, and the -wal and -shm beside it",
}


def _way_out(error: sqlite3.Error) -> str:
    return _WAYS_OUT.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, "nothing is lost: see to the disk and run again")


def open_state(path: Path) -> sqlite3.Connection:
    """Open, or make, the state: WAL, synchronous FULL, integrity checked, tables of this version.

    Raises StateError for a file that is no database, damaged, or of a newer newsbeam. The connection is in autocommit;
    use `transaction`.
    """
    try:
        conn = sqlite3.connect(path, isolation_level=None, timeout=30.0)
    except sqlite3.Error as error:
        way_out = "give this user the right to read and write it" if path.exists() else "is the folder there and writable?"
        raise StateError(f"{path}: cannot be opened ({error}); {way_out}") from error
    try:
        _check(conn, path)
        conn.execute("PRAGMA journal_mode = WAL")
        conn.execute("PRAGMA synchronous = FULL")
        conn.execute("PRAGMA journal_size_limit = 67108864")
        with transaction(conn):
            for statement in _statements(TABLES) + _statements(CURSOR_TABLES) + _statements(POLL_TABLES):
                conn.execute(statement)
            for table, columns in ADDED.items():
                there = {row[1] for row in conn.execute(f"PRAGMA table_info({table})")}
                for name in columns.keys() - there:
                    conn.execute(f"ALTER TABLE {table} ADD COLUMN {name} {columns[name]}")
            conn.execute(f"PRAGMA user_version = {STATE_VERSION}")
    except sqlite3.Error as error:
        conn.close()
        raise StateError(f"{path}: {error}; {_way_out(error)}") from error
    except StateError:
        conn.close()
        raise
    return conn


def open_to_read(path: Path) -> sqlite3.Connection:
    """The state for whoever only looks: read-only where this user may not write it, else as `open_state`. Raises StateError."""
    if not path.exists() or (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        return open_state(path)
    # Without a log beside it, it may be read as a file that nobody changes; with one, SQLite has to be let read that too.
    log = path.with_name(f"{path.name}-wal")
    still = "" if log.exists() and log.stat().st_size else "&immutable=1"
    try:
        conn = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro{still}", uri=True, isolation_level=None, timeout=30.0)
        _check(conn, path)
    except sqlite3.Error as error:
        raise StateError(f"{path}: {error}; give this user the right to read it and the files beside it") from error
    return conn


@contextmanager
def transaction(conn: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """All or nothing: committed on leaving, rolled back by any error.

    Raises StateError where the disk refuses (full, read-only, an I/O error) or another process holds the file.
    """
    try:
        conn.execute("BEGIN IMMEDIATE")
        yield conn
        conn.execute("COMMIT")
    except sqlite3.OperationalError as error:
        _roll_back(conn)
        raise StateError(f"{_name(conn)}: {error}; {_way_out(error)}") from error
    except BaseException:  # whatever it was, the half-done must go; it is raised on
        _roll_back(conn)
        raise


def snapshot(conn: sqlite3.Connection, path: Path) -> None:
    """A copy of the state as one file, which is not there yet. Raises sqlite3.Error."""
    conn.execute("VACUUM INTO ?", (str(path),))


def copy_state(database: Path, to: Path) -> None:
    """Copy a state that others may be writing, as a rehearsal needs it: nothing waits and nothing is held in the copy."""
    with closing(sqlite3.connect(database)) as real, closing(sqlite3.connect(to)) as copy:
        real.backup(copy)
        copy.execute("UPDATE landed SET status = 'done' WHERE status = 'pending'")
        copy.execute("DELETE FROM holds")
        copy.commit()


def _roll_back(conn: sqlite3.Connection) -> None:
    if conn.in_transaction:  # SQLite has rolled back by itself where the disk is full
        conn.execute("ROLLBACK")


def _name(conn: sqlite3.Connection) -> str:
    return str(conn.execute("PRAGMA database_list").fetchone()[2])


def _check(conn: sqlite3.Connection, path: Path) -> None:
    version = conn.execute("PRAGMA user_version").fetchone()[0]
    if version > STATE_VERSION:
        raise StateError(f"{path}: state version {version}, this newsbeam knows {STATE_VERSION}; run the newer newsbeam")
    tables = conn.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if version == 0 and tables:
        raise StateError(f"{path}: a database of something else; move it away")
    verdict = conn.execute("PRAGMA quick_check(1)").fetchone()[0]
    if verdict != "ok":
        raise StateError(f"{path}: damaged ({' '.join(str(verdict).split())}); {_REBUILD}")


def _statements(script: str) -> list[str]:
    """A script's statements: `executescript` would commit the transaction that it runs in."""
    bare = "\n".join(line.partition("--")[0] for line in script.splitlines())
    return [one for one in (part.strip() for part in bare.split(";")) if one]
