"""History is the dataset: which tellings are published, asked by `story_id`. There is no index to lose.

Which rows there are is read from the partition files; on which dates a story lies is found through `_state/index/`
(`story_index.py`), where on a date through `_state/keys/<date>.arrow` (22 bytes a row), each naming the files that it was made from.
Both are derived: what is missing, stale or damaged is made anew, and what is said of a telling always comes from the partition file.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
import pyarrow as pa

from newsbeam.pipeline.dataset.key_index import Day, Source, day_keys, sources
from newsbeam.pipeline.dataset.published_file import footer, read_columns
from newsbeam.pipeline.dataset.storage import LOCAL, Storage
from newsbeam.pipeline.dataset.story_index import LONG_AGO, Head, LastIndex, StoryIndex, index_of
from newsbeam.pipeline.dataset.story_index_files import highs_of, make
from newsbeam.pipeline.dataset.waiting import waiting
from newsbeam.schemas.errors import PartitionWaits

_OPEN_DAYS = 400
"""Days whose keys are kept in memory."""
_OPEN_FILES = 128
"""Partition files whose key columns are kept in memory."""
_COLUMNS = [
    "story_id",
    "telling_id",
    "content_hash",
    "pub_status",
    "revision_order",
    "revision",
    "cluster_id",
]


class KnownTelling(NamedTuple):
    """A published telling, as far as deciding needs it."""

    telling_id: str
    content_hash: str
    pub_status: str
    revision_order: str
    date: str
    country: str
    """`date` and `country` are the partition that holds it, and with it all tellings of its story."""
    revision: int
    cluster_id: str | None = None


class Opened:
    """What stays in memory of the tables that were asked: the index, the keys of days, the key columns of files; those used last."""

    def __init__(self) -> None:
        self.index = LastIndex()
        self._days: OrderedDict[tuple[str, str], Day] = OrderedDict()
        self._files: OrderedDict[tuple[str, Source], pa.Table] = OrderedDict()

    def day(self, stories: Path, date: str, look: object, storage: Storage = LOCAL) -> Day:
        """The keys of one day as it stands. Its files are listed once a look."""
        key = (str(stories), date)
        found = self._days.get(key)
        files = sources(stories, date, storage) if found is None or found.checked is not look else found.files
        if found is None or found.files != files:
            found = day_keys(stories, date, files)
        found.checked = look
        _keep(self._days, key, found, _OPEN_DAYS)
        return found

    def key_columns(self, path: Path, source: Source) -> pa.Table:
        """The key columns of one partition file."""
        key = (str(path), source)
        table = self._files.get(key)
        if table is None:
            (read,) = read_columns((footer(path),), _COLUMNS)
            table = read.select(_COLUMNS).combine_chunks()
        _keep(self._files, key, table, _OPEN_FILES)
        return table

    def clear(self) -> None:
        """Forget all."""
        self._days.clear()
        self._files.clear()


@cache
def opened_here() -> Opened:
    """What the histories of this process have in common where they are given none of their own: a worker makes one for every bundle."""
    return Opened()


class History:
    """The published tellings of every story, whatever its date."""

    def __init__(self, stories: Path, index: StoryIndex, storage: Storage, opened: Opened) -> None:
        self._stories, self._index, self._storage, self._opened = stories, index, storage, opened
        self.waiting = waiting(stories)
        """The partitions that nobody reads, because a file of theirs is damaged."""
        self._look = object()
        """A day's files are listed once a look; `load` begins another."""

    @classmethod
    def load(cls, stories: Path, storage: Storage = LOCAL, opened: Opened | None = None) -> Self:
        """The history of a dataset as it stands now; `storage` has the files that are not in the folder, `opened` what was read before."""
        opened = opened or opened_here()
        return cls(stories, opened.index.open(index_of(stories)) or _in_memory(stories, storage), storage, opened)

    def __reduce__(self) -> tuple[Callable[..., "History"], tuple[Path, Storage]]:
        return (History.load, (self._stories, self._storage))

    def __len__(self) -> int:
        return len(self._index)

    def tellings(self, story_id: str) -> tuple[KnownTelling, ...]:
        """The published tellings of a story, by revision.

        They lie in one partition; in several where a newsbeam before 0.2 published a story whose date its provider moved.
        Raises PartitionWaits where they may lie in a partition that cannot be read.
        """
        places = self._places(story_id)
        if not places and not self.waiting:
            return ()
        found = [self._telling(story_id, day, row) for day, row in places]
        if self.waiting and not found:
            days = {date for date, _ in self.waiting} & set(self._index.dates(int(story_id[:16], 16)))
            if days:
                raise PartitionWaits(f"{story_id}: is of {min(days)}, of which a partition cannot be read; `newsbeam repair`")
        return tuple(sorted(found, key=lambda t: (t.revision, t.date, t.country)))

    def perhaps(self, story_ids: Sequence[str]) -> set[str]:
        """Those of these stories that may be published, asked of the index at once; of the others `tellings` has nothing."""
        highs = highs_of(story_ids)
        there = np.zeros(len(highs), bool)
        for run in self._index.sorted_highs():
            if len(run):
                known = np.frombuffer(run, np.uint64)
                there |= known[np.minimum(known.searchsorted(highs), len(known) - 1)] == highs
        return {story_ids[at] for at in there.nonzero()[0].tolist()}

    def addresses(self, story_id: str) -> set[tuple[str | None, str | None]]:
        """(guid, url) of each telling of a story. Reads the files: for the few that are asked."""
        return {(row["guid"], row["url"]) for row in self._rows(story_id, "guid", "url")}

    def row_of(self, story_id: str, telling_id: str, *names: str) -> dict[str, Any]:
        """Columns of one telling as it was published, each None where it is not there. Reads the files, as `addresses` does."""
        rows = (row for row in self._rows(story_id, "telling_id", *names) if row["telling_id"] == telling_id)
        return next(rows, dict.fromkeys(names))

    def _rows(self, story_id: str, *names: str) -> list[dict[str, Any]]:
        files = {self._stories / f"date={day.date}" / day.files[int(day.file[row])].path for day, row in self._places(story_id)}
        columns = ["story_id", *names]
        return [
            dict.fromkeys(columns) | row  # a table of schema version 1 lacks some
            for path in sorted(files)
            for table in read_columns((footer(path),), columns)
            for at, one in enumerate(table.column("story_id").to_pylist())
            if one == story_id
            for row in table.slice(at, 1).to_pylist()
        ]

    def _places(self, story_id: str) -> list[tuple[Day, int]]:
        high = int(story_id[:16], 16)
        dates = self._index.dates(high)
        if not dates:
            return []
        low = int(story_id[16:], 16)
        return [
            (day, row)
            for one in sorted(dates)
            for day in (self._opened.day(self._stories, one, self._look, self._storage),)
            for row in day.find(high, low)
        ]

    def _telling(self, story_id: str, day: Day, row: int) -> KnownTelling:
        source = day.files[int(day.file[row])]
        table = self._opened.key_columns(self._stories / f"date={day.date}" / source.path, source)
        at = int(day.row[row])
        if at >= table.num_rows or table.column(0)[at].as_py() != story_id:
            listed = table.column(0).to_pylist()  # replaced since it was listed: the file itself tells
            found = listed.index(story_id) if story_id in listed else -1
            if found < 0:
                raise LookupError(f"{story_id}: not where history has it ({source.path}); was the dataset changed meanwhile?")
            at = found
        telling_id, content_hash, status, order, revision, cluster_id = (
            table.column(n)[at].as_py() for n in range(1, len(_COLUMNS))
        )
        return KnownTelling(telling_id, content_hash, status, order, day.date, source.country, revision, cluster_id)


