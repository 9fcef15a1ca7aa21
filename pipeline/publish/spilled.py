"""Rows that are read in one order and wanted in another: on disk in between, and read portion by portion of what is wanted."""

from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from newsbeam.pipeline.process.together import together

Places = npt.NDArray[np.int64]


class Spilled:
    """Rows by the portion that they are wanted in. Their file has no name: nothing is left of it, however the process ends."""

    def __init__(self, folder: Path, portions: int) -> None:
        self._file = TemporaryFile(dir=folder, prefix=".")  # noqa: SIM115 - `__exit__` closes it
        self._writing = ExitStack()
        self._writer: Any = None
        self._batches: list[list[int]] = [[] for _ in range(portions)]
        """Of each portion the numbers of its record batches."""
        self._places: list[list[Places]] = [[] for _ in range(portions)]
        self._written = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(pa.ArrowException, OSError):  # of a disk that refused, the first complaint is enough
            self._writing.close()
        self._file.close()

    def add(self, rows: pa.Table, portions: Places, places: Places) -> None:
        """Add rows: of each the portion that it belongs in, ascending, and its place among all that are wanted."""
        if self._writer is None:
            sink = self._writing.enter_context(together(self._file))
            options = pa.ipc.IpcWriteOptions(compression="lz4")
            self._writer = self._writing.enter_context(pa.ipc.new_file(sink, rows.schema, options=options))
        (whole,) = rows.combine_chunks().to_batches()
        ends = [*(np.flatnonzero(np.diff(portions)) + 1).tolist(), len(portions)]
        for begin, end in zip([0, *ends], ends, strict=False):
            self._writer.write_batch(whole.slice(begin, end - begin))
            self._batches[portions[begin]].append(self._written)
            self._places[portions[begin]].append(places[begin:end])
            self._written += 1

    def portions(self) -> Iterator[tuple[pa.Table, Places]]:
        """The rows of each portion, as they came, and the place of each. Nothing is added any more."""
        self._writing.close()
        reader = pa.ipc.open_file(self._file)
        for batches, places in zip(self._batches, self._places, strict=True):
            yield pa.Table.from_batches([reader.get_batch(number) for number in batches]), np.concatenate(places)
