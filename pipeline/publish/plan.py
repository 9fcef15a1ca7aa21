"""What a batch adds to which partition: decided from its COMMIT and from what is published, before any file is touched.

Doing it twice adds nothing: every key that its partition already has is passed over.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from newsbeam.pipeline.dataset.history import History
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.published_file import footer, read_columns
from newsbeam.pipeline.process.arrow_kernels import among, taken
from newsbeam.pipeline.process.threads import writers
from newsbeam.pipeline.publish.commit import Commit
from newsbeam.pipeline.publish.files import PartitionFiles, partition_files
from newsbeam.pipeline.publish.fragments import StagedRow, read_keys, without_repeats
from newsbeam.pipeline.publish.looked_at import known, remember
from newsbeam.pipeline.publish.purge import read_purged
from newsbeam.schemas.arrow import STORY_SCHEMA
from newsbeam.schemas.errors import OutputError

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_COUNTRY = re.compile(r"[A-Z]{2}")


class Held(NamedTuple):
    """What the partition holds of one telling."""

    revision_order: str
    telling_id: str
    revision: int
    cluster_id: str | None
    cluster_relation: str | None
    cluster_similarity: float | None
    batch_id: str


class Kept(NamedTuple):
    """A staged row that becomes a published one."""

    row: StagedRow
    revision: int
    supersedes: str | None
    before: Held | None
    """The story's current telling, as published before this batch."""


class Addition(NamedTuple):
    """The rows that a partition is to gain, by their keys, and the partition as it stands."""

    date: str
    country: str
    partition: PartitionFiles
    kept: tuple[Kept, ...]
    """In order of (first_created, story_id, telling_id)."""
    there: int
    """Rows of this very batch that the partition has already: a run died while it published them."""


class Plan(NamedTuple):
    """What a batch adds. Every staged row that counts is in it once: added, there already, or passed over."""

    additions: tuple[Addition, ...]
    """The partitions that the batch belongs in, by date and country; with no rows where all are published."""
    passed: tuple[StagedRow, ...]
    """Rows whose key is published by another batch, or twice in this one, or whose story was purged."""

    @property
    def fresh(self) -> int:
        """Rows to be added now."""
        return sum(len(one.kept) for one in self.additions)

    @property
    def rows(self) -> int:
        """Rows of the batch, once it is published."""
        return self.fresh + sum(one.there for one in self.additions)


def plan(out: Output, commit: Commit) -> Plan:
    """What the batch adds to which partition. Raises OutputError where one must not be built upon.

    Holds keys only; the payload is read as it is written (`added_rows.py`).
    """
    staged = read_keys(out.batch(commit.batch_id), commit)
    purged = read_purged(out)
    rows = without_repeats([row for row in staged if row.story_id not in purged])
    history = History.load(out.stories, out.storage)
    perhaps = history.perhaps(sorted({row.story_id for row in rows}))
    partitions, elsewhere = _homes(rows, history, perhaps)
    for date in sorted({date for date, _ in (*partitions, *(other for others in elsewhere.values() for other in others))}):
        out.storage.want(f"stories/date={date}/")

    def addition(home: tuple[str, str]) -> tuple[Addition, list[StagedRow]]:
        found = _partition(out, home)
        held = _already(found, [row for row in partitions[home] if row.story_id in perhaps])
        for other, story_ids in elsewhere.get(home, {}).items():
            # A newsbeam before 0.2 put a story whose date was moved into several partitions: its numbers go on from them all.
            apart = [row for row in partitions[home] if row.story_id in story_ids]
            for story_id, own in _already(_partition(out, other), apart).items():
                held[story_id] += own
        kept, there = _number(partitions[home], held)
        kept.sort(key=lambda k: (k.row.first_created is None, k.row.first_created or 0, k.row.story_id, k.row.telling_id))
        ours = [row for row, batch_id in there if batch_id == commit.batch_id]
        others = [row for row, batch_id in there if batch_id != commit.batch_id]
        return Addition(*home, found.without_footers, tuple(kept), len(ours)), others

    planned = list(writers(len(rows)).map(addition, sorted(partitions)))
    once = {(row.fragment, row.at) for row in rows}
    passed = [row for row in staged if (row.fragment, row.at) not in once] if len(rows) < len(staged) else []
    return Plan(tuple(one for one, _ in planned), (*passed, *(row for _, others in planned for row in others)))


