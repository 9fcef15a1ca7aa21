"""Repair: the rows that a damaged or deleted partition file has lost, brought back from the landing, and what could not be.

Damaged files are kept aside; what can still be read of them stays. Rows that stand twice, or in another partition's folder, are put
right. Then every batch whose rows are fewer than its own record
says (`batches/`) is done again from its landed bytes, with its own clock, in a scratch output that replays all of them, so that
ids, revisions and clusters come out as they did; the rows that are missing here are put back where they were.
"""

import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.state import batches, holds, partitions
from newsbeam.pipeline.dataset.history import make_index
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.own_state import open_own_state
from newsbeam.pipeline.dataset.published_file import naming_damage, read_whole, verify
from newsbeam.pipeline.dataset.reading import Room
from newsbeam.pipeline.dataset.shown_rows import differing
from newsbeam.pipeline.dataset.waiting import Home, home_of, let_wait, wait_no_more, waiting
from newsbeam.pipeline.process.arrow_kernels import taken
from newsbeam.pipeline.publish import open_days
from newsbeam.pipeline.publish.finish import recover
from newsbeam.pipeline.publish.finished import mend_finished
from newsbeam.pipeline.runners.lean_import import import_arrow
from newsbeam.pipeline.runners.named import Engine
from newsbeam.pipeline.runs.lost_rows import Short, accept_loss, as_they_were, landed_of, note_again, short_batches
from newsbeam.pipeline.runs.mended_files import add_rows, folder_of, keep_aside, write_anew
from newsbeam.pipeline.runs.put_right import PutRight, put_right
from newsbeam.pipeline.runs.replay import ReplayOptions, replay
from newsbeam.schemas.arrow import STORY_SCHEMA, brought_up
from newsbeam.schemas.errors import DamagedFile
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.quick import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairOptions:
    """One `newsbeam repair`."""

    out: Path | Output
    as_of: datetime
    version: str
    feeds: Mapping[str, Feed] = field(default_factory=dict)
    """The feed list as it is now; a feed that it does not name is taken from its landed records."""
    limits: FetchLimits = field(default_factory=FetchLimits)
    engine: Engine = field(default_factory=Engine)
    progress: Callable[[str, int, int], None] | None = None
    accept_loss: bool = False
    """What is gone for good is written down as gone."""


class Repaired(NamedTuple):
    """What a repair did."""

    aside: tuple[str, ...]
    """Damaged files, where they are kept now."""
    saved: int
    """Rows of them that could still be read."""
    right: PutRight
    """Rows that stood in another partition's folder, or twice."""
    brought: dict[Home, int]
    """Rows brought back from the landing, by partition."""
    again: Short
    """Rows that a later batch has published again while they were gone, by the batch that had published them."""
    gone: Short
    """Rows that the landing does not give back, by batch."""
    landed: dict[str, tuple[int, int]]
    """Of each batch that lacked rows: how many of its landed records are there, of how many."""
    accepted: tuple[int, int] | None
    """(rows, landed records) that were written down as gone; None where that was not asked."""


def repair(options: RepairOptions) -> Repaired:
    """Mend the table. Interrupted, it is simply done again. Raises as a run does."""
    import_arrow()
    out = Output.at(options.out)
    out.prepare()
    with out.lock(), closing(open_own_state(out)) as conn:
        damaged = damaged_files(out)
        homes = {home_of(path) for path in damaged} | waiting(out.stories).keys()
        open_days.prepare(Room.of(out.stories, out.storage), homes)
        aside, saved = [], 0
        for path in damaged:
            rows = _readable(path)
            saved += rows.num_rows
            aside.append(keep_aside(out, path, options.as_of))
            write_anew(out, path, rows)
        wait_no_more(out.stories, homes)
        recover(out, conn)
        mend_finished(out, conn)
        right = put_right(out, options.as_of)
        homes |= right.homes
        short = short_batches(out)
        landed = landed_of(out, conn, short)
        brought: dict[Home, int] = {}
        again: Short = {}
        if any(there for there, _ in landed.values()):
            brought, again = _bring_back(out, options, short, holds.held(conn))
        again = note_again(out, conn, again)
        gone = short_batches(out)
        accepted = accept_loss(out, conn, gone) if options.accept_loss else None
        if homes or brought:
            for folder in (out.state / "keys", out.sketches):
                for one in folder.glob("*"):
                    one.unlink()
            if out.sketches.exists():
                out.sketches.rmdir()  # the next run makes them anew
            make_index(out.stories, batches.last_finished(conn) or options.as_of, out.storage)
            grown = [(*home, 2) for home in sorted({*homes, *brought}) if folder_of(out, home).exists()]
            partitions.note_growth(conn, grown, options.as_of.date())
        room = Room.of(out.stories, out.storage)
        if room.kept:
            lost = differing(room, room.read())  # rows that somebody deleted, and that no landing gives back
            open_days.reopen(room, lost.keys())
            open_days.forget(room, {date for date, _ in {*homes, *brought}})
    return Repaired(tuple(aside), saved, right, brought, again, gone, landed, accepted)


