"""One staged fragment, read back: some columns of all its rows, or a group of its rows.

An Arrow file, uncompressed: it is read once and thrown away, and as Parquet an item of 7 KB cost 50 us more to write and read.
A newsbeam before 0.2 staged Parquet, and what such a one has committed is still published.
"""

from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

_ARROW = b"ARROW1"


class StagedFile:
    """A fragment; to be closed. Raises what Arrow raises where it is none."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with path.open("rb") as file:
            self._is_arrow = file.read(len(_ARROW)) == _ARROW
        self._file: Any = pa.OSFile(str(path)) if self._is_arrow else pq.ParquetFile(path)
        self._reader: Any = self._open() if self._is_arrow else self._file
        self.schema: pa.Schema = self._reader.schema if self._is_arrow else self._file.schema_arrow

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def columns(self, names: Sequence[str]) -> pa.Table:
        """These columns of all rows, in this order."""
        if not self._is_arrow:
            return self._file.read(columns=list(names))
        wanted = [self.schema.get_field_index(name) for name in names]
        return self._open(wanted).read_all().select(list(names))

    def group(self, number: int) -> pa.Table:
        """The rows of one group."""
        if not self._is_arrow:
            return self._file.read_row_group(number, use_threads=False)
        return pa.Table.from_batches([self._reader.get_batch(number)])

    def ends(self) -> list[int]:
        """For each group, the row behind its last."""
        if self._is_arrow:
            reader = self._open([0])
            return list(accumulate(reader.get_batch(n).num_rows for n in range(reader.num_record_batches)))
        return list(accumulate(self._file.metadata.row_group(n).num_rows for n in range(self._file.num_row_groups)))

    def _open(self, fields: list[int] | None = None) -> Any:
        return pa.ipc.open_file(self._file, options=pa.ipc.IpcReadOptions(use_threads=False, included_fields=fields))
