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
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple, Self

INDEX_VERSION = 1
HEAD = "head"
MAGIC = b"newsbeam-index-1"
LEAD = 64
_BUCKET = 8
"""Bits: about so many entries (256) lie between two marks of a segment's directory."""
_NOWHERE: set[str] = set()
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


def index_of(stories: Path) -> Path:
    """The folder of a dataset's index."""
    return stories.parent / "_state" / "index"


class Head(NamedTuple):
    """What the index consists of."""

    upto: datetime
    """`published_at` of the last batch in it."""
    segments: tuple[tuple[str, int], ...]
    """(file, entries), the oldest and largest first."""
    highs: Any
    days: Any


class Segment:
    """One mapped file: a lead, the sorted halves, their dates, and marks that lead to each of 2^n equal ranges."""

    def __init__(self, path: Path, count: int) -> None:
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        lead = bytes(self._map[:LEAD])
        bits = bits_of(count)
        if lead[: len(MAGIC)] != MAGIC or len(self._map) != LEAD + 12 * count + 4 * ((1 << bits) + 1):
            raise ValueError(f"{path}: not a segment of {count} entries")
        view = memoryview(self._map)
        self.highs = view[LEAD : LEAD + 8 * count].cast("Q")
        self.days = view[LEAD + 8 * count : LEAD + 12 * count].cast("i")
        self._marks = view[LEAD + 12 * count :].cast("I")
        self._shift = 64 - bits
        self.crc = int.from_bytes(lead[len(MAGIC) : len(MAGIC) + 4], "little")

    def first(self, high: int) -> int:
        """Where one half begins, or would."""
        at = high >> self._shift
        return bisect_left(self.highs, high, self._marks[at], self._marks[at + 1])

    def is_whole(self) -> bool:
        """Whether its bytes are those that were written: reads them all."""
        return self.crc == zlib.crc32(memoryview(self._map)[LEAD:])


class StoryIndex:
    """The index as it stood when it was opened. Files that go meanwhile stay readable."""

    def __init__(self, head: Head, segments: Sequence[Segment]) -> None:
        self.head, self._segments = head, tuple(reversed(segments))
        self._highs, self._days = head.highs, head.days

    @classmethod
    def open(cls, folder: Path) -> Self | None:
        """The index in a folder; None where there is none, or one that cannot be used."""
        path = folder / HEAD
        for _ in range(5):
            try:
                head = read_head(folder)
                return None if head is None else cls(head, [Segment(folder / name, count) for name, count in head.segments])
            except FileNotFoundError:
                if not path.exists():
                    return None
                continue  # a segment went while its successor was written
            except (OSError, ValueError):
                return None
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

    def sorted_highs(self) -> Iterator[Any]:
        """The halves of all ids, in sorted runs."""
        yield self._highs
        for one in self._segments:
            yield one.highs

    def __len__(self) -> int:
        return len(self._highs) + sum(len(one.highs) for one in self._segments)

    def is_whole(self) -> bool:
        """Whether every segment's bytes are those that were written. Reads them all."""
        return all(one.is_whole() for one in self._segments)


class LastIndex:
    """The index that was opened last, for those who open the same again: a worker asks once a bundle."""

    def __init__(self) -> None:
        self._last: tuple[tuple[str, int, int, int], StoryIndex] | None = None

    def open(self, folder: Path) -> StoryIndex | None:
        """As `StoryIndex.open`; the last one again where the head is still the same file."""
        path = folder / HEAD
        try:
            facts = path.stat()
        except OSError:
            return StoryIndex.open(folder)
        stamp = (str(path), facts.st_ino, facts.st_size, facts.st_mtime_ns)
        if self._last is not None and self._last[0] == stamp:
            return self._last[1]
        found = StoryIndex.open(folder)
        if found is not None:
            self._last = (stamp, found)
        return found


def read_head(folder: Path) -> Head | None:
    """The head; None where it is damaged or of another version."""
    raw = (folder / HEAD).read_bytes()
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
    body = memoryview(rest)
    return Head(upto, segments, body[: 8 * count].cast("Q"), body[8 * count :].cast("i"))


def bits_of(count: int) -> int:
    """How many bits lead to one of the equal ranges of so many entries."""
    return max(1, count.bit_length() - _BUCKET)