_Home = tuple[str, str]


def _homes(
    rows: Iterable[StagedRow], history: History, perhaps: Collection[str]
) -> tuple[dict[_Home, list[StagedRow]], dict[_Home, dict[_Home, set[str]]]]:
    """(rows by partition, partition -> other partitions that hold tellings of its stories).

    All tellings of a story go where history has it, else where the batch's earliest telling goes. `perhaps`: what may be published.
    """
    stories: dict[str, list[StagedRow]] = defaultdict(list)
    for row in rows:
        stories[row.story_id].append(row)
    partitions: dict[_Home, list[StagedRow]] = defaultdict(list)
    elsewhere: dict[_Home, dict[_Home, set[str]]] = {}
    for story_id, listed in stories.items():
        known = history.tellings(story_id) if story_id in perhaps else ()
        first = known[0] if known else min(listed, key=_by_creation) if len(listed) > 1 else listed[0]
        home = (first.date, first.country)
        if home not in partitions and not (_DATE.fullmatch(home[0]) and _COUNTRY.fullmatch(home[1])):
            raise OutputError(f"{story_id}: {home} is no partition; this is a bug in the stage that decided it")
        partitions[home] += listed
        for other in {(one.date, one.country) for one in known} - {home} if known else ():
            elsewhere.setdefault(home, {}).setdefault(other, set()).add(story_id)
    return partitions, elsewhere


def _by_creation(row: StagedRow) -> tuple[int, str, str]:
    created = row.fetched_at if row.first_created is None else row.first_created
    return (created, row.revision_order, row.telling_id)


def _already(found: PartitionFiles, rows: list[StagedRow]) -> dict[str, list[Held]]:
    """story_id -> what the partition holds of these stories."""
    wanted = {row.story_id for row in rows}
    held: dict[str, list[Held]] = defaultdict(list)
    for one in found.files:
        if one.metadata is None and not wanted:
            continue
        file = footer(one.path) if one.metadata is None else one
        (ids,) = read_columns((file,), ["story_id"])
        places = among(ids.column(0), wanted).nonzero()[0].tolist() if wanted else []  # read all the same: damage is met here
        remember(file)
        if not places:
            continue
        columns = ["story_id", *Held._fields]
        for keys in read_columns((file,), columns):
            hits = taken(keys, places)
            for story_id, *values in zip(*(hits.column(name).to_pylist() for name in columns), strict=True):
                held[story_id].append(Held(*values))
    return held


def _number(rows: list[StagedRow], held: dict[str, list[Held]]) -> tuple[list[Kept], list[tuple[StagedRow, str]]]:
    """(rows with the revision numbers that they get, rows that are published already with the batch that did it).

    Numbers are given in order of publication; a telling that is newer than the current one supersedes it.
    """
    kept, there = [], []
    stories: dict[str, list[StagedRow]] = defaultdict(list)
    for row in rows:
        stories[row.story_id].append(row)
    for story_id, own in stories.items():
        before = held.get(story_id, [])
        have = {one.telling_id: one.batch_id for one in before}
        number = max((one.revision for one in before), default=0)
        last = max(before, key=lambda one: one[:2], default=None)
        current = last[:2] if last else None
        for row in sorted(own, key=lambda r: (r.revision_order, r.telling_id)):
            if row.telling_id in have:
                there.append((row, have[row.telling_id]))
                continue
            number += 1
            mine = (row.revision_order, row.telling_id)
            newer = current is not None and mine > current
            kept.append(Kept(row, number, current[1] if newer and current else None, last))
            if current is None or newer:
                current = mine
    return kept, there


def _partition(out: Output, home: _Home) -> PartitionFiles:
    return partition_files(out.stories / f"date={home[0]}" / f"country={home[1]}", "stories", STORY_SCHEMA, out.root, known)
