"""Where every story lies, for ever: story id -> the dates of its partitions. Derived from `stories/`, and never behind it.

`_state/index/head` holds the last few thousand entries and names the sorted, immutable segments with the others, which are mapped
and not read: 12 bytes a story, no memory of its own. A batch's entries are written (`add`) before its rows take their places, so
the index may be ahead of the table, never behind; whoever asks looks into the partition itself, so being ahead tells nothing
wrong. `docs/architecture.md` says why it is a store of our own.
"""

import json
import mmap
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np

from newsbeam.connectors.disk.durable import make_folder, replace_durably, sync_file, sync_folder
from newsbeam.connectors.disk.failpoints import failpoint

INDEX_VERSION = 1
TAIL = 16_384
"""Entries that the head holds: 200 KB, written with every batch that has new stories."""
FACTOR = 4
"""A segment is merged with the younger ones once they hold more than such a part of it: each entry is rewritten log4(n) times."""
_HEAD = "head"
_MAGIC = b"newsbeam-index-1"
_LEAD = 64
_BUCKET = 8
"""Bits: about so many entries (256) lie between two marks of a segment's directory."""
_NOWHERE: set[str] = set()
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)

Runs = Sequence[tuple[Any, Any]]
"""Sorted arrays: the first halves of story ids (uint64), and their dates as ordinals (int32)."""


class Head(NamedTuple):
    """What the index consists of."""

    upto: datetime
    """`published_at` of the last batch in it."""
    segments: tuple[tuple[str, int], ...]
    """(file, entries), the oldest and largest first."""
    highs: Any
    days: Any


class _Segment:
    """One mapped file: a lead, the sorted halves, their dates, and marks that lead to each of 2^n equal ranges."""

    def __init__(self, path: Path, count: int) -> None:
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        lead = bytes(self._map[:_LEAD])
        bits = _bits(count)
        if lead[: len(_MAGIC)] != _MAGIC or len(self._map) != _LEAD + 12 * count + 4 * ((1 << bits) + 1):
            raise ValueError(f"{path}: not a segment of {count} entries")
        view = memoryview(self._map)
        self.highs = view[_LEAD : _LEAD + 8 * count].cast("Q")
        self.days = view[_LEAD + 8 * count : _LEAD + 12 * count].cast("i")
        self._marks = view[_LEAD + 12 * count :].cast("I")
        self._shift = 64 - bits
        self.crc = int.from_bytes(lead[len(_MAGIC) : len(_MAGIC) + 4], "little")

    def first(self, high: int) -> int:
        """Where one half begins, or would."""
        at = high >> self._shift
        return bisect_left(self.highs, high, self._marks[at], self._marks[at + 1])

    def arrays(self) -> tuple[Any, Any]:
        """Its entries, still mapped."""
        return np.frombuffer(self.highs, np.uint64), np.frombuffer(self.days, np.int32)

    def is_whole(self) -> bool:
        """Whether its bytes are those that were written: reads them all."""
        return self.crc == zlib.crc32(memoryview(self._map)[_LEAD:])


class StoryIndex:
    """The index as it stood when it was opened. Files that go meanwhile stay readable."""

    def __init__(self, head: Head, segments: Sequence[_Segment]) -> None:
        self.head, self._segments = head, tuple(reversed(segments))
        self._highs, self._days = memoryview(head.highs.tobytes()).cast("Q"), memoryview(head.days.tobytes()).cast("i")

    @classmethod
    def open(cls, folder: Path) -> Self | None:
        """The index in a folder; None where there is none, or one that cannot be used."""
        path = folder / _HEAD
        for _ in range(5):
            try:
                facts = path.stat()
                stamp = (str(path), facts.st_ino, facts.st_size, facts.st_mtime_ns)
                if _OPEN and _OPEN[0][0] == stamp and isinstance(_OPEN[0][1], cls):
                    return _OPEN[0][1]
                head = read_head(folder)
                found = None if head is None else cls(head, [_Segment(folder / name, count) for name, count in head.segments])
            except FileNotFoundError:
                if not path.exists():
                    return None
                continue  # a segment went while its successor was written
            except (OSError, ValueError):
                return None
            if found is not None:
                _OPEN[:] = [(stamp, found)]
            return found
        return None

    def dates(self, high: int) -> set[str]:
        """The dates under which a story with this half of an id may lie."""
        found: list[int] = []
        at = bisect_left(self._highs, high)
        while at < len(self._highs) and self._highs[at] == high:
            found.append(self._days[at])
            at += 1
        for one in self._segments:
            at, highs = one.first(high), one.highs
            while at < len(highs) and highs[at] == high:
                found.append(one.days[at])
                at += 1
        return {date.fromordinal(one).isoformat() for one in found} if found else _NOWHERE

    def __len__(self) -> int:
        return len(self._highs) + sum(len(one.highs) for one in self._segments)

    def is_whole(self) -> bool:
        """Whether every segment's bytes are those that were written. Reads them all."""
        return all(one.is_whole() for one in self._segments)


def read_head(folder: Path) -> Head | None:
    """The head; None where it is damaged or of another version."""
    raw = (folder / _HEAD).read_bytes()
    line, _, rest = raw.partition(b"\n")
    try:
        facts = json.loads(line)
        count = int(facts["entries"])
        if facts["version"] != INDEX_VERSION or facts["crc"] != zlib.crc32(rest) or len(rest) != 12 * count:
            return None
        segments = tuple((str(name), int(entries)) for name, entries in facts["segments"])
        upto = datetime.fromisoformat(facts["upto"])
    except (ValueError, KeyError, TypeError):
        return None
    return Head(upto, segments, np.frombuffer(rest, np.uint64, count), np.frombuffer(rest, np.int32, count, 8 * count))


