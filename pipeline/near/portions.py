"""A file of sketches, read a portion of its rows at a time: small enough for memory, large enough for numpy."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

ROWS = 8_192
"""A portion has so many, or those of one row group. Of all of them the keys are read, 3 MB."""


class Portion(NamedTuple):
    """Some row groups of a file that follow each other; a place is a row's number among theirs."""

    path: Path
    groups: range
    begins: tuple[int, ...]
    """The place of each row group's first row, and the number of all rows."""

    def group_of(self, place: int) -> int:
        """Which of the portion's row groups has this place."""
        return bisect_right(self.begins, place) - 1

    def read(self, columns: Sequence[str]) -> pa.Table:
        """These columns of all rows; of an older file those that it has."""
        with _opened(self.path) as file:
            there = [one for one in columns if one in file.schema_arrow.names]
            table: pa.Table = file.read_row_groups(list(self.groups), columns=there, use_threads=False)
            return table

    @contextmanager
    def open(self) -> Iterator["OpenPortion"]:
        """For reading single row groups."""
        with _opened(self.path) as file:
            yield OpenPortion(file, self.groups)


class OpenPortion(NamedTuple):
    """A portion whose file is open."""

    file: Any
    groups: range

    def read(self, group: int, columns: Sequence[str]) -> pa.Table:
        """These columns of one of its row groups."""
        table: pa.Table = self.file.read_row_group(self.groups[group], columns=list(columns), use_threads=False)
        return table


def portions_of(path: Path) -> Iterator[Portion]:
    """All rows of a file."""
    with _opened(path) as file:
        counts = [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)]
    first, begins = 0, [0]
    for number, count in enumerate(counts):
        if begins[-1] and begins[-1] + count > ROWS:
            yield Portion(path, range(first, number), tuple(begins))
            first, begins = number, [0]
        begins.append(begins[-1] + count)
    if first < len(counts):
        yield Portion(path, range(first, len(counts)), tuple(begins))


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Read, and not mapped: what is mapped counts as this process's memory, and a window is gigabytes."""
    with path.open("rb") as source:
        file: Any = pq.ParquetFile(source, pre_buffer=False)
        yield file
