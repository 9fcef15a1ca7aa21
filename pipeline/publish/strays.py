"""Rows that stand where they do not belong: in another partition's folder, or twice.

Nobody who publishes leaves any. A file put over another partition's brings them, and so does a backup laid over a table whose files were
sealed since and have other names now. To find them costs a few columns of each file: how many rows each batch has, and which partition each
row says that it is in. The keys of all rows are read for `--deep`, and where those counts are not as they should be.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.published_file import Published, footer, read_columns
from newsbeam.pipeline.dataset.waiting import Home, home_of, sound_files
from newsbeam.pipeline.process.arrow_kernels import MANY
from newsbeam.schemas.codes import Flag

Key = tuple[str, str]
"""(story_id, telling_id)."""
_HOME = ["partition_date", "partition_country"]
_KEY = ["story_id", "telling_id"]
_FACTS = [*_KEY, *_HOME, "batch_id", "published_at", "quality_flags"]
_COUNTRY = re.compile(r"[A-Z]{2}")


class Copy(NamedTuple):
    """One row that holds a key."""

    path: Path
    at: int
    """Its place in the file."""
    key: Key
    home: Home
    """The partition that it says it is in."""
    batch_id: str
    published_at: datetime
    is_purged: bool

    @property
    def is_at_home(self) -> bool:
        """Whether it lies in the folder of that partition."""
        return self.home == home_of(self.path)


class Strays(NamedTuple):
    """What is to be done about them."""

    doubled: list[Copy]
    """Rows whose key another row of their partition has: to be taken away."""
    lost: list[Copy]
    """Rows in another partition's folder, and not in theirs: to be put there, and then taken away."""
    apart: list[Copy]
    """Rows whose key another partition has as well: they stay, for newsbeam 0.1 made such."""
    beside: dict[Key, Path]
    """The file of a row that stays, of each key that was looked at."""


class Census:
    """The rows of the files that it was shown, counted."""

    def __init__(self, *, keys: bool) -> None:
        self.counts: Counter[str] = Counter()
        """By batch."""
        self.elsewhere: set[Path] = set()
        """Files with rows that say they are in another partition."""
        self._with_keys = keys
        self._keys: list[npt.NDArray[np.int64]] = []
        self._paths: list[Path] = []

    def add(self, file: Published) -> None:
        """Count the rows of a file. Raises DamagedFile."""
        own = home_of(file.path)
        for table in read_columns((file,), ["batch_id", *_HOME, *(_KEY if self._with_keys else ())]):
            for values, rows in _counted(table, [name for name in ("batch_id", *_HOME) if name in table.schema.names]):
                self.counts[values[0]] += rows
                if len(values) > 1 and _home(values[1], values[2], own) != own:
                    self.elsewhere.add(file.path)
            if self._with_keys:
                pairs = zip(*(table.column(name).to_pylist() for name in _KEY), strict=True)
                self._keys.append(np.fromiter(map(hash, pairs), np.int64, table.num_rows))
                self._paths.append(file.path)

    def suspects(self) -> tuple[list[Path], frozenset[int]]:
        """(files that may hold strays, hashes of keys that may be there twice)."""
        together = np.sort(np.concatenate(self._keys)) if self._keys else np.empty(0, np.int64)
        twice = np.unique(together[1:][together[1:] == together[:-1]])
        found = (
            {path for path, keys in zip(self._paths, self._keys, strict=True) if np.isin(keys, twice).any()}
            if len(twice)
            else set()
        )
        return sorted(found | self.elsewhere), frozenset(int(one) for one in twice)


def census_of(out: Output, *, keys: bool) -> Census:
    """The rows of the table, counted; partitions that wait are left out. Raises DamagedFile."""
    out.storage.want("stories/")
    census = Census(keys=keys)
    for path in sound_files(out.stories, "date=*/country=*/*.parquet", out.stories):
        census.add(footer(path))
    return census


def strays_of(out: Output) -> Strays:
    """The strays of a table. Raises DamagedFile."""
    return find_strays(out, census_of(out, keys=True))


def find_strays(out: Output, census: Census) -> Strays:
    """The strays of a table whose keys were counted. Raises DamagedFile."""
    paths, twice = census.suspects()
    copies: dict[Key, list[Copy]] = defaultdict(list)
    homes: set[Home] = set()
    for one in _copies(paths):
        if not one.is_at_home:
            homes.add(one.home)
        if not one.is_at_home or hash(one.key) in twice:
            copies[one.key].append(one)
    folders = [out.stories / f"date={date}" / f"country={country}" for date, country in sorted(homes)]
    for one in _copies(path for folder in folders for path in sorted(folder.glob("*.parquet")) if path not in paths):
        if one.key in copies:
            copies[one.key].append(one)
    found = Strays([], [], [], {})
    for own in copies.values():
        _judge(own, found)
    return found


def _judge(copies: list[Copy], found: Strays) -> None:
    """Enter the rows of one key."""
    homes: dict[Home, list[Copy]] = defaultdict(list)
    for one in copies:
        homes[one.home].append(one)
    for own in homes.values():
        there = [one for one in own if one.is_at_home]
        if there:
            stays = min(there, key=_rank)
        else:
            stays = min(own, key=_rank)
            found.lost.append(stays)
        found.doubled.extend(one for one in own if one is not stays)
        found.beside[stays.key] = stays.path
    if len(homes) > 1:
        found.apart.extend(min(own, key=_rank) for own in homes.values())


def by_file(copies: Iterable[Copy]) -> dict[Path, list[Copy]]:
    """The same rows, by file."""
    found: dict[Path, list[Copy]] = defaultdict(list)
    for one in copies:
        found[one.path].append(one)
    return dict(sorted(found.items()))


def _rank(one: Copy) -> tuple[object, ...]:
    """The first stays: what was purged, else what was published first; of equal rows that of the last file, so that older files go whole."""
    return (not one.is_purged, one.published_at, [-ord(letter) for letter in str(one.path)], one.at)


def _copies(paths: Iterable[Path]) -> Iterator[Copy]:
    """Every row of these files."""
    for path in paths:
        own = home_of(path)
        for table in read_columns((footer(path),), _FACTS):
            for at, row in enumerate(table.to_pylist()):
                home = _home(row.get("partition_date"), row.get("partition_country"), own)
                purged = Flag.PURGED.value in (row["quality_flags"] or ())
                yield Copy(path, at, (row["story_id"], row["telling_id"]), home, row["batch_id"], row["published_at"], purged)


def _home(date: object, country: str | None, own: Home) -> Home:
    """The partition that a row says it is in; of version 1, where it says nothing, that of its folder."""
    return own if date is None or _COUNTRY.fullmatch(country or "") is None else (str(date), str(country))


def _counted(table: pa.Table, names: list[str]) -> Iterable[tuple[tuple[Any, ...], int]]:
    """(values of these columns, how many rows have them)."""
    if table.num_rows < MANY:
        return Counter(zip(*(table.column(name).to_pylist() for name in names), strict=True)).items()
    found = table.group_by(names, use_threads=False).aggregate([([], "count_all")])
    *values, rows = (found.column(name).to_pylist() for name in (*names, "count_all"))
    return zip(zip(*values, strict=True), rows, strict=True)
