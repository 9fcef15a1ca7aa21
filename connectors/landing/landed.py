"""The landing beside what the state knows of it: what is new is entered, what is gone or cannot be read is named.

The landing itself is asked, not the process that wrote it: `adopt` scans what it does not know yet, so a record that was
landed a moment before a crash waits for the next run like any other (docs/design/publishing.md#the-order-of-a-run).
"""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from newsbeam.connectors.disk.failpoints import failpoint
from newsbeam.connectors.landing.landing import landing_files, read_document, scan
from newsbeam.connectors.landing.landing_writer import Written
from newsbeam.connectors.state import records
from newsbeam.connectors.state.database import transaction
from newsbeam.schemas.item import ParseError


def adopt(conn: sqlite3.Connection, landing: Path, *, own: str | None = None, written: Written | None = None) -> int:
    """Enter every landed record that the state does not know yet as pending; how many there were.

    Costs one stat per landing file, and reading what was added since. Files that another process is writing are left for
    later. `own`: only the files whose names begin so, which the caller alone writes, those begun and not closed too. `written`: what the caller's own writer has written, which is then not read again.
    """
    failpoint("before_adopt")
    known = records.known_bytes(conn)
    added = 0
    for file, size in landing_files(landing, marked=own is not None):
        begin = known.get(file, 0)
        if size <= begin or not Path(file).name.startswith(own or ""):
            continue
        rows = []
        end = begin
        mine = (written or {}).get(file, []) if begin == 0 else []
        for ref, facts in mine if mine and mine[-1][1]["end"] == size else scan(landing, file, begin):
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
                    "page" if extra.get("role") == records.PAGE_ROLE else "pending",
                )
            )
        with transaction(conn):
            added += records.enter(conn, rows)
            failpoint("mid_adopt")
            records.note_known(conn, file, end)
    failpoint("after_adopt")
    return added


def lost_files(conn: sqlite3.Connection, landing: Path) -> list[tuple[str, int, str]]:
    """Landing files that the state knows and that are gone or shorter, each with its records and what is wrong.

    Whoever expires the landing takes its oldest days, whole: files of days before the oldest that is there are no loss, unless
    records of theirs wait or are held.
    """
    there = dict(landing_files(landing))
    oldest = min((file[5:15] for file in there), default="9999")
    needed = records.files_in_use(conn, "9999")
    lost = []
    for file, known in records.known_bytes(conn).items():
        size = there.get(file)
        if size is not None and size >= known:
            continue
        found = records.count_from(conn, file, size or 0)
        expired = there and size is None and file[5:15] < oldest and file not in needed
        if found and not expired:
            lost.append((file, found, "gone" if size is None else f"{known - size} bytes are gone from its end"))
    return lost


def damaged_records(conn: sqlite3.Connection, landing: Path) -> Iterator[tuple[str, str]]:
    """The known records that cannot be read, in files that are there, with the reason. Reads all of the landing."""
    there = dict(landing_files(landing))
    for ref in records.all_refs(conn):
        if ref.file not in there:
            continue
        try:
            read_document(landing, ref)
        except ParseError as error:
            yield str(ref), " ".join(str(error).removeprefix(f"{ref}: ").split())[:200]
