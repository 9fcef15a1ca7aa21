"""The rows of some published files in order, a few megabytes at a time."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from newsbeam.pipeline.dataset.published_file import naming_damage
from newsbeam.pipeline.process.arrow_kernels import WORTH, taken
from newsbeam.pipeline.publish.row_groups import GROUP_ROWS, SMALL_GROUP, sorted_by
from newsbeam.pipeline.publish.spilled import Spilled
from newsbeam.schemas.arrow import brought_up

GROUP_BYTES = 24 << 20
"""Rows of so much, before it is compressed, are in memory, and twice while they are put in order: whole countries of a day, of 80 MB
each, were the most memory of a long run."""

_Places = npt.NDArray[np.int64]


def in_order(
    paths: Sequence[Path], schema: pa.Schema | None = None, groups: range | None = None, size: int | None = None
) -> Iterator[pa.Table]:
    """All rows of these files, sorted, at most `GROUP_ROWS` or `size` bytes (before they are compressed; None: `GROUP_BYTES`) at a time.

    `schema`: what they are brought up to; `groups`: the row groups of each file that are meant, where not all are. Every page is
    held against its checksum, or a damaged one would get a new one. Raises DamagedFile.
    """
    size = GROUP_BYTES if size is None else size
    with ExitStack() as closing:
        files: list[_File] = []
        for path in paths:
            files.append(closing.enter_context(_File(path, schema, groups)))
            if sum(file.size for file in files) > size:
                _close(files)  # the footers of a large day took 60 MB
        most = _rows_at_once(files, size)
        if sum(file.rows for file in files) <= most:
            yield put_in_order(pa.concat_tables([file.read(file.groups) for file in files]))
            return
        order = _order(pa.concat_tables([file.keys() for file in files]))
        yield from _in_portions(files, order, most, paths[0].parent)


class _File:
    """One of the files, open while it is read: how large its row groups are, what they are sorted by, and their rows."""

    def __init__(self, path: Path, schema: pa.Schema | None, groups: range | None) -> None:
        self._path, self._schema = path, schema
        self._opened: Any = None
        file = self._file()
        self.groups = range(file.num_row_groups) if groups is None else groups
        metadata = [file.metadata.row_group(n) for n in self.groups]
        self.rows = sum(int(one.num_rows) for one in metadata)
        self.size = sum(int(one.total_byte_size) for one in metadata)
        """Bytes, before they are compressed."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file and its footer until it is read again."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def keys(self) -> pa.Table:
        """The columns that rows are sorted by, as far as the file has them; it is not kept open for them."""
        names = [name for name, _ in sorted_by(self._file().schema_arrow.names)]
        with naming_damage(self._path):
            found = self._file().read_row_groups(self.groups, columns=names).select(names)
        self.close()
        return found

    def read(self, groups: Sequence[int]) -> pa.Table:
        """All columns of these row groups."""
        with naming_damage(self._path):
            table: pa.Table = self._file().read_row_groups(groups)
        return table if self._schema is None else brought_up(table, self._schema)

    def _file(self) -> Any:
        if self._opened is None:
            with naming_damage(self._path):
                self._opened = pq.ParquetFile(self._path, page_checksum_verification=True)
        return self._opened


def _close(files: Sequence[_File]) -> None:
    for file in files:
        file.close()


def _in_portions(files: Sequence[_File], order: _Places, most: int, folder: Path) -> Iterator[pa.Table]:
    """`most` rows at a time. Each row group is read once, and its rows lie on disk until their portion's turn."""
    place_of = np.empty_like(order)
    place_of[order] = np.arange(len(order))
    with Spilled(folder, -(-len(order) // most)) as spilled:
        start = 0
        for rows in _some(_read(files), max(1, most // 2)):
            places = place_of[start : start + rows.num_rows]
            start += rows.num_rows
            there = np.argsort(places)
            spilled.add(_put(rows, there), places[there] // most, places[there])
            del rows
        for rows, places in spilled.portions():
            yield _put(rows, np.argsort(places))


def _read(files: Iterable[_File]) -> Iterator[pa.Table]:
    """The rows of each row group; one file is open at a time."""
    for file in files:
        for n in file.groups:
            yield file.read((n,))
        file.close()


def _some(tables: Iterable[pa.Table], most: int) -> Iterator[pa.Table]:
    """The same rows, several tables together: about `most` rows."""
    some: list[pa.Table] = []
    for table in tables:
        some.append(table)
        if sum(one.num_rows for one in some) >= most:
            yield pa.concat_tables(some)
            some.clear()
    if some:
        yield pa.concat_tables(some)


def put_in_order(rows: pa.Table) -> pa.Table:
    """Rows that are in memory, sorted."""
    return _put(rows, _order(rows.select([name for name, _ in sorted_by(rows.schema.names)])))


def _put(rows: pa.Table, order: _Places) -> pa.Table:
    return rows if np.array_equal(order, np.arange(rows.num_rows)) else taken(rows, order)


def _order(keys: Any) -> _Places:
    """The places of all rows, one file behind the other, sorted; nulls last."""
    if keys.num_rows >= WORTH:
        import pyarrow.compute as pc

        found: _Places = pc.sort_indices(keys, options=pc.SortOptions(sorted_by(keys.schema.names))).to_numpy().astype(np.int64)
        return found
    rows = list(zip(*[[(one is None, one) for one in column.to_pylist()] for column in keys.columns], strict=True))
    return np.array(sorted(range(len(rows)), key=rows.__getitem__), np.int64)


def _rows_at_once(files: Sequence[_File], size: int) -> int:
    rows = sum(file.rows for file in files)
    return min(GROUP_ROWS, max(SMALL_GROUP, rows * size // max(1, sum(file.size for file in files))))
