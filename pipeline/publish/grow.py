"""A Parquet file that grows under its readers: the new generation keeps every byte of the old at its old place.

A reader opens a file more than once (DuckDB and Polars do); if the name then shows the next generation, what it has read
before still holds: its footer finds the old bytes, and its idea of the file's size finds the old footer. (Keeping only the
data and not the old footer made one Polars query in ten fail: it asks for the size first.) So the new file is the whole
old one, then the new row group, then one footer for both, written aside, synced and renamed over. The old footers are
dead weight until the file is sealed.

pyarrow cannot append, but its writer can be led to write *as if* behind the old data: it writes through a sink that throws
away what comes before the old data's end, and its offsets follow filler bytes that are written up to there.
"""

import io
import os
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from newsbeam.connectors.disk.failpoints import failpoint
from newsbeam.pipeline.process.together import together
from newsbeam.pipeline.publish.row_groups import GROUP_ROWS, growing, writing

_FILLER = bytes(1 << 20)


def begin(aside: Path, table: pa.Table) -> int:
    """Write a new file with these rows, which is to be synced; how many rows its footer counts."""
    with aside.open("wb") as file:
        with writing(file, table.schema, growing(table)) as writer:
            writer.write_table(table, row_group_size=GROUP_ROWS)
            failpoint("mid_grow_write")
        failpoint("after_grow_write")
    return int(writer.writer.metadata.num_rows)


def extend(old: Path, metadata: Any, aside: Path, table: pa.Table) -> int:
    """Write the next generation of `old` (whose footer is `metadata`, which becomes that of both) with these rows behind the old ones; it is to be synced.

    Gives how many rows the joint footer counts.
    """
    with old.open("rb") as source, aside.open("wb") as file:
        keep = source.seek(0, os.SEEK_END)
        copy_prefix(source, file, keep)
        failpoint("mid_grow_write")
        added = append_groups(file, keep, table)
        joint = metadata
        joint.append_row_groups(added)
        file.write(footer_bytes(joint))
        failpoint("after_grow_write")
    return int(joint.num_rows)


def generation(path: Path, metadata: Any, groups: int) -> tuple[int, Any] | None:
    """(bytes, footer) of the generation of a file (whose footer is `metadata`) that had its first `groups` row groups and no more.

    None where there was none: they were written together with the next one.
    """
    first = metadata.row_group(groups).column(0)
    length = int(first.data_page_offset if first.dictionary_page_offset is None else first.dictionary_page_offset)
    try:
        with pa.memory_map(str(path)) as whole:
            found = pq.read_metadata(pa.BufferReader(whole.read_buffer(length)))
    except pa.ArrowException:
        return None
    return (length, found) if found.num_row_groups == groups else None


def data_end(file: IO[bytes]) -> int:
    """The offset of a Parquet file's footer."""
    size = file.seek(0, os.SEEK_END)
    file.seek(size - 8)
    tail = file.read(8)
    return size - 8 - int.from_bytes(tail[:4], "little")


def append_groups(file: IO[bytes], keep: int, table: pa.Table) -> Any:
    """Write row groups into `file` as if behind `keep` bytes; their metadata. The file ends behind them, without a footer."""
    sink = _Tail(file, keep)
    with together(sink) as through, writing(through, table.schema, growing(table)) as writer:
        left = keep - through.tell()  # the writer has put its magic at 0
        while left:
            left -= through.write(_FILLER[:left])
        writer.write_table(table, row_group_size=GROUP_ROWS)
    file.flush()
    with Path(file.name).open("rb") as written:
        end = data_end(written)
    file.seek(end)
    file.truncate()
    return writer.writer.metadata


def footer_bytes(metadata: Any) -> bytes:
    """A footer as it stands at a file's end: metadata, its length, the magic."""
    sink = pa.BufferOutputStream()
    metadata.write_metadata_file(sink)
    return bytes(sink.getvalue())[4:]  # a metadata file begins with the magic


def copy_prefix(source: IO[bytes], target: IO[bytes], length: int) -> None:
    """Copy the first `length` bytes; the kernel does it, and a file system that can shares the blocks."""
    done = 0
    try:
        while done < length:
            copied = os.copy_file_range(source.fileno(), target.fileno(), length - done, done, done)
            if not copied:
                break
            done += copied
    except OSError as error:
        if done or error.errno not in _NO_KERNEL_COPY:
            raise
    source.seek(done)
    target.seek(done)
    while done < length:
        piece = source.read(min(1 << 20, length - done))
        if not piece:
            raise OSError(f"{source.name}: ends at {done} of {length} bytes")
        target.write(piece)
        done += len(piece)
    target.flush()


_NO_KERNEL_COPY = frozenset({18, 22, 38, 95})  # EXDEV, EINVAL, ENOSYS, EOPNOTSUPP: another file system, or an old kernel


class _Tail(io.RawIOBase):
    """A sink that keeps only what is written behind `keep` bytes."""

    def __init__(self, file: IO[bytes], keep: int) -> None:
        super().__init__()
        self._file, self._keep, self.at = file, keep, 0

    def write(self, piece: Any) -> int:
        size = len(piece)
        if self.at + size > self._keep:  # a piece may begin before that and end behind it
            self._file.write(memoryview(piece)[max(0, self._keep - self.at) :])
        self.at += size
        return size

    def flush(self) -> None:
        """Nothing is held back here; the file below is flushed by whoever opened it."""

    def tell(self) -> int:
        return self.at

    def writable(self) -> bool:
        return True
