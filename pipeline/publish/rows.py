"""Publishing proper: the planned rows become part of their partitions' files, each seen before or after, never half."""

import json
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from newsbeam.connectors.disk.durable import make_folder, make_folders, replace_durably, sync_folder, sync_path
from newsbeam.connectors.disk.failpoints import failpoint
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.published_file import about, footer
from newsbeam.pipeline.dataset.reading import Room
from newsbeam.pipeline.process.arrow_kernels import prepare
from newsbeam.pipeline.process.memory import give_back
from newsbeam.pipeline.process.threads import COUNT, threads, writers
from newsbeam.pipeline.publish.added_rows import parted, portions_of
from newsbeam.pipeline.publish.commit import HOMES_FILE, Commit, rows_of
from newsbeam.pipeline.publish.files import PartitionFiles
from newsbeam.pipeline.publish.fragments import payloads
from newsbeam.pipeline.publish.grow import begin, extend
from newsbeam.pipeline.publish.indexing import index_stories
from newsbeam.pipeline.publish.letters import plan_letters
from newsbeam.pipeline.publish.looked_at import remember
from newsbeam.pipeline.publish.passing_rows import PassingRows
from newsbeam.pipeline.publish.plan import Addition, Plan, plan
from newsbeam.schemas.errors import OutputError

ASIDE_BYTES = 512 * 1024 * 1024
"""Grown files that may lie aside, synced, before they are renamed over: all of a usual batch, so that a full disk is met
before the first rename, and an end to the space that a very large one needs."""

AT_ONCE = 8
"""Files that a thread syncs, one after the other: to wake one for each costs as much as to sync it."""

ROW_BYTES = 16 * 1024
"""For how much a row counts there that is not yet written."""


class Growth(NamedTuple):
    """What one partition gained."""

    date: str
    country: str
    rows_added: int
    file: str
    """Below `stories/`."""


def publish(out: Output, commit: Commit, planned: Plan | None = None) -> tuple[Growth, ...]:
    """Publish a committed batch; doing it twice adds nothing the second time. The caller holds the lock.

    `planned` where the caller has asked `plan` already. Raises OutputError before anything is touched where a partition
    must not be built upon, OSError where the disk refuses: the batch stays committed, and the next run goes on.
    """
    planned = planned or plan(out, commit)
    letters = plan_letters(out, commit)
    failpoint("before_grow")
    folder = out.batch(commit.batch_id)
    make_folder(folder / "grown")
    homes = [[one.date, one.country, _groups(one)] for one in planned.additions]
    (folder / HOMES_FILE).write_text(json.dumps({"homes": homes, "rows": planned.rows}), "ascii")
    if rows_of(commit):
        index_stories(out, commit, planned)
    give_back()
    passing = PassingRows(out, commit, planned) if Room.of(out.stories, out.storage).kept else None
    prepare(planned.fresh)
    with payloads(folder, commit) as payload:
        portions = portions_of(planned, payload, commit)
        rows = parted(passing.passing(portions) if passing else portions)
        additions = ((one.partition, table) for one, table in rows)
        _grow(additions, folder / "grown", writers(planned.fresh))
    if passing:
        passing.enlist()
    _grow(iter(letters), folder / "grown", writers(0))
    give_back()
    failpoint("after_letters")
    out.storage.push(out.stories)
    out.storage.push(out.dead_letters)
    failpoint("after_publish")
    return growths_of(out, planned)


def growths_of(out: Output, planned: Plan) -> tuple[Growth, ...]:
    """What each partition gains by a plan."""
    return tuple(
        Growth(one.date, one.country, len(one.kept), _target(one.partition).relative_to(out.stories).as_posix())
        for one in planned.additions
        if one.kept
    )


def _groups(addition: Addition) -> int:
    """Row groups of the partition's open file, once it has grown."""
    before = addition.partition.open.groups if addition.partition.open else 0
    return int(before + bool(addition.kept))


def _target(partition: PartitionFiles) -> Path:
    return partition.open.path if partition.open else partition.next_path


def _grow(additions: Iterator[tuple[PartitionFiles, pa.Table]], folder: Path, hands: Executor) -> None:
    """Write the next generation of each partition's open file aside, synced; then let all take their places.

    Threads wait for the disk; few files at a time wait for one.
    """
    for portion in _portions(additions, folder, hands):
        make_folders([_target(partition).parent for partition, _ in portion])
        for partition, aside in portion:
            failpoint("before_rename")
            replace_durably(aside, _target(partition))
            failpoint("after_rename")
        folders = sorted({_target(partition).parent for partition, _ in portion})
        list(threads().map(_sync_folders, (folders[at::COUNT] for at in range(COUNT))))
        failpoint("after_fsync_dir")


def _portions(
    additions: Iterator[tuple[PartitionFiles, pa.Table]], folder: Path, hands: Executor
) -> Iterator[list[tuple[PartitionFiles, Path]]]:
    """The additions written aside, cut so that what lies there at a time is ASIDE_BYTES and the files of some threads."""
    portion: list[tuple[PartitionFiles, Path]] = []
    size = 0
    unsynced: list[tuple[Future[None], Path]] = []
    syncing: deque[Future[None]] = deque()
    for partition, table in additions:
        if size > ASIDE_BYTES:
            syncing.append(threads().submit(_sync, unsynced))
            unsynced = []
            _wait(syncing)
            yield portion
            portion, size = [], 0
        if len(syncing) > COUNT:
            syncing.popleft().result()
        aside = folder / f"{len(portion):05}.parquet"
        portion.append((partition, aside))
        written = hands.submit(_write_aside, partition, table, aside)
        unsynced.append((written, aside))
        if len(unsynced) == AT_ONCE:
            syncing.append(threads().submit(_sync, unsynced))
            unsynced = []
        size += aside.stat().st_size if written.done() else table.num_rows * ROW_BYTES
    _sync(unsynced)
    _wait(syncing)
    if portion:
        yield portion


def _sync_folders(folders: Iterable[Path]) -> None:
    for folder in folders:
        sync_folder(folder)


def _wait(syncing: deque[Future[None]]) -> None:
    while syncing:
        syncing.popleft().result()


def _write_aside(partition: PartitionFiles, table: pa.Table, aside: Path) -> None:
    old = footer(partition.open.path) if partition.open else None
    before = partition.open.rows if partition.open else 0
    written = extend(old.path, old.metadata, aside, table) if old else begin(aside, table)
    if written != before + table.num_rows:
        raise OutputError(
            f"{aside}: {written} rows, {before} + {table.num_rows} were to be; {_target(partition)} is left as it was"
        )
    if old:  # whose footer is that of both now
        remember(about(old.path, aside.stat().st_size, old.metadata), aside)


def _sync(unsynced: Iterable[tuple[Future[None], Path]]) -> None:
    for written, aside in unsynced:
        written.result()
        sync_path(aside)
        failpoint("after_grow_fsync")
