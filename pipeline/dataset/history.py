"""History is the dataset: which tellings are published, asked by `story_id`. There is no index to lose.

Which rows there are is read from the partition files; where a story lies is found through small derived files,
`_state/keys/<date>.arrow` (22 bytes a row), each naming the files that it was made from. One that is missing, stale or
damaged is made anew, and what is said of a telling always comes from the partition file itself.
"""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
import pyarrow as pa

from newsbeam.pipeline.dataset.key_index import Day, Source, day_keys, sources
from newsbeam.pipeline.dataset.published_file import footer, read_columns

WINDOW_DAYS = 30
_OPEN_FILES = 128
"""Partition files whose key columns are kept in memory."""
_COLUMNS = [
    "story_id",
    "telling_id",
    "content_hash",
    "normaliser_version",
    "pub_status",
    "revision_order",
    "revision",
    "cluster_id",
]


class KnownTelling(NamedTuple):
    """A published telling, as far as deciding needs it."""

    telling_id: str
    content_hash: str
    normaliser_version: int
    pub_status: str
    revision_order: str
    date: str
    country: str
    """`date` and `country` are the partition that holds it, and with it all tellings of its story."""
    revision: int
    cluster_id: str | None = None


class History:
    """The published tellings of the last `days` days, and of any other day that is asked for."""

    def __init__(self, stories: Path, as_of: datetime, days: int) -> None:
        self._stories, self._as_of, self._days = stories, as_of, days
        last = as_of.date() + timedelta(days=1)  # a feed may be a day ahead of UTC
        self._window = [(last - timedelta(days=n)).isoformat() for n in range(days + 2)]
        self.generation: tuple[tuple[Source, ...], ...] = ()
        self._loaded: dict[str, Day] = {}
        self._order: Any = None
        self._look = object()
        """Days outside the window are listed once a look; `load` begins another."""

    @classmethod
    def load(cls, stories: Path, as_of: datetime, days: int = WINDOW_DAYS) -> Self:
        """The history of a dataset as it stands now; the same object while nothing was published since (per process)."""
        fresh = cls(stories, as_of, days)
        fresh.generation = tuple(sources(stories, date) for date in fresh._window)
        key = (str(stories), as_of.date().isoformat(), days)
        known = _CACHE.get(key)
        if isinstance(known, cls) and known.generation == fresh.generation:
            known._look = fresh._look
            return known
        fresh._gather()
        _CACHE.clear()  # one output is worked on at a time, and an older generation of it serves nobody
        _CACHE[key] = fresh
        return fresh

    def __reduce__(self) -> tuple[Callable[..., "History"], tuple[Path, datetime, int]]:
        return (History.load, (self._stories, self._as_of, self._days))

    def tellings(self, story_id: str, date: str | None = None) -> tuple[KnownTelling, ...]:
        """The published tellings of a story, by revision. `date`: where to look if the window does not have it."""
        high, low = int(story_id[:16], 16), int(story_id[16:], 16)
        at = int(np.searchsorted(self._highs, np.uint64(high)))
        places = []
        while at < len(self._highs) and self._highs[at] == high:
            day, row = self._place(int(self._order[at]))
            if day.lows[row] == low:
                places.append((day, row))
            at += 1
        if not places and date is not None and date not in self._loaded:
            day = self._day(date)
            places = [(day, row) for row in day.find(high, low)]
        if not places:
            return ()
        return tuple(sorted((self._telling(story_id, day, row) for day, row in places), key=lambda t: t.revision))

    def __len__(self) -> int:
        return len(self._highs)

    def _gather(self) -> None:
        """Load the window's days, and merge their sorted keys into one."""
        for date, files in zip(self._window, self.generation, strict=True):
            self._loaded[date] = day_keys(self._stories, date, files)
        self._days_in_order = list(self._loaded.values())
        sizes = [len(day.highs) for day in self._days_in_order]
        self._begins = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
        together = np.concatenate([day.highs for day in self._days_in_order])
        # Each day is sorted already, and numpy's stable sort merges runs.
        self._order = np.argsort(together, kind="stable").astype(np.uint32)
        self._highs = together[self._order]

    def _place(self, at: int) -> tuple[Day, int]:
        number = int(np.searchsorted(self._begins, at, side="right")) - 1
        return self._days_in_order[number], at - int(self._begins[number])

    def _day(self, date: str) -> Day:
        found = _OTHER_DAYS.get((str(self._stories), date))
        files = sources(self._stories, date) if found is None or found.checked is not self._look else found.files
        if found is None or found.files != files:
            found = day_keys(self._stories, date, files)
        found.checked = self._look
        _keep(_OTHER_DAYS, (str(self._stories), date), found, 400)
        return found

    def _telling(self, story_id: str, day: Day, row: int) -> KnownTelling:
        source = day.files[int(day.file[row])]
        table = _key_columns(self._stories / f"date={day.date}" / source.path, source)
        at = int(day.row[row])
        if at >= table.num_rows or table.column(0)[at].as_py() != story_id:
            listed = table.column(0).to_pylist()  # replaced since it was listed: the file itself tells
            found = listed.index(story_id) if story_id in listed else -1
            if found < 0:
                raise LookupError(f"{story_id}: not where history has it ({source.path}); was the dataset changed meanwhile?")
            at = found
        telling_id, content_hash, normaliser, status, order, revision, cluster_id = (
            table.column(n)[at].as_py() for n in range(1, len(_COLUMNS))
        )
        return KnownTelling(telling_id, content_hash, normaliser, status, order, day.date, source.country, revision, cluster_id)


def _key_columns(path: Path, source: Source) -> pa.Table:
    key = (str(path), source)
    table = _FILES.get(key)
    if table is None:
        (read,) = read_columns((footer(path),), _COLUMNS)
        table = read.select(_COLUMNS).combine_chunks()
    _keep(_FILES, key, table, _OPEN_FILES)
    return table


def _keep(cache: "OrderedDict[Any, Any]", key: Any, value: Any, limit: int) -> None:
    cache[key] = value
    cache.move_to_end(key)
    if len(cache) > limit:
        cache.popitem(last=False)


_CACHE: dict[tuple[str, str, int], History] = {}
_OTHER_DAYS: OrderedDict[tuple[str, str], Day] = OrderedDict()
_FILES: OrderedDict[tuple[str, Source], pa.Table] = OrderedDict()
