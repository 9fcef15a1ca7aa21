"""Publishing proper: the planned rows become part of their partitions' files, each seen before or after, never half."""

import json
from collections.abc import Iterator
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
from pipeline.publish.plan import Addition, plan
from pipeline.remotes import remote_of
from pipeline.threads import threads

ASIDE_BYTES = 512 * 1024 * 1024
"""Grown files that may lie aside, synced, before they are renamed over: all of a usual batch, so that a full disk is met
before the first rename, and an end to the space that a very large one needs."""


HOMES_FILE = "homes.json"
"""In the staging folder: every partition that the batch belongs in, grown now or by the run that died, and its row groups."""


class Growth(NamedTuple):
    """What one partition gained."""

    date: str
    country: str
    rows_added: int
    file: str
    """Below `stories/`."""


def publish(out: Output, commit: Commit) -> tuple[Growth, ...]:
    """Publish a committed batch; doing it twice adds nothing the second time. The caller holds the lock.

    Raises OutputError before anything is touched where a partition must not be built upon, OSError where the disk refuses:
    the batch stays committed, and the next run goes on.
    """
    additions = plan(out, commit)
    letters = plan_letters(out, commit)
    failpoint("before_grow")
    folder = out.batch(commit.batch_id) / "grown"
    make_folder(folder)
    (folder.parent / HOMES_FILE).write_text(json.dumps([[one.date, one.country, _groups(one)] for one in additions]))
    _grow([(one.shelf, one.table) for one in additions if one.table.num_rows], folder)
    _grow(letters, folder)
    failpoint("after_letters")
    remote = remote_of(out.root)
    if remote is not None:
        remote.push(out.stories)
        remote.push(out.dead_letters)
    failpoint("after_publish")
    return _growths(out, additions)


def dry_run(out: Output, commit: Commit) -> tuple[Growth, ...]:
    """What `publish` would add, from the same decisions; nothing is written. The staged fragments must be there."""
    return _growths(out, plan(out, commit))


def _growths(out: Output, additions: list[Addition]) -> tuple[Growth, ...]:
    return tuple(
        Growth(one.date, one.country, one.table.num_rows, _target(one.shelf).relative_to(out.stories).as_posix())
        for one in additions
        if one.table.num_rows
    )


def _groups(addition: Addition) -> int:
    """Row groups of the partition's open file, once it has grown."""
    before = addition.shelf.open.metadata.num_row_groups if addition.shelf.open else 0
    return int(before + bool(addition.table.num_rows))


def _target(shelf: Shelf) -> Path:
    return shelf.open.path if shelf.open else shelf.next_path


def _grow(additions: list[tuple[Shelf, pa.Table]], folder: Path) -> None:
    """Write the next generation of each partition's open file aside, synced; then let all take their places.

    Threads, because a sync waits for the disk and Arrow works outside Python's lock.
    """
    for portion in _portions(additions):
        asides = [folder / f"{number:05}.parquet" for number in range(len(portion))]
        shelves, tables = zip(*portion, strict=True)
        list(threads().map(_write_aside, shelves, tables, asides))
        for shelf, aside in zip(shelves, asides, strict=True):
            make_folder(_target(shelf).parent)
            failpoint("before_rename")
            replace_durably(aside, _target(shelf))
            failpoint("after_rename")
        list(threads().map(sync_folder, sorted({_target(shelf).parent for shelf in shelves})))
        failpoint("after_fsync_dir")


def _write_aside(shelf: Shelf, table: pa.Table, aside: Path) -> None:
    if shelf.open:
        extend(shelf.open.path, shelf.open.metadata, aside, table)
    else:
        begin(aside, table)
    failpoint("after_grow_fsync")


def _portions(additions: list[tuple[Shelf, pa.Table]]) -> Iterator[list[tuple[Shelf, pa.Table]]]:
    """Cut the additions so that what lies aside at a time stays under ASIDE_BYTES."""
    portion: list[tuple[Shelf, pa.Table]] = []
    size = 0
    for shelf, table in additions:
        weight = table.nbytes + (shelf.open.size if shelf.open else 0)
        if portion and size + weight > ASIDE_BYTES:
            yield portion
            portion, size = [], 0
        portion.append((shelf, table))
        size += weight
    if portion:
        yield portion
