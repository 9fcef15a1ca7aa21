"""The keys of one day's published rows, sorted, in a small file that can always be made anew from the partition files."""

import json
import os
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.ipc

from newsbeam.pipeline.dataset.published_file import footer, read_columns
from newsbeam.pipeline.dataset.storage import LOCAL, Storage
from newsbeam.pipeline.dataset.waiting import waiting
from newsbeam.pipeline.process.threads import threads

INDEX_VERSION = 1
_SCHEMA = pa.schema([("high", pa.uint64()), ("low", pa.uint64()), ("file", pa.uint16()), ("row", pa.uint32())])


class Source(NamedTuple):
    """One partition file as it stood when it was listed: enough to notice that it is another now."""

    path: str
    """Below `date=.../`: `country=PK/stories-00000.parquet`."""
    size: int
    mtime_ns: int
    inode: int

    @property
    def country(self) -> str:
        """The partition's country."""
        return self.path[8:10]


@dataclass(slots=True)
class Day:
    """The keys of one date's rows, sorted by story id (its two halves as integers), and where each row lies."""

    date: str
    files: tuple[Source, ...]
    highs: Any
    lows: Any
    file: Any
    row: Any
    checked: Any = field(default=None, compare=False)
    """The look (`History`) that listed the files last."""

    def find(self, high: int, low: int) -> list[int]:
        """Rows with this story id."""
        at = int(np.searchsorted(self.highs, np.uint64(high)))
        found = []
        while at < len(self.highs) and self.highs[at] == high:
            if self.lows[at] == low:
                found.append(at)
            at += 1
        return found


def sources(stories: Path, date: str, storage: Storage = LOCAL) -> tuple[Source, ...]:
    """The partition files of one date as they stand, without those of partitions that wait; none where nothing is published."""
    storage.want(f"stories/date={date}/")
    folder = stories / f"date={date}"
    found = []
    out_of_reach = {f"country={country}" for day, country in waiting(stories) if day == date}
    try:
        with os.scandir(folder) as countries:
            names = sorted(one.name for one in countries if one.name.startswith("country=") and one.name not in out_of_reach)
    except FileNotFoundError:
        return ()
    for name in names:
        with os.scandir(folder / name) as files:
            for one in files:
                if one.name.endswith(".parquet"):
                    facts = one.stat()
                    found.append(Source(f"{name}/{one.name}", facts.st_size, facts.st_mtime_ns, facts.st_ino))
    return tuple(sorted(found))


def day_keys(stories: Path, date: str, files: tuple[Source, ...]) -> Day:
    """The keys of one date, from its index file where that is of these very files, else from the partition files."""
    if not files:
        empty = np.empty(0, np.uint64)
        return Day(date, (), empty, empty, np.empty(0, np.uint16), np.empty(0, np.uint32))
    path = stories.parent / "_state" / "keys" / f"{date}.arrow"
    old = _read(path)
    if old is not None and old[0] == files:
        return _day(date, files, old[1])
    table = _make(stories / f"date={date}", files, old)
    _write(path, files, table)
    return _day(date, files, table)


def _day(date: str, files: tuple[Source, ...], table: pa.Table) -> Day:
    return Day(date, files, *(table.column(n).chunk(0).to_numpy() for n in range(4)))


def _make(folder: Path, files: tuple[Source, ...], old: tuple[tuple[Source, ...], pa.Table] | None) -> pa.Table:
    """Sorted keys: of the files that stand as they stood, from the old index; of the others, from themselves."""
    numbers = {source: n for n, source in enumerate(old[0])} if old else {}
    pieces: list[list[Any]] = []
    if old:
        columns = [old[1].column(n).chunk(0).to_numpy() for n in range(4)]
        translation = np.full(len(old[0]), -1, np.int32)
        for n, source in enumerate(files):
            if source in numbers:
                translation[numbers[source]] = n
        mapped = translation[columns[2]]
        kept = mapped >= 0
        pieces.append([columns[0][kept], columns[1][kept], mapped[kept].astype(np.uint16), columns[3][kept]])
    fresh = [n for n, source in enumerate(files) if source not in numbers]
    for n, (high, low) in zip(fresh, threads().map(lambda n: _ids(folder / files[n].path), fresh), strict=True):
        pieces.append([high, low, np.full(len(high), n, np.uint16), np.arange(len(high), dtype=np.uint32)])
    together = [np.concatenate(parts) for parts in zip(*pieces, strict=True)]
    order = np.lexsort((together[1], together[0]))
    return pa.Table.from_arrays([pa.array(column[order]) for column in together], schema=_SCHEMA)


def _ids(path: Path) -> tuple[Any, Any]:
    (table,) = read_columns((footer(path),), ["story_id"])
    return halves(table.column(0))


def halves(ids: Any) -> tuple[Any, Any]:
    """Story ids (32 hexadecimal digits each) as two arrays of unsigned 64-bit integers. Raises ValueError on other ids."""
    joined = "".join(_digits(one) for one in ids.chunks) if isinstance(ids, pa.ChunkedArray) else _digits(ids)
    if len(joined) != 32 * len(ids):
        raise ValueError("a story_id that is not 32 hexadecimal digits")
    both = np.frombuffer(bytes.fromhex(joined), dtype=">u8").astype(np.uint64).reshape(-1, 2)
    return both[:, 0].copy(), both[:, 1].copy()


def _digits(ids: Any) -> str:
    """The texts of a column, one after the other, as they lie there."""
    if ids.null_count or not pa.types.is_string(ids.type):
        return "".join(one or "" for one in ids.to_pylist())
    begins, digits = ids.buffers()[1:]
    ends = np.frombuffer(begins, np.int32, len(ids) + 1, 4 * ids.offset) if len(ids) else np.zeros(1, np.int32)
    return bytes(memoryview(digits or b"")[int(ends[0]) : int(ends[-1])]).decode("ascii", "replace")


def _read(path: Path) -> tuple[tuple[Source, ...], pa.Table] | None:
    """An index file, or None where it is missing, of another version, or damaged."""
    try:
        with pa.memory_map(str(path)) as mapped:
            table = pa.ipc.open_file(mapped).read_all()
        facts = json.loads(table.schema.metadata[b"newsbeam.keys"])
        if facts["version"] != INDEX_VERSION or table.schema.remove_metadata() != _SCHEMA or facts["crc"] != _crc(table):
            return None
        return tuple(Source(*one) for one in facts["files"]), table.combine_chunks()
    except (OSError, pa.ArrowException, KeyError, ValueError, TypeError):
        return None


def _write(path: Path, files: tuple[Source, ...], table: pa.Table) -> None:
    """Keep the index for the next run. It is derived: a disk that refuses costs time, not truth."""
    facts = {"version": INDEX_VERSION, "crc": _crc(table), "files": files}
    table = table.replace_schema_metadata({"newsbeam.keys": json.dumps(facts)})
    aside = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with pa.OSFile(str(aside), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
        aside.replace(path)
    except OSError:
        aside.unlink(missing_ok=True)


def _crc(table: pa.Table) -> int:
    crc = 0
    for column in table.columns:
        for chunk in column.chunks:
            crc = zlib.crc32(chunk.to_numpy().tobytes(), crc)
    return crc