def add(folder: Path, entries: Iterable[tuple[int, str]], upto: datetime) -> None:
    """Add a batch's stories, synced; adding them twice changes nothing that anybody is told. The index is there already."""
    head = read_head(folder)
    if head is None:
        raise ValueError(f"{folder}: no index to add to")
    told = sorted(set(entries))
    highs = np.concatenate([head.highs, np.array([high for high, _ in told], np.uint64)])
    days = np.concatenate([head.days, np.array([date.fromisoformat(day).toordinal() for _, day in told], np.int32)])
    _grow(folder, head.segments, _sorted([(highs, days)]), max(head.upto, upto))


def make(folder: Path, runs: Iterable[tuple[Any, Any]], upto: datetime, portion: int = 1 << 22) -> None:
    """Make the index anew from unsorted runs; a portion of them is in memory at a time."""
    make_folder(folder)
    segments: list[tuple[str, int]] = []
    held: list[tuple[Any, Any]] = []
    for run in runs:
        held.append(run)
        if sum(len(highs) for highs, _ in held) >= portion:
            segments.append(_write(folder, [_sorted(held)]))
            held = []
    rest = _sorted(held) if held else (np.empty(0, np.uint64), np.empty(0, np.int32))
    _grow(folder, tuple(segments), rest, upto, merge=len(segments) > 1)


def _grow(
    folder: Path, segments: tuple[tuple[str, int], ...], tail: tuple[Any, Any], upto: datetime, *, merge: bool = False
) -> None:
    kept = list(segments)
    if merge or len(tail[0]) > TAIL:
        size, young = len(tail[0]), 0
        while young < len(kept) and (merge or kept[-1 - young][1] <= FACTOR * size):
            young += 1
            size += kept[-young][1]
        old = [_Segment(folder / name, count).arrays() for name, count in kept[len(kept) - young :]]
        kept = [*kept[: len(kept) - young], _write(folder, [*old, tail])]
        tail = (tail[0][:0], tail[1][:0])
    failpoint("before_index_head")
    body = tail[0].tobytes() + tail[1].tobytes()
    facts = {"version": INDEX_VERSION, "upto": upto.isoformat(), "segments": kept, "entries": len(tail[0]), "crc": zlib.crc32(body)}
    aside = folder / ".head.tmp"
    with aside.open("wb") as file:
        file.write(json.dumps(facts).encode("ascii") + b"\n" + body)
        sync_file(file)
    replace_durably(aside, folder / _HEAD)
    sync_folder(folder)
    failpoint("after_index_head")
    named = {name for name, _ in kept}
    for path in folder.iterdir():
        if path.name != _HEAD and path.name not in named:
            path.unlink(missing_ok=True)


def _sorted(runs: Runs) -> tuple[Any, Any]:
    highs, days = (np.concatenate(columns) for columns in zip(*runs, strict=True))
    order = np.argsort(highs, kind="stable")
    highs, days = highs[order], days[order]
    if len(highs) < 2:
        return highs, days
    again = np.concatenate([[False], (highs[1:] == highs[:-1]) & (days[1:] == days[:-1])])
    return highs[~again], days[~again]


def _write(folder: Path, runs: Runs) -> tuple[str, int]:
    """A segment of sorted runs, written a range of ids at a time: memory for a part of it only."""
    count = sum(len(highs) for highs, _ in runs)
    bits = _bits(count)
    steps = 6 if count > 1 << 20 else 0
    aside = folder / ".segment.tmp"
    with aside.open("w+b") as file:
        file.truncate(_LEAD + 12 * count + 4 * ((1 << bits) + 1))
        with mmap.mmap(file.fileno(), 0) as mapped:
            view = memoryview(mapped)
            highs = np.frombuffer(view, np.uint64, count, _LEAD)
            days = np.frombuffer(view, np.int32, count, _LEAD + 8 * count)
            bounds = [_places(one, steps) for one, _ in runs]
            at = 0
            for step in range(1 << steps):
                parts = [(h[b[step] : b[step + 1]], d[b[step] : b[step + 1]]) for (h, d), b in zip(runs, bounds, strict=True)]
                together = np.concatenate([h for h, _ in parts])
                order = np.argsort(together, kind="stable")
                end = at + len(together)
                highs[at:end] = together[order]
                days[at:end] = np.concatenate([d for _, d in parts])[order]
                at = end
            marks = np.frombuffer(view, np.uint32, (1 << bits) + 1, _LEAD + 12 * count)
            marks[:] = _places(highs, bits)
            crc = zlib.crc32(view[_LEAD:])
            del highs, days, marks
            view[:_LEAD] = (_MAGIC + crc.to_bytes(4, "little")).ljust(_LEAD, b"\0")
            view.release()
            mapped.flush()
        sync_file(file)
    name = f"{crc:08x}-{count}.keys"
    replace_durably(aside, folder / name)
    return name, count


def _places(highs: Any, bits: int) -> Any:
    """Where each of 2^bits equal ranges of ids begins, and where the last ends."""
    edges = np.arange(1 << bits, dtype=np.uint64) << np.uint64(64 - bits) if bits else np.zeros(1, np.uint64)
    return np.append(np.searchsorted(highs, edges), len(highs))


def _bits(count: int) -> int:
    return max(1, count.bit_length() - _BUCKET)


_OPEN: list[tuple[tuple[Any, ...], StoryIndex]] = []
"""The index that this process opened last."""
