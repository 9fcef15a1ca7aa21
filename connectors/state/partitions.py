"""Partitions whose file is still growing, in the state. No function here commits."""

import sqlite3
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple


class OpenPartition(NamedTuple):
    """A partition that sealing is due for."""

    date: str
    country: str
    settled: bool
    """Its date is past and nothing has been added of late: once sealed it is closed."""


def note_growth(conn: sqlite3.Connection, homes: Iterable[tuple[str, str, int]], day: date) -> None:
    """These partitions, as (date, country, row groups), have grown on this day."""
    conn.executemany(
        "INSERT OR REPLACE INTO open_partitions (date, country, groups, grown_on) VALUES (?,?,?,?)",
        [(*home, day.isoformat()) for home in homes],
    )


def due_for_sealing(conn: sqlite3.Connection, before: str, today: str, groups: int, limit: int) -> list[OpenPartition]:
    """At most `limit` partitions of more than so many row groups, or of a date up to `before` and not grown `today`; the most divided first."""
    rows = conn.execute(
        "SELECT date, country, (date <= ? AND grown_on < ?) AS settled FROM open_partitions"
        " WHERE groups > ? OR settled ORDER BY groups DESC, date, country LIMIT ?",
        (before, today, groups, limit),
    )
    return [OpenPartition(day, country, bool(settled)) for day, country, settled in rows]


def note_sealed(conn: sqlite3.Connection, partition: OpenPartition) -> None:
    """A partition is one row group now, and closed where it is settled."""
    if partition.settled:
        conn.execute("DELETE FROM open_partitions WHERE date = ? AND country = ?", partition[:2])
    else:
        conn.execute("UPDATE open_partitions SET groups = 1 WHERE date = ? AND country = ?", partition[:2])
