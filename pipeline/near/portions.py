"""A file of sketches, a portion of its rows at a time.

A portion is mapped while it is looked at, and no longer: of the window's gigabytes one file's few megabytes are in memory, and of those what
is asked for, all keys and some texts. What is kept of a portion has to be a copy.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from newsbeam.pipeline.near.rows import read_table

BEFORE = ".parquet"
"""How the files of a newsbeam before this one end; a fold leaves none."""
_VERSION, _SPAN = b"newsbeam.sketch_version", b"newsbeam.span"


class Portion(NamedTuple):
    """A record batch of a file (of one from before: a row group); a place is a row's number in it."""

    path: Path
    number: int

    @contextmanager
    def open(self) -> Iterator[pa.Table]:
        """Its rows."""
        if self.path.suffix == BEFORE:
            with self.path.open("rb") as plain:
                file: Any = pq.ParquetFile(plain, pre_buffer=False)
                yield file.read_row_group(self.number, use_threads=False)
            return
        with pa.memory_map(str(self.path)) as source:
            yield pa.Table.from_batches([pa.ipc.open_file(source).get_batch(self.number)])


class About(NamedTuple):
    """What a file says of itself."""

    version: str
    rows: int
    first: int
    last: int
    """The first and the last `first_created` of its rows, in microseconds since 1970."""
    portions: int


def about(path: Path) -> About:
    """Raises OSError or ArrowException, where the file does not read."""
    if path.suffix == BEFORE:
        return _before(path)
    with pa.memory_map(str(path)) as source:
        file = pa.ipc.open_file(source)
        metadata = file.schema.metadata
        rows, first, last = map(int, metadata[_SPAN].split())
        return About(metadata[_VERSION].decode(), rows, first, last, file.num_record_batches)


def metadata_of(version: int, rows: int, first: int, last: int) -> dict[bytes, bytes]:
    """What `about` finds, to be written with the schema."""
    return {_VERSION: str(version).encode(), _SPAN: f"{rows} {first} {last}".encode()}


def all_rows(path: Path, columns: Sequence[str] | None = None, schema: Any = None) -> Any:
    """A whole file; of one from before with nulls where it lacks a column of the schema."""
    if path.suffix == BEFORE:
        return pq.read_table(path, columns=list(columns) if columns else None, schema=schema)
    table: Any = read_table(path)
    return table.select(list(columns)) if columns else table


def _before(path: Path) -> About:
    footer: Any = pq.read_metadata(path)
    version = footer.metadata.get(_VERSION, b"").decode()
    if not footer.num_rows:
        return About(version, 0, 0, 0, 0)
    column = footer.schema.to_arrow_schema().get_field_index("first_created")
    groups = [footer.row_group(number).column(column).statistics for number in range(footer.num_row_groups)]
    first, last = min(one.min_raw for one in groups), max(one.max_raw for one in groups)
    return About(version, footer.num_rows, first, last, footer.num_row_groups)
