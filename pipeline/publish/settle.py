"""Settling a day: its rows in one file, sorted by country; its current tellings without texts; and what comes late, in small files."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from newsbeam.connectors.disk.durable import make_folder, replace_durably, sync_file, sync_folder
from newsbeam.connectors.disk.failpoints import failpoint
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.published_file import footer, read_whole
from newsbeam.pipeline.dataset.reading import Entry, Room
from newsbeam.pipeline.dataset.waiting import past_damage, waiting
from newsbeam.pipeline.process.arrow_kernels import taken
from newsbeam.pipeline.publish import open_days
from newsbeam.pipeline.publish.grow import GROUP_ROWS, SORTED_BY, writing
from newsbeam.schemas.arrow import CURRENT_SCHEMA, DAY_SCHEMA, STORY_SCHEMA, brought_up
from newsbeam.schemas.codes import PubStatus
from newsbeam.schemas.errors import OutputError

LATE_ROWS = 20_000
"""Late rows of a batch that are written as they come; a day that gains more is settled anew when it is its turn."""


class LateRows:
    """The rows that a batch adds to settled days, kept as they pass, and put on the list when they are in their places."""

    def __init__(self, out: Output, unlisted: Iterable[Entry]) -> None:
        self._room = Room.of(out.stories)
        self._was = tuple(unlisted)
        self._dates = {one.date for one in self._was}
        self._rows: dict[str, list[pa.Table]] = defaultdict(list)
        self._count = 0

    def passing(self, additions: Iterable[tuple[Any, pa.Table]]) -> Iterator[tuple[Any, pa.Table]]:
        """The same additions; those of settled days are remembered."""
        for addition, table in additions:
            if addition.date in self._dates and self._count <= LATE_ROWS:
                self._rows[addition.date].append(with_country(table, addition.country))
                self._count += table.num_rows
            yield addition, table

    def enlist(self) -> None:
        """Write them, and put their days back on the list: one small file a day. The rows are published."""
        if not self._rows or self._count > LATE_ROWS:
            return
        name = f"late-{open_days.now():020}.parquet"
        fresh = []
        for date, tables in sorted(self._rows.items()):
            file = f"date={date}/{name}"
            write(self._room.root / "days" / file, DAY_SCHEMA, [pa.concat_tables(tables)])
            fresh.append(Entry("days", date, file, clean=False))
        old = [one._replace(clean=False) for one in self._was if one.part == "days" and one.date in self._rows]
        failpoint("mid_late")
        open_days.enlist(self._room, [*old, *fresh])


def settle(out: Output, dates: Iterable[str]) -> None:
    """Make the files of these days from `stories/`, and put them on the list. The caller holds the lock."""
    room = Room.of(out.stories)
    fresh = []
    for date in sorted(dates):
        name = f"{open_days.now():020}.parquet"
        file = f"date={date}/{name}"
        rows = write(room.root / "days" / file, DAY_SCHEMA, _by_country(out.stories / f"date={date}"))
        there = sum(footer(path).metadata.num_rows for path in _files(out.stories / f"date={date}"))
        if rows != there:
            raise OutputError(f"{room.root / 'days' / file}: settling gave {rows} of {there} rows; the day is read from stories/")
        write(room.root / "current" / file, CURRENT_SCHEMA, [_current(room.root / "days" / file)])
        failpoint("mid_settle")
        fresh += [Entry(part, date, file, clean=True) for part in ("days", "current")]
    if fresh:
        open_days.enlist(room, fresh)


def settle_due(out: Output, before: str, *, limit: int = 3) -> tuple[str, ...]:
    """Settle at most `limit` days of those up to `before` that are not settled, or to which much came late; the newest first."""
    room = Room.of(out.stories)
    if not room.kept:
        return ()
    open_days.prepare(room, ())
    due = room.unsettled(before)[:limit]
    due = past_damage(out.stories, lambda: _settle_sound(out, due))
    open_days.tidy(room)
    return tuple(due)


def _settle_sound(out: Output, dates: Iterable[str]) -> list[str]:
    """Settle those of these days of which no partition waits."""
    broken = {date for date, _ in waiting(out.stories)}
    sound = [date for date in dates if date not in broken]
    settle(out, sound)
    return sound


def write(path: Path, schema: pa.Schema, tables: Iterable[pa.Table]) -> int:
    """Write a file of a day, synced under its name; how many rows."""
    make_folder(path.parent)
    for left in path.parent.glob(".*.tmp"):  # of a run that was killed here
        left.unlink()
    aside = path.with_name(f".{path.stem}.tmp")  # DuckDB's `*.parquet` finds a name that begins with a dot too
    rows = 0
    with aside.open("wb") as file:
        with writing(file, schema) as writer:
            for table in tables:
                writer.write_table(table, row_group_size=GROUP_ROWS)
                rows += table.num_rows
        sync_file(file)
    replace_durably(aside, path)
    sync_folder(path.parent)
    return rows


def with_country(table: pa.Table, country: str) -> pa.Table:
    """Rows with the path's country as a column."""
    column = pa.array([country] * table.num_rows, pa.string())
    return pa.Table.from_arrays([*table.columns, column], schema=DAY_SCHEMA)


def _files(day: Path) -> list[Path]:
    return sorted(day.glob("country=*/stories-*.parquet"))


def _by_country(day: Path) -> Iterator[pa.Table]:
    """A day's rows, country by country, each in order, `GROUP_ROWS` or so at a time."""
    gathered: list[pa.Table] = []
    count = 0
    for folder in sorted(day.glob("country=*")):
        tables = [brought_up(read_whole(path), STORY_SCHEMA) for path in sorted(folder.glob("stories-*.parquet"))]
        if not tables:
            continue
        rows = pa.concat_tables(tables)
        gathered.append(with_country(_in_order(rows), folder.name.removeprefix("country=")))
        count += rows.num_rows
        if count >= GROUP_ROWS:
            yield pa.concat_tables(gathered)
            gathered, count = [], 0
    if gathered:
        yield pa.concat_tables(gathered)


def _in_order(rows: pa.Table) -> pa.Table:
    keys = list(zip(*(rows.column(name).to_pylist() for name, _ in SORTED_BY), strict=True))
    order = sorted(range(rows.num_rows), key=lambda at: (keys[at][0] is None, keys[at][0] or 0, *keys[at][1:]))
    return rows if order == list(range(rows.num_rows)) else taken(rows, order)


def _current(path: Path) -> pa.Table:
    """The last telling of each story of a day, without the killed and withheld, in the columns of `CURRENT_SCHEMA`."""
    table = pq.ParquetFile(path).read(columns=[*CURRENT_SCHEMA.names, "revision_order"])
    in_columns = zip(
        *(table.column(name).to_pylist() for name in ("country", "story_id", "revision_order", "pub_status")), strict=True
    )
    last: dict[tuple[str, str], tuple[str, int]] = {}
    statuses = []
    for at, (country, story_id, order, status) in enumerate(in_columns):
        statuses.append(status)
        if (country, story_id) not in last or last[country, story_id][0] < order:
            last[country, story_id] = (order, at)
    rows = sorted(at for _, at in last.values() if statuses[at] == PubStatus.USABLE)
    return taken(table.select(CURRENT_SCHEMA.names), rows).cast(CURRENT_SCHEMA)
