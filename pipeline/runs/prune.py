"""Retention: what an operator no longer wants to keep beside the table goes; what a later run still needs stays.

Rows are never pruned. Of the landing go files of days before the cutoff, but for those with a record that waits, is held, is the original
of a later revisit, or that an open dead letter leads back to. What is gone cannot be replayed: `doctor` and `replay` say so; the state
forgets its records too. A day of dead letters goes once none of its letters is open, whatever other days hold.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from newsbeam.connectors.landing.expiry import expire
from newsbeam.connectors.landing.landing import landing_files
from newsbeam.connectors.state import dead_letters
from newsbeam.connectors.state.database import transaction
from newsbeam.connectors.state.records import (
    feeds_with_pages,
    files_in_use,
    forget_pruned,
    landed_by_id,
    originals,
    owed_records,
    page_records,
)
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.published_file import footer, read_columns
from newsbeam.pipeline.publish.letters import KEY
from newsbeam.pipeline.runs.landed_feed import feed_of
from newsbeam.pipeline.runs.pages import items_of
from newsbeam.schemas.document import LandingRef
from newsbeam.schemas.errors import OutputError
from newsbeam.schemas.retention import Retention

_DAY = re.compile(r"date=(\d{4}-\d\d-\d\d)")
_RUN = re.compile(r"(\d{8}T\d{6}Z)-\d{4}")


@dataclass(slots=True)
class Pruned:
    """What goes, or would go: paths and their bytes; and of what was old enough, what stays because it is needed."""

    gone: dict[str, list[Path]] = field(default_factory=lambda: {"runs": [], "landing": [], "dead_letters": []})
    needed: int = 0
    letters: int = 0
    """Resolved dead letters forgotten by the state."""
    freed: dict[str, int] = field(default_factory=lambda: {"runs": 0, "landing": 0, "dead_letters": 0})

    def take(self, kind: str, path: Path) -> None:
        """Note one file."""
        self.gone[kind].append(path)
        self.freed[kind] += path.stat().st_size


def prune(out: Output, conn: sqlite3.Connection, retention: Retention, now: datetime, *, dry_run: bool = False) -> Pruned:
    """Remove what is older than the retention says; the caller holds the lock. Raises OSError."""
    pruned = Pruned()
    if retention.runs is not None:
        for path in _old_runs(out.runs, now - retention.runs):
            pruned.take("runs", path)
    if retention.landing is not None:
        _landing(out, conn, (now - retention.landing).date(), pruned, dry_run=dry_run)
    if retention.dead_letters is not None:
        _letters(out, conn, now - retention.dead_letters, pruned, dry_run=dry_run)
    if not dry_run:
        _remove((*pruned.gone["runs"], *pruned.gone["dead_letters"]))
    return pruned


def _remove(paths: Iterable[Path]) -> None:
    """Files, and the folders of days that they leave empty."""
    for path in paths:
        path.unlink(missing_ok=True)
        if _DAY.fullmatch(path.parent.name) and not any(path.parent.iterdir()):
            path.parent.rmdir()


def _old_runs(runs: Path, before: datetime) -> Iterator[Path]:
    for path in sorted(runs.glob("*.*")):
        stamp = _RUN.match(path.name)
        if stamp and datetime.strptime(stamp[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) < before:
            yield path


def _landing(out: Output, conn: sqlite3.Connection, before: date, pruned: Pruned, *, dry_run: bool) -> None:
    needed = _needed(out, conn, before)
    for file, _ in landing_files(out.landing):
        day = _DAY.search(file)
        if day is None or day[1] >= before.isoformat():
            continue
        if file in needed:
            pruned.needed += 1
        else:
            pruned.take("landing", out.landing / file)
    if not dry_run:
        expire(out.landing, before, keep=frozenset(needed))
        there = {file for file, _ in landing_files(out.landing)} | needed  # what is needed and gone stays an alarm
        with transaction(conn):
            forget_pruned(conn, there, before.isoformat())


def _needed(out: Output, conn: sqlite3.Connection, before: date) -> set[str]:
    """The landing files that something still leads to: what waits, is held or open, the pages of its entries, and the originals of both."""
    letters = [LandingRef.from_text(ref) for ref, *_ in dead_letters.open_entries(conn)]
    owed = landed_by_id(conn, {ref.record_id for ref in letters} | owed_records(conn))
    needed = set(files_in_use(conn, before.isoformat())) | {ref.file for ref in letters} | {one.ref.file for one in owed}
    with_pages = feeds_with_pages(conn)
    urls = {
        item.url for one in owed if one.feed_id in with_pages for item in items_of(out.landing, one.ref, feed_of(one)) if item.url
    }
    pages = page_records(conn, urls) if urls else []
    return needed | {ref.file for ref in pages} | {ref.file for ref in originals(conn, [*(one.ref for one in owed), *pages])}


def _letters(out: Output, conn: sqlite3.Connection, before: datetime, pruned: Pruned, *, dry_run: bool) -> None:
    """Days of the table of letters whose every letter is resolved or forgotten; of the state, the resolved ones."""
    stamp = before.isoformat()
    pruned.letters = dead_letters.count_resolved(conn, stamp)
    still_open = dead_letters.open_keys(conn)
    for path in sorted(out.dead_letters.glob("date=*/*.parquet")):
        day = _DAY.search(path.parent.name)
        if day is None or day[1] >= stamp[:10] or path.parent.is_symlink():
            continue
        if still_open and _holds_any(path, still_open):
            pruned.needed += 1
        else:
            pruned.take("dead_letters", path)
    if not dry_run and pruned.letters:
        with transaction(conn):
            dead_letters.forget_resolved(conn, stamp)


def _holds_any(path: Path, keys: set[dead_letters.Key]) -> bool:
    """Whether a day's file has one of these letters, or cannot be read."""
    try:
        tables = list(read_columns((footer(path),), KEY))
    except OutputError:
        return True
    return any(not keys.isdisjoint(zip(*(column.to_pylist() for column in table.columns), strict=True)) for table in tables)