def damaged_files(out: Output) -> list[Path]:
    """The partition files of which a page does not have its checksum, or that cannot be read at all. Reads all of the table."""
    found = []
    for path in sorted(out.stories.glob("date=*/country=*/*.parquet")):
        try:
            verify(path)
        except DamagedFile as error:
            let_wait(out.stories, error)
            found.append(path)
    return found


def _readable(path: Path) -> pa.Table:
    """The row groups of a damaged file that can still be read whole."""
    groups = []
    try:
        with naming_damage(path), pq.ParquetFile(path, page_checksum_verification=True) as file:
            for number in range(file.num_row_groups):
                try:
                    with naming_damage(path):
                        groups.append(brought_up(file.read_row_group(number), STORY_SCHEMA))
                except DamagedFile:
                    continue
    except DamagedFile:
        pass
    return pa.concat_tables(groups) if groups else STORY_SCHEMA.empty_table()


def _bring_back(out: Output, options: RepairOptions, short: Short, held: set[tuple[str, int]]) -> tuple[dict[Home, int], Short]:
    """Replay into a scratch output, and take from it the rows of short batches that are nowhere here; (those, what another batch has)."""
    there = _keys(out)
    elsewhere: Counter[str] = Counter()
    missing: dict[Home, list[pa.Table]] = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix=".repair-", dir=out.staging) as folder:
        again = Output(Path(folder) / "again")
        replay(
            ReplayOptions(
                source=out.root,
                out=again.root,
                version=options.version,
                feeds=options.feeds,
                limits=options.limits,
                engine=options.engine,
                progress=options.progress,
            )
        )
        for path in sorted(again.stories.glob("date=*/country=*/*.parquet")):
            table = read_whole(path)
            columns = (table.column(name).to_pylist() for name in ("batch_id", "story_id", "telling_id", "landing_ref", "entry"))
            wanted = []
            for at, (batch_id, story_id, telling_id, ref, entry) in enumerate(zip(*columns, strict=True)):
                if batch_id not in short or (ref, entry) in held:
                    continue
                if (story_id, telling_id) in there:
                    elsewhere[batch_id] += there[story_id, telling_id] != batch_id
                elif (ref, entry) not in there:
                    wanted.append(at)
            if wanted:
                missing[home_of(path)].append(taken(table, wanted))
    missing = as_they_were(out, missing)
    if missing:
        open_days.prepare(Room.of(out.stories, out.storage), missing)
    for home, tables in sorted(missing.items()):
        add_rows(out, home, pa.concat_tables(tables))
    return {home: sum(table.num_rows for table in tables) for home, tables in sorted(missing.items())}, +elsewhere


def _keys(out: Output) -> dict[tuple[str, str] | tuple[str, int], str]:
    """What names the rows that the table holds, (story_id, telling_id) and (landing_ref, entry), and the batch of each."""
    found: dict[tuple[str, str] | tuple[str, int], str] = {}
    for path in out.stories.glob("date=*/country=*/*.parquet"):
        table = read_whole(path)
        for pair in (("story_id", "telling_id"), ("landing_ref", "entry")):
            names = zip(*(table.column(name).to_pylist() for name in pair), strict=True)
            found.update(zip(names, table.column("batch_id").to_pylist(), strict=True))
    return found
