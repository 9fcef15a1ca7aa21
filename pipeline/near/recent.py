"""The sketches of the last days, as a batch asks them.

Nothing is held in memory: a batch asks all its questions at once and the files pass by. First the keys, of all rows; then of what shares
keys the shingles, and whole texts only of those that may be copies: so a window costs what its keys are long.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from newsbeam.pipeline.near.candidates import Index, Ints, Keys, Shares, hits_of, index_of, pairs_between, strongest
from newsbeam.pipeline.near.files import WINDOW, SketchFile, sketch_files
from newsbeam.pipeline.near.kept_keys import Counting, WindowKeys
from newsbeam.pipeline.near.overlap import Overlap, marks_of
from newsbeam.pipeline.near.portions import Portion
from newsbeam.pipeline.near.rows import WIDTHS, Rows, microseconds_of, numbers_in
from newsbeam.pipeline.near.sketch import KEYS
from newsbeam.pipeline.near.verify import Facts
from newsbeam.pipeline.process.arrow_kernels import Sought, alike

MOST_OLD = 8
"""Published texts that a new one is held against (`MOST` of its own batch): each is in memory until the batch is clustered."""
HELD = 200_000
"""Pairs that are held before the weakest are let go: 6 MB."""
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
    window_keys: WindowKeys = field(default_factory=WindowKeys.nothing)
    """The keys that they share with the batch."""


class _Met(NamedTuple):
    """Rows of the batch and the leaders of one portion that they may carry."""

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
        latest = microseconds_of(as_of + timedelta(days=1))
        return cls(tuple(one for one in sketch_files(root) if one.about.first <= latest), window)

    def portions(self, rows: Rows) -> Iterator[Portion]:
        """What is near these rows in time; files that are further from them than the window are not opened."""
        if not self.files or not len(rows):
            return
        first, last = int(rows.created.min()), int(rows.created.max())
        for one in self.files:
            if first - one.about.last <= rows.window and one.about.first - last <= rows.window:
                yield from (Portion(one.path, number) for number in range(one.about.portions))

    def ask(self, rows: Rows, overlap: Overlap) -> Neighbours:
        """Everything that these files know of a batch's rows: the clusters of its stories, leaders that share its keys or
        its whole text, where by `overlap` one may hold the other. Rows that do not speak have the text of one that does, and
        none of the keys.
        """
        answer = Neighbours()
        portions = list(self.portions(rows))
        known, met, answer.window_keys = meet(rows, list(enumerate(portions)))
        answer.cluster_of = {story_id: cluster_id for story_id, (_, cluster_id) in known.items()}
        for number, pairs in _kept(met).items():
            for row, published in texts(portions[number], pairs, overlap):
                answer.candidates[row].append(published)
        for found in answer.candidates.values():
            found.sort(key=lambda one: one[:2])
        return answer


def meet(rows: Rows, portions: Sequence[tuple[int, Portion]]) -> tuple[dict[str, tuple[int, str]], list[_Met], WindowKeys]:
    """(the clusters of a batch's stories and who knows them, the pairs to verify, the keys that are held) by these portions, each with its number."""
    cluster_of: dict[str, tuple[int, str]] = {}
    met: list[_Met] = []
    if not portions:
        return cluster_of, met, WindowKeys.nothing()
    index = index_of(rows.keys())
    counting = Counting(index)
    wanted = Sought(rows.story_ids, pa.string())
    speakers = rows.speaker.tolist()
    rows_of: dict[bytes, list[int]] = defaultdict(list)
    for row, text in enumerate(rows.exact):
        if text and speakers[row] == row:
            rows_of[text].append(row)
    asked_for = Sought(rows_of, pa.binary())
    for number, portion in portions:
        with portion.open() as asked:
            for at in np.flatnonzero(wanted.within(asked["story_id"])).tolist():
                cluster_of[asked["story_id"][at].as_py()] = (number, asked["cluster_id"][at].as_py())
            equal = [
                (row, at)
                for at in np.flatnonzero(asked_for.within(asked["exact"])).tolist()
                for row in rows_of[asked["exact"][at].as_py()]
            ]
            met = _within(HELD, [*met, _met(asked, index, equal, number, counting)])
    return cluster_of, met, counting.window_keys


def _kept(met: Sequence[_Met]) -> dict[int, list[tuple[int, int]]]:
    """Number of a portion -> (row of the batch, place in the portion) of the pairs to verify: over all of history each row's strongest."""
    found: dict[int, set[tuple[int, int]]] = defaultdict(set)
    if met:
        one = strongest_of(met)
        for row, group, place in zip(one.rows.tolist(), one.group.tolist(), one.places.tolist(), strict=True):
            found[group].add((row, place))
    return {number: sorted(pairs) for number, pairs in sorted(found.items())}


def _within(most: int, met: list[_Met]) -> list[_Met]:
    """The same without the weakest, where there are more than so many pairs."""
    return [strongest_of(met)] if sum(one.rows.size for one in met) > most else met


def compared_with(portions: Mapping[int, Portion], met: Sequence[_Met]) -> Iterator[tuple[tuple[int, int, int, float], Published]]:
    """((row, number of a portion, place in it, share of keys), whom the row may be a copy of) of each row's strongest pairs, in order."""
    if not met:
        return
    by_group: dict[int, list[tuple[int, int, int, float]]] = defaultdict(list)
    for pair in zip(*(column.tolist() for column in strongest_of(met)), strict=True):
        by_group[pair[1]].append(pair)
    for number, pairs in sorted(by_group.items()):
        found = texts(portions[number], [(row, place) for row, _, place, _ in pairs])
        yield from ((pair, published) for pair, (_, published) in zip(pairs, found, strict=True))


def strongest_of(met: Sequence[_Met]) -> _Met:
    """Of each row of the batch the pairs that share most, in the order of the portions."""
    rows, group, places, shares = (np.concatenate(columns) for columns in zip(*met, strict=True))
    kept = strongest(rows, shares, MOST_OLD)
    return _Met(rows[kept], group[kept], places[kept], shares[kept])


def _met(asked: Any, index: Index, equal: Sequence[tuple[int, int]], number: int, counting: Counting) -> _Met:
    """The pairs of one portion, where its row leads its cluster or brings others in; `equal` are those of one text, which share all there is."""
    leads = alike(asked["story_id"], asked["cluster_id"])
    if _BRINGS in asked.column_names:
        leads = leads | np.array(asked[_BRINGS].to_numpy() == True, bool)  # noqa: E712  null, where a file was folded with older ones
    begins, flat = numbers_in(asked["keys"], np.uint32)
    flat = flat[begins[0] :]
    rows = np.repeat(np.arange(begins.size - 1), np.diff(begins))
    if not leads[rows].all():  # an older newsbeam left keys to all
        leading = leads[rows]
        flat, rows = flat[leading], rows[leading]
    sizes = asked["size"].to_numpy().astype(np.int64)
    old_keys = Keys(flat, rows, sizes, np.diff(begins) / np.clip(sizes, 1, KEYS))
    found = hits_of(index, old_keys)
    counting.add(found)
    rows_met, places, shares = pairs_between(index, old_keys, found)
    equal = [(row, at) for row, at in equal if leads[at]]
    if equal:
        same = np.array(equal, np.int64)
        rows_met, places = np.append(rows_met, same[:, 0]), np.append(places, same[:, 1])
        shares = np.append(shares, np.full(len(equal), np.inf))
    return _Met(rows_met, np.full(rows_met.size, number, np.int64), places, shares)


def texts(of: Portion, pairs: list[tuple[int, int]], overlap: Overlap | None = None) -> Iterator[tuple[int, Published]]:
    """(row of the batch, whom it may be a copy of) by the places of one portion, but for those that by `overlap` it cannot be."""
    made: dict[int, Published] = {}
    with of.open() as table:
        if overlap is not None:
            pairs = _held(pairs, table["shingles"], overlap)
        numbers = {name: numbers_in(table[name], width) for name, width in WIDTHS.items()} if pairs else {}
        names = [table[name] for name in ("first_created", "story_id", "cluster_id", "exact", "provider")]
        for at in dict.fromkeys(at for _, at in pairs):
            facts: dict[str, Any] = {name: flat[begins[at] : begins[at + 1]].copy() for name, (begins, flat) in numbers.items()}
            created, *texts_of = (column[at] for column in names)
            story_id, cluster_id, exact, provider = (one.as_py() for one in texts_of)
            made[at] = Published(created.value, story_id, cluster_id, Facts(**facts, exact=exact, provider=provider))
    yield from ((row, made[at]) for row, at in pairs)


def _held(pairs: Sequence[tuple[int, int]], shingles: Any, overlap: Overlap) -> list[tuple[int, int]]:
    """Those pairs that may hold each other."""
    begins, flat = numbers_in(shingles, np.uint32)
    rows, at = np.array(pairs, np.int64).T
    places, which = np.unique(at, return_inverse=True)
    held = overlap.held_by(rows, marks_of(begins[places], begins[places + 1], flat), which)
    return [pair for pair, may in zip(pairs, held.tolist(), strict=True) if may]
