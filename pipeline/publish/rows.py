"""Publishing proper: the planned rows become part of their partitions' files, each seen before or after, never half."""

import json
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from connectors.durable import make_folder, replace_durably, sync_folder
from pipeline.failpoints import failpoint
from pipeline.output import Output
from pipeline.publish.commit import Commit
from pipeline.publish.files import Shelf
from pipeline.publish.grow import begin, extend
from pipeline.publish.letters import plan_letters
from pipeline.publish.plan import plan

ASIDE_BYTES = 512 * 1024 * 1024
"""Grown files that may lie aside, synced, before they are renamed over: all of a usual batch, so that a full disk is met
before the first rename, and an end to the space that a very large one needs."""


HOMES_FILE = "homes.json"
"""In the staging folder: every partition that the batch belongs in, grown now or by the run that died."""


class Growth(NamedTuple):
    """What one partition gained."""

    date: str
    country: str
    rows_added: int
    file: str
    """Below `stories/`."""


class _Waiting(NamedTuple):
    aside: Path
    target: Path


def publish(out: Output, commit: Commit) -> tuple[Growth, ...]:
    """Publish a committed batch; doing it twice adds nothing the second time. The caller holds the lock.

    Raises OutputError before anything is touched where a partition must not be built upon, OSError where the disk refuses:
    the batch stays committed, and the next run goes on.
    """
    additions = plan(out, commit)
    letters = plan_letters(out, commit)
    failpoint("before_grow")
    aside = out.batch(commit.batch_id) / "grown"
    make_folder(aside)
    pile = _Pile(aside)
    (out.batch(commit.batch_id) / HOMES_FILE).write_text(json.dumps([[one.date, one.country] for one in additions]))
    growths = []
    for one in additions:
        if not one.table.num_rows:
            continue
        target = pile.add(one.shelf, one.table)
        growths.append(Growth(one.date, one.country, one.table.num_rows, target.relative_to(out.stories).as_posix()))
    pile.rename()
    for shelf, table in letters:
        pile.add(shelf, table)
    pile.rename()
    failpoint("after_letters")
    failpoint("after_publish")
    return tuple(growths)


def dry_run(out: Output, commit: Commit) -> tuple[Growth, ...]:
    """What `publish` would add, from the same decisions; nothing is written. The staged fragments must be there."""
    found = []
    for one in plan(out, commit):
        if not one.table.num_rows:
            continue
        target = one.shelf.open.path if one.shelf.open else one.shelf.next_path
        found.append(Growth(one.date, one.country, one.table.num_rows, target.relative_to(out.stories).as_posix()))
    return tuple(found)


class _Pile:
    """Grown files that lie aside, until they are renamed over together."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._waiting: list[_Waiting] = []
        self._bytes = 0

    def add(self, shelf: Shelf, table: pa.Table) -> Path:
        """Write the next generation of a partition's open file aside, synced; the path that it will have."""
        target = shelf.open.path if shelf.open else shelf.next_path
        aside = self._folder / f"{len(self._waiting):05}.parquet"
        if shelf.open:
            extend(shelf.open.path, shelf.open.metadata, aside, table)
        else:
            begin(aside, table)
        failpoint("after_grow_fsync")
        self._waiting.append(_Waiting(aside, target))
        self._bytes += aside.stat().st_size
        if self._bytes > ASIDE_BYTES:
            self.rename()
        return target

    def rename(self) -> None:
        """Let every waiting file take its place, and sync the folders."""
        for one in self._waiting:
            make_folder(one.target.parent)
            failpoint("before_rename")
            replace_durably(one.aside, one.target)
            failpoint("after_rename")
        for folder in sorted({one.target.parent for one in self._waiting}):
            sync_folder(folder)
        failpoint("after_fsync_dir")
        self._waiting, self._bytes = [], 0
