"""The sketches of the last days, as a batch asks them.

Nothing is held in memory: a batch asks all its questions at once and the files stream by.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from newsbeam.pipeline.near.candidates import Index, Ints, Keys, Shares, index_of, pairs_between, strongest
from newsbeam.pipeline.near.files import WINDOW, SketchFile, sketch_files
from newsbeam.pipeline.near.overlap import Overlap, marks_of, may_hold
from newsbeam.pipeline.near.rows import Rows, microseconds_of, numbers_in
from newsbeam.pipeline.near.verify import Facts, facts_from
from newsbeam.pipeline.process.arrow_kernels import alike, among

_ASKED = ["story_id", "cluster_id", "first_created", "exact", "size", "keys"]
MOST_OLD = 8
"""Published texts that a new one is held against (`MOST` of its own batch): each is in memory until the batch is clustered."""
HELD = 1_000_000
"""Pairs that are held before the weakest are let go: 32 MB."""
_COMPARED = ["shingles", "numbers", "names", "capitals", "facts", "exact"]
_COLUMNS = ["story_id", "cluster_id", "first_created", *_COMPARED]
_BRINGS = "brings"


class Published(NamedTuple):
    """A telling that a new one may be a copy of: a leader's, or one that brings others into its cluster."""

    created: int
    """Microseconds since 1970."""
    story_id: str
    cluster_id: str
    facts: Facts


@dataclass
class Neighbours:
    """What the last days know of a batch's sketches."""

    cluster_of: dict[str, str] = field(default_factory=dict)
    """Published stories of the batch -> their cluster."""
    candidates: dict[int, list[Published]] = field(default_factory=lambda: defaultdict(list))
    """Row of the batch -> tellings it may be a copy of, the earliest first."""


class _Met(NamedTuple):
    """Rows of the batch and the leaders of one row group that they may carry."""

    rows: Ints
    group: Ints
    places: Ints
    shares: Shares


@dataclass
class RecentSketches:
    """The sketches of one window of time."""

    files: tuple[SketchFile, ...] = ()
    window: timedelta = WINDOW

    @classmethod
    def load(cls, root: Path, as_of: datetime, window: timedelta = WINDOW) -> "RecentSketches":
        """The sketches below `root`. What was told more than a day after `as_of` is left out: a replay must not see it."""
        latest = as_of + timedelta(days=1)
        return cls(tuple(one for one in sketch_files(root) if one.first <= latest), window)

    def groups(self, rows: Rows) -> Iterator[tuple[Any, int]]:
        """(file, row group) of what is near these rows in time; files that are further from them than the window are not opened."""
        if not self.files or not len(rows):
            return
        first, last = (limit(rows.created.tolist()) for limit in (min, max))
        for path, begin, end in self.files:
            if first - microseconds_of(end) > rows.window or microseconds_of(begin) - last > rows.window:
                continue
            file: Any = pq.ParquetFile(path, memory_map=True)
            yield from ((file, group) for group in range(file.num_row_groups))

    def ask(self, rows: Rows, keys: Keys, overlap: Overlap) -> Neighbours:
        """Everything that these files know of a batch's rows: the clusters of its stories, leaders that share its keys or
        its whole text, where by `overlap` one may hold the other. Rows that do not speak have the text of one that does, and
        none of the keys.
        """
        answer = Neighbours()
        groups = list(self.groups(rows))
        known, met = meet(rows, keys, list(enumerate(groups)))
        answer.cluster_of = {story_id: cluster_id for story_id, (_, cluster_id) in known.items()}
        for number, pairs in _kept(met).items():
            for row, published in texts(groups[number], pairs, overlap):
                answer.candidates[row].append(published)
        for found in answer.candidates.values():
            found.sort(key=lambda one: one[:2])
        return answer


def meet(rows: Rows, keys: Keys, groups: Sequence[tuple[int, tuple[Any, int]]]) -> tuple[dict[str, tuple[int, str]], list[_Met]]:
    """(the clusters of a batch's stories and who knows them, the pairs to verify) by these row groups, each with its number."""
    cluster_of: dict[str, tuple[int, str]] = {}
    met: list[_Met] = []
    if not groups:
        return cluster_of, met
    index = index_of(keys)
    wanted = set(rows.story_ids)
    speakers = rows.speaker.tolist()
    rows_of: dict[bytes, list[int]] = defaultdict(list)
    for row, text in enumerate(rows.exact):
        if text and speakers[row] == row:
            rows_of[text].append(row)
    for number, (file, group) in groups:
        columns = [*_ASKED, _BRINGS] if _BRINGS in file.schema_arrow.names else _ASKED  # older files lack it
        asked = file.read_row_group(group, columns=columns)
        cluster_of.update((story_id, (number, cluster_id)) for story_id, cluster_id in _clusters(asked, wanted))
        met = _within(HELD, [*met, _met(asked, index, rows_of, number)])
    return cluster_of, met


