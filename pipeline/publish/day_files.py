"""A day's file of all rows for readers (`pipeline/dataset/reading.py`): written, and what is kept in its columns."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa

from newsbeam.connectors.disk.durable import make_folder, replace_durably, sync_file, sync_folder
from newsbeam.pipeline.dataset.room_files import at_its_time
from newsbeam.pipeline.process.arrow_kernels import is_same, place_of
from newsbeam.pipeline.publish.row_groups import GROUP_ROWS, How, writing
from newsbeam.schemas.arrow import DAY_SCHEMA

_TEXT_COLUMNS = ("body_text", "summary")
"""Columns of which the first that has something is a row's `text`."""
_TOGETHER = 512
"""Rows whose texts are held against each other at a time."""


def write(path: Path, tables: Iterable[pa.Table], how: Callable[[pa.Table], How]) -> None:
    """Write a file of a day, which is there, synced, when all is well, and not at all when it is not.

    There is a table at least, of which the first says `how`.
    """
    left_to_do = iter(tables)
    first = [next(left_to_do)]
    schema, as_first = first[0].schema, how(first[0])
    make_folder(path.parent)
    for left in path.parent.glob(".*.tmp"):  # of a run that was killed here
        left.unlink()
    aside = path.with_name(f".{path.stem}.tmp")  # DuckDB's `*.parquet` finds a name that begins with a dot too
    with aside.open("wb") as file:
        with writing(file, schema, as_first) as writer:
            for table in chain(_let_go(first), left_to_do):
                writer.write_table(table, row_group_size=GROUP_ROWS)
                del table  # before the next is made: each is some 20 MB
        sync_file(file)
    at_its_time(aside, path.name)
    replace_durably(aside, path)
    sync_folder(path.parent)


def _let_go(tables: list[pa.Table]) -> Iterator[pa.Table]:
    """These tables, which nothing here holds afterwards."""
    while tables:
        yield tables.pop()


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
