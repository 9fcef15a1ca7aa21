"""A day's files for readers (`pipeline/dataset/reading.py`): written, and what is kept in their columns."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa

from newsbeam.connectors.disk.durable import make_folder, replace_durably, sync_file, sync_folder
from newsbeam.pipeline.process.arrow_kernels import is_same, place_of, taken
from newsbeam.pipeline.publish.row_groups import GROUP_ROWS, How, writing
from newsbeam.schemas.arrow import CURRENT_SCHEMA, DAY_SCHEMA
from newsbeam.schemas.codes import PubStatus

_TEXT_COLUMNS = ("body_text", "summary")
"""Columns of which the first that has something is a row's `text`."""
_TOGETHER = 512
"""Rows whose texts are held against each other at a time."""


def write(path: Path, tables: Iterable[pa.Table], how: Callable[[pa.Table], How]) -> int:
    """Write a file of a day, synced under its name; how many rows. There is a table at least, of which the first says `how`."""
    left_to_do = iter(tables)
    first = next(left_to_do)
    rows = 0
    with being_written(path, first.schema, how(first)) as add:
        for table in chain((first,), left_to_do):
            add(table)
            rows += table.num_rows
    return rows


@contextmanager
def being_written(path: Path, schema: pa.Schema, how: How) -> Iterator[Callable[[pa.Table], None]]:
    """What writes rows of a file of a day, which is there, synced, when this ends well, and not at all when it does not."""
    make_folder(path.parent)
    for left in path.parent.glob(".*.tmp"):  # of a run that was killed here
        left.unlink()
    aside = path.with_name(f".{path.stem}.tmp")  # DuckDB's `*.parquet` finds a name that begins with a dot too
    with aside.open("wb") as file:
        with writing(file, schema, how) as writer:
            yield lambda table: writer.write_table(table, row_group_size=GROUP_ROWS)
        sync_file(file)
    replace_durably(aside, path)
    sync_folder(path.parent)


def day_rows(table: pa.Table, countries: Sequence[str]) -> pa.Table:
    """Published rows as a day's file has them: the country of each one's path as a column, and `text` once."""
    column_of, apart = _texts(table)
    made = {"text_is": column_of, "text_apart": apart, "country": pa.array(countries, pa.string())}
    columns = [made[name] if name in made else table.column(name) for name in DAY_SCHEMA.names]
    return pa.Table.from_arrays(columns, schema=DAY_SCHEMA)


def _texts(table: pa.Table) -> tuple[Any, Any]:
    """(the column that holds each row's `text`, the text where none does)."""
    text = table.column("text")
    if table.column("body_text").null_count == 0 and is_same(text, table.column("body_text")):
        return pa.array(["body_text"] * table.num_rows, pa.string()), pa.nulls(table.num_rows, pa.string())
    parts = (table.slice(at, _TOGETHER) for at in range(0, max(1, table.num_rows), _TOGETHER))
    found = [place_of(part.column("text"), {name: part.column(name) for name in _TEXT_COLUMNS}) for part in parts]
    named, apart = ([one for whole in column for one in _chunks(whole)] for column in zip(*found, strict=True))
    return pa.chunked_array(named, pa.string()), pa.chunked_array(apart, pa.string())


def _chunks(column: Any) -> list[Any]:
    return column.chunks if isinstance(column, pa.ChunkedArray) else [column]


class Current:
    """The rows of a day's file of `current`, as those of its file of `days` come: country by country, some megabytes at a time.

    Of a country the columns of `current` alone are in memory, and of a day of hundreds of thousands one country's.
    """

    def __init__(self) -> None:
        self._gathered: list[pa.Table] = []

    def add(self, day: pa.Table) -> Iterator[pa.Table]:
        """What is sure once these rows are there, which follow the ones before."""
        if not day.num_rows:
            return
        if self._gathered and self._gathered[-1].column("country")[-1] != day.column("country")[0]:
            yield from self.end()
        self._gathered.append(day.select(_OF_CURRENT))

    def end(self) -> Iterator[pa.Table]:
        """What is left."""
        if self._gathered:
            yield current_rows(pa.concat_tables(self._gathered))
        self._gathered = []


_OF_CURRENT = [*CURRENT_SCHEMA.names, "revision_order"]


def current_rows(day: pa.Table) -> pa.Table:
    """The last telling of each story of a day, without the killed and withheld, in the columns of `CURRENT_SCHEMA`."""
    tellings = zip(*(day.column(name).to_pylist() for name in ("country", "story_id", "revision_order", "pub_status")), strict=True)
    last: dict[tuple[str, str], tuple[str, int]] = {}
    statuses = []
    for at, (country, story_id, order, status) in enumerate(tellings):
        statuses.append(status)
        if (country, story_id) not in last or last[country, story_id][0] < order:
            last[country, story_id] = (order, at)
    rows = sorted(at for _, at in last.values() if statuses[at] == PubStatus.USABLE)
    slim = pa.Table.from_arrays([day.column(name) for name in CURRENT_SCHEMA.names], schema=CURRENT_SCHEMA)
    return slim if len(rows) == day.num_rows else taken(slim, rows)
