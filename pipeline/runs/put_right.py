"""Rows that stand in another partition's folder, or twice, put right: what is nowhere else goes where it belongs first, then they go."""

from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.published_file import read_whole
from newsbeam.pipeline.dataset.reading import Room
from newsbeam.pipeline.dataset.waiting import Home, home_of
from newsbeam.pipeline.process.arrow_kernels import taken
from newsbeam.pipeline.publish import open_days
from newsbeam.pipeline.publish.purge import read_purged
from newsbeam.pipeline.publish.strays import Copy, by_file, strays_of
from newsbeam.pipeline.runs.mended_files import add_rows, keep_aside, write_anew
from newsbeam.schemas.arrow import STORY_SCHEMA, brought_up
from newsbeam.schemas.errors import OutputError


class PutRight(NamedTuple):
    """What was done."""

    taken: dict[str, tuple[int, str | None]]
    """File below `stories/` -> (rows that went from it, where it is kept as it was; None: it had the text of a purged story)."""
    moved: dict[Home, int]
    """Rows that were put where they belong."""
    homes: frozenset[Home]
    """The partitions that are not as they were."""


def put_right(out: Output, as_of: datetime) -> PutRight:
    """Leave each row once, in its partition's folder. Interrupted, it is simply done again: a row goes only while another one stands for it."""
    strays = strays_of(out)
    leaving = by_file([*strays.doubled, *strays.lost])
    homes = frozenset({*(home_of(path) for path in leaving), *(one.home for one in strays.lost)})
    if not leaving:
        return PutRight({}, {}, homes)
    open_days.prepare(Room.of(out.stories, out.storage), homes)
    coming: dict[Home, list[pa.Table]] = defaultdict(list)
    for path, own in by_file(strays.lost).items():
        whole = _rows(path, own)
        for home in sorted({one.home for one in own}):
            coming[home].append(taken(whole, [one.at for one in own if one.home == home]))
    for home, tables in sorted(coming.items()):
        add_rows(out, home, pa.concat_tables(tables))
    went = {}
    purged = read_purged(out)
    for path, own in leaving.items():
        whole, gone = _rows(path, own), {one.at for one in own}
        kept = None if any(one.key[0] in purged and not one.is_purged for one in own) else keep_aside(out, path, as_of)
        write_anew(out, path, taken(whole, [at for at in range(whole.num_rows) if at not in gone]))
        went[path.relative_to(out.stories).as_posix()] = (len(own), kept)
    return PutRight(went, {home: sum(one.num_rows for one in tables) for home, tables in sorted(coming.items())}, homes)


def _rows(path: Path, copies: list[Copy]) -> pa.Table:
    """All rows of a file, in which these stand where they stood (a row that is added stands behind them)."""
    whole = brought_up(read_whole(path), STORY_SCHEMA)
    keys = list(zip(*(whole.column(name).to_pylist() for name in ("story_id", "telling_id")), strict=True))
    if any(keys[one.at] != one.key for one in copies):
        raise OutputError(f"{path}: is not as it was a moment ago; who else writes here? It is left alone")
    return whole