def _kept(met: Sequence[_Met]) -> dict[int, list[tuple[int, int]]]:
    """Number of a row group -> (row of the batch, place in the group) of the pairs to verify: over all of history each row's strongest."""
    found: dict[int, set[tuple[int, int]]] = defaultdict(set)
    if met:
        one = strongest_of(met)
        for row, group, place in zip(one.rows.tolist(), one.group.tolist(), one.places.tolist(), strict=True):
            found[group].add((row, place))
    return {number: sorted(pairs) for number, pairs in sorted(found.items())}


def _within(most: int, met: list[_Met]) -> list[_Met]:
    """The same without the weakest, where there are more than so many pairs."""
    return [strongest_of(met)] if sum(one.rows.size for one in met) > most else met


def compared_with(
    groups: Mapping[int, tuple[Any, int]], met: Sequence[_Met]
) -> Iterator[tuple[tuple[int, int, int, float], Published]]:
    """((row, number of a row group, place in it, share of keys), whom the row may be a copy of) of each row's strongest pairs, in order."""
    if not met:
        return
    by_group: dict[int, list[tuple[int, int, int, float]]] = defaultdict(list)
    for pair in zip(*(column.tolist() for column in strongest_of(met)), strict=True):
        by_group[pair[1]].append(pair)
    for number, pairs in sorted(by_group.items()):
        found = texts(groups[number], [(row, place) for row, _, place, _ in pairs])
        yield from ((pair, published) for pair, (_, published) in zip(pairs, found, strict=True))


def strongest_of(met: Sequence[_Met]) -> _Met:
    """Of each row of the batch the pairs that share most, in the order of the groups."""
    rows, group, places, shares = (np.concatenate(columns) for columns in zip(*met, strict=True))
    kept = strongest(rows, shares, MOST_OLD)
    return _Met(rows[kept], group[kept], places[kept], shares[kept])


def _clusters(asked: Any, wanted: set[str]) -> Iterator[tuple[str, str]]:
    """(story, its cluster) of the rows of these stories."""
    for at in np.flatnonzero(among(asked["story_id"], wanted)).tolist():
        yield asked["story_id"][at].as_py(), asked["cluster_id"][at].as_py()


def _met(asked: Any, index: Index, rows_of: Mapping[bytes, list[int]], number: int) -> _Met:
    """The pairs of one row group, where the group's row leads its cluster or brings others in; equal texts share all there is."""
    leads = alike(asked["story_id"], asked["cluster_id"])
    if _BRINGS in asked.column_names:
        leads = leads | np.array(asked[_BRINGS].to_numpy() == True, bool)  # noqa: E712  null, where a file was folded with older ones
    begins, flat = numbers_in(asked["keys"], np.uint32)
    flat = flat[begins[0] :]
    rows = np.repeat(np.arange(begins.size - 1), np.diff(begins))
    leading = leads[rows]  # only these are joined, so only they may fill a bucket
    old_keys = Keys(flat[leading], rows[leading], asked["size"].to_numpy().astype(np.int64))
    rows_met, places, shares = pairs_between(index, old_keys)
    equal = [
        (row, at)
        for at in np.flatnonzero(among(asked["exact"], rows_of) & leads).tolist()
        for row in rows_of[asked["exact"][at].as_py()]
    ]
    if equal:
        same = np.array(equal, np.int64)
        rows_met, places = np.append(rows_met, same[:, 0]), np.append(places, same[:, 1])
        shares = np.append(shares, np.full(len(equal), np.inf))
    return _Met(rows_met, np.full(rows_met.size, number, np.int64), places, shares)


def texts(of: tuple[Any, int], pairs: list[tuple[int, int]], overlap: Overlap | None = None) -> Iterator[tuple[int, Published]]:
    """(row of the batch, whom it may be a copy of) by the places of one row group, but for those that by `overlap` it cannot be."""
    file, group = of
    table = file.read_row_group(group, columns=_COLUMNS)
    created = table["first_created"].combine_chunks().view(pa.int64())
    made: dict[int, Published] = {}
    for row, at in pairs if overlap is None else _held(pairs, table["shingles"], overlap):
        if at not in made:
            facts = facts_from(*(table[name][at].as_py() for name in _COMPARED))
            made[at] = Published(created[at].as_py(), table["story_id"][at].as_py(), table["cluster_id"][at].as_py(), facts)
        yield row, made[at]


def _held(pairs: list[tuple[int, int]], shingles: Any, overlap: Overlap) -> Iterator[tuple[int, int]]:
    begins, flat = numbers_in(shingles, np.uint32)
    marks = {at: marks_of(flat[begins[at] : begins[at + 1]]) for at in dict.fromkeys(at for _, at in pairs)}
    return ((row, at) for row, at in pairs if may_hold(overlap.of(row), marks[at]))
