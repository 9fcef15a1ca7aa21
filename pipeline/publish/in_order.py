"""The rows of some published files in order, a few megabytes at a time."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from newsbeam.pipeline.dataset.published_file import naming_damage
from newsbeam.pipeline.process.arrow_kernels import WORTH, taken
from newsbeam.pipeline.publish.row_groups import GROUP_ROWS, SMALL_GROUP, SORTED_BY
from newsbeam.schemas.arrow import brought_up

GROUP_BYTES = 24 << 20
"""Rows of so much, before it is compressed, are in memory, and twice while they are put in order: whole countries of a day, of 80 MB
each, were the most memory of a long run."""


def in_order(paths: Sequence[Path], schema: pa.Schema | None = None, groups: range | None = None) -> Iterator[pa.Table]:
    """All rows of these files, sorted, at most `GROUP_ROWS` or `GROUP_BYTES` at a time; a row group is read where it contributes.

    `schema`: what they are brought up to; `groups`: the row groups of each file that are meant, where not all are. Every page is held against its checksum, or a damaged one would get a new one. Raises
    DamagedFile.
    """
    with ExitStack() as opened:
        files = []
        for path in paths:
            with naming_damage(path):
                files.append(opened.enter_context(pq.ParquetFile(path, page_checksum_verification=True)))
        asked = [range(file.num_row_groups) if groups is None else groups for file in files]
        order = _order(paths, files, asked)
        most = _rows_at_once([(file.metadata, of_file) for file, of_file in zip(files, asked, strict=True)])
        if len(order) <= most:
            tables = [_read(path, file, of_file, schema) for path, file, of_file in zip(paths, files, asked, strict=True)]
            yield _put(pa.concat_tables(tables), order)
            return
        single = [(path, file, n) for path, file, of_file in zip(paths, files, asked, strict=True) for n in of_file]
        sizes = [file.metadata.row_group(n).num_rows for _, file, n in single]
        group_of = np.repeat(np.arange(len(sizes)), sizes)
        begins = np.cumsum(sizes) - sizes
        for start in range(0, len(order), most):
            wanted = order[start : start + most]
            of = group_of[wanted]
            pieces, places = [], []
            for number in np.unique(of).tolist():
                at = np.flatnonzero(of == number)
                path, file, n = single[number]
                pieces.append(taken(_read(path, file, (n,), schema), wanted[at] - begins[number]))
                places.append(at)
            yield _put(pa.concat_tables(pieces), np.argsort(np.concatenate(places), kind="stable"))


def _read(path: Path, file: Any, groups: Sequence[int], schema: pa.Schema | None) -> pa.Table:
    with naming_damage(path):
        table: pa.Table = file.read_row_groups(groups)
    return table if schema is None else brought_up(table, schema)


def _put(rows: pa.Table, order: npt.NDArray[np.int64]) -> pa.Table:
    return rows if np.array_equal(order, np.arange(rows.num_rows)) else taken(rows, order)


def _order(paths: Sequence[Path], files: Sequence[Any], asked: Sequence[range]) -> npt.NDArray[np.int64]:
    """The places of all rows, one file behind the other, sorted; nulls last."""
    by = [(name, way) for name, way in SORTED_BY if name in files[0].schema_arrow.names]
    read = []
    for path, file, groups in zip(paths, files, asked, strict=True):
        with naming_damage(path):
            read.append(file.read_row_groups(groups, columns=[name for name, _ in by]).select([name for name, _ in by]))
    keys: Any = pa.concat_tables(read)
    if keys.num_rows >= WORTH:
        import pyarrow.compute as pc

        found: npt.NDArray[np.int64] = pc.sort_indices(keys, options=pc.SortOptions(by)).to_numpy().astype(np.int64)
        return found
    rows = list(zip(*[[(one is None, one) for one in column.to_pylist()] for column in keys.columns], strict=True))
    return np.array(sorted(range(len(rows)), key=rows.__getitem__), np.int64)


def _rows_at_once(of_files: Sequence[tuple[Any, range]]) -> int:
    groups = [metadata.row_group(n) for metadata, asked in of_files for n in asked]
    rows = sum(int(one.num_rows) for one in groups)
    size = sum(int(one.total_byte_size) for one in groups)
    return min(GROUP_ROWS, max(SMALL_GROUP, rows * GROUP_BYTES // max(1, size)))
