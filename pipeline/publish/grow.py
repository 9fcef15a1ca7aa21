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
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import IO, Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from newsbeam.connectors.disk.durable import sync_file
from newsbeam.connectors.disk.failpoints import failpoint

_UP: Literal["ascending"] = "ascending"
SORTED_BY = [("first_created", _UP), ("story_id", _UP), ("telling_id", _UP)]
_LONG = frozenset(
    {
        "headline",
        "headline_raw",
        "page_text",
        "summary",
        "body_text",
        "text",
        "byline",
        "url",
        "canonical_url",
        "guid",
        "ed_note",
        "usage_terms",
        "rights",
    }
)
_SOUGHT = frozenset(
    {
        "country",
        "story_id",
        "telling_id",
        "cluster_id",
        "revision",
        "provider",
        "feed_id",
        "language",
        "story_country",
        "pub_status",
    }
    | {"first_created", "version_created", "fetched_at", "published_at", "batch_id"}
)
"""Columns that readers filter by: the smallest and largest value of each large row group is kept."""
_UNIQUE = _LONG | {"story_id", "telling_id", "supersedes", "content_hash", "cluster_id", "revision_order", "landing_ref"}
"""Columns whose values hardly repeat: a dictionary of them is built in vain."""
_SOUGHT_IN_SMALL = frozenset({"published_at", "first_created", "provider"})
"""Of a few rows, only these: each pair costs the footer as much as some columns' values."""
WORTH_NOW, WORTH_FINALLY = 400, 64
"""Bytes of a column from which compressing it is worth a compressor's making in a small group, and from which it saves bytes."""
FINAL_LEVEL = 9
"""Of zstd: a fifth fewer bytes than the level by default, for half as much time again."""
SMALL_GROUP = 64
_FILLER = bytes(1 << 20)
GROUP_ROWS = 65_536


def begin(aside: Path, table: pa.Table) -> int:
    """Write a new file with these rows, synced; how many rows its footer counts."""
    with aside.open("wb") as file:
        with writing(file, table.schema, small=gaining(table, WORTH_NOW), final=False) as writer:
            writer.write_table(table, row_group_size=GROUP_ROWS)
            failpoint("mid_grow_write")
        failpoint("after_grow_write")
        sync_file(file)
    return int(writer.writer.metadata.num_rows)


def extend(old: Path, metadata: Any, aside: Path, table: pa.Table) -> int:
    """Write the next generation of `old` (whose footer is `metadata`) with these rows behind the old ones, synced.

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
        sync_file(file)
    return int(joint.num_rows)


def data_end(file: IO[bytes]) -> int:
    """The offset of a Parquet file's footer."""
    size = file.seek(0, os.SEEK_END)
    file.seek(size - 8)
    tail = file.read(8)
    return size - 8 - int.from_bytes(tail[:4], "little")


def append_groups(file: IO[bytes], keep: int, table: pa.Table) -> Any:
    """Write row groups into `file` as if behind `keep` bytes; their metadata. The file ends behind them, without a footer."""
    sink = _Tail(file, keep)
    through = pa.PythonFile(sink, mode="w")
    with writing(through, table.schema, small=gaining(table, WORTH_NOW), final=False) as writer:
        left = keep - sink.at  # the writer has put its magic at 0
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


@contextmanager
def writing(sink: Any, schema: pa.Schema, *, small: frozenset[str] | None = None, final: bool = True) -> Iterator[Any]:
    """A ParquetWriter that does not complain a second time, from its destructor, after the disk refused.

    `small`: the columns of a small row group that are worth compressing (`gaining`); None: the group is large.
    `final`: the file is written once and for all, so a better compression is worth its time.
    """
    writer = pq.ParquetWriter(
        sink, schema, **options(schema.remove_metadata(), small, final)
    )  # metadata cannot be hashed before pyarrow 22
    try:
        yield writer
        if schema.metadata:
            writer.add_key_value_metadata(schema.metadata)
        writer.close()
    finally:
        writer.is_open = False


def gaining(table: pa.Table, worth: int) -> frozenset[str] | None:
    """The columns of a small row group that gain by compression, of at least `worth` bytes; None where the group is not small."""
    if table.num_rows >= SMALL_GROUP:
        return None
    return frozenset(name for name, column in zip(table.schema.names, table.columns, strict=True) if column.nbytes >= worth)


@lru_cache(maxsize=1024)
def options(schema: pa.Schema, small: frozenset[str] | None, final: bool) -> dict[str, Any]:
    """How every published file is written.

    A compressor or a dictionary per column and row group costs more than a few values are worth, so of small groups those
    columns are compressed that gain, and more of them when the file is sealed. Arrow's own copy of the schema (7 KB) says nothing
    that Parquet's does not; a page index serves nobody in a group of one page a column.
    """
    leaves = _leaves(schema)
    packed = {leaf: "zstd" for leaf in leaves if small is None or leaf.partition(".")[0] in small}
    chosen: dict[str, Any] = {
        "compression": packed or "none",
        "compression_level": dict.fromkeys(packed, FINAL_LEVEL) if final and packed else None,
        "use_dictionary": sorted(leaves - _UNIQUE) if small is None else False,
        "write_statistics": sorted(leaves & (_SOUGHT if small is None else _SOUGHT_IN_SMALL)),
        "write_page_index": small is None,
        "write_page_checksum": True,
        "store_schema": False,
    }
    if all(name in schema.names for name, _ in SORTED_BY):
        chosen["sorting_columns"] = pq.SortingColumn.from_ordering(schema, SORTED_BY)
    return chosen


@cache
def _leaves(schema: pa.Schema) -> frozenset[str]:
    """The paths of a schema's leaf columns, as Parquet writes them."""
    sink = pa.BufferOutputStream()
    pq.write_table(schema.empty_table(), sink)
    written = pq.read_metadata(pa.BufferReader(sink.getvalue())).schema
    return frozenset(written.column(n).path for n in range(len(written.names)))


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
        if self.at >= self._keep:
            self._file.write(piece)
        self.at += size
        return size

    def flush(self) -> None:
        """Nothing is held back here; the file below is flushed by whoever opened it."""

    def tell(self) -> int:
        return self.at

    def writable(self) -> bool:
        return True