def _keep(cache: "OrderedDict[Any, Any]", key: Any, value: Any, limit: int) -> None:
    cache[key] = value
    cache.move_to_end(key)
    if len(cache) > limit:
        cache.popitem(last=False)


def make_index(stories: Path, upto: datetime, storage: Storage = LOCAL) -> None:
    """Make the index anew from what is published; `upto`: when the last batch of it was."""
    make(index_of(stories), _runs(stories, storage), upto)


def _in_memory(stories: Path, storage: Storage) -> StoryIndex:
    """The index of a dataset that has none, where nothing may be written (a rehearsal): the driver of a batch makes it."""
    runs = list(_runs(stories, storage))
    highs = np.concatenate([highs for highs, _ in runs]) if runs else np.empty(0, np.uint64)
    days = np.concatenate([days for _, days in runs]) if runs else np.empty(0, np.int32)
    order = np.argsort(highs, kind="stable")
    mapped = (memoryview(column[order].tobytes()) for column in (highs, days))
    return StoryIndex(Head(LONG_AGO, (), next(mapped).cast("Q"), next(mapped).cast("i")), ())


def _runs(stories: Path, storage: Storage) -> Iterator[tuple[Any, Any]]:
    storage.want("stories/")
    for folder in sorted(stories.glob("date=*")):
        day = folder.name.removeprefix("date=")
        highs = np.unique(day_keys(stories, day, sources(stories, day)).highs)
        yield highs, np.full(len(highs), date.fromisoformat(day).toordinal(), np.int32)
