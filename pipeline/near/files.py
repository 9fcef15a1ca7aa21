"""Sketches on disk: Arrow files under `_state/sketches/`, derived from `stories/` and rebuildable. Of a row that may be a copy's its few
hundred bytes are read, and nothing beside.

Every batch leaves one file; `fold_sketches` gathers them into one a day and drops what is past the window.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from newsbeam.pipeline.near.candidates import Ints
from newsbeam.pipeline.near.kept_keys import WindowKeys, kept
from newsbeam.pipeline.near.order import as_column, in_order, whole_microseconds
from newsbeam.pipeline.near.portions import About, about, all_rows, metadata_of
from newsbeam.pipeline.near.rows import NAMES, NUMBERS, microseconds_of, numbers_in
from newsbeam.pipeline.near.sketch import SKETCH_VERSION, Sketch
from newsbeam.pipeline.near.staged import binary_of, picked, table_of
from newsbeam.pipeline.process.arrow_kernels import prepare, taken

LOG = logging.getLogger(__name__)
WINDOW = timedelta(days=3)
"""Copies are told within days of each other; a text that returns later is a reprint, and often a template."""
SUFFIXES = (".arrow", ".parquet")
"""How their names end, now and before."""
PIECE = 4_096
"""Rows of a record batch, which are put in order at a time."""
BRINGS = 0.7
"""Similarity to its leader from which a near copy brings others into the cluster; what it brought brings nobody."""
FULL = 4_096
"""Rows from which on a file is left as it is: a fold then holds few texts in memory, and writes each some times, whatever the window holds."""
OLD_FILES = 64
"""Files from before the window that `fold_sketches` leaves: a back-fill goes through the days in order."""

_EPOCH, _DAY = date(1970, 1, 1), 86_400_000_000
SKETCH_SCHEMA = pa.schema([*NAMES, ("size", pa.int32()), ("keys", pa.binary()), *NUMBERS, ("brings", pa.bool_())])


class SketchFile(NamedTuple):
    """A file, and what it says of itself."""

    path: Path
    about: About


def sketch_files(root: Path) -> tuple[SketchFile, ...]:
    """The files below `root` that hold sketches, in order of name.

    A file that does not read, or is of another `SKETCH_VERSION`, is left out and logged: sketches are derived, and the next
    batch makes them anew (`are_to_be_made_anew`).
    """
    files = []
    for path in paths_below(root):
        try:
            found = about(path)
        except (OSError, pa.ArrowException, KeyError, ValueError) as error:
            LOG.warning("%s: not readable (%s): left out; the next batch makes it anew from stories/", path, error)
            continue
        if found.version != str(SKETCH_VERSION):
            LOG.warning("%s: sketches of another version: left out; the next batch makes them anew from stories/", path)
        elif found.rows:
            files.append(SketchFile(path, found))
    return tuple(files)


def are_to_be_made_anew(root: Path) -> bool:
    """Whether a file below `root` does not read, or is another version's."""
    try:
        return any(about(path).version != str(SKETCH_VERSION) for path in paths_below(root))
    except (OSError, pa.ArrowException, KeyError, ValueError):
        return True


def paths_below(root: Path) -> list[Path]:
    """All files of sketches, in order of name."""
    return sorted(path for path in root.glob("*") if path.suffix in SUFFIXES)


def write_sketches(
    path: Path, sketches: Sequence[Sketch], cluster_of: Mapping[str, str], brings: Collection[tuple[str, str]] = ()
) -> Path:
    """Write a batch's sketches, told with their clusters (`story_id` -> `cluster_id`), aside and then under `path`.

    `brings`: (story_id, telling_id) of the members that bring others into their cluster (`ClusterVerdict.brings`).
    """
    staged = table_of(sketches, [None] * len(sketches))
    return write_staged(path, [staged], cluster_of, brings)


def write_staged(
    path: Path,
    staged: Sequence[pa.Table],
    cluster_of: Mapping[str, str],
    brings: Collection[tuple[str, str]],
    window_keys: WindowKeys | None = None,
) -> Path:
    """The same of a batch's staged sketches (`rows.STAGED`): columns pass as they lie. `window_keys`: the keys that the window has already."""
    table: Any = pa.concat_tables(staged)
    columns = {name: table.column(name) for name in table.schema.names}
    story_ids, telling_ids, orders = (columns[name].to_pylist() for name in ("story_id", "telling_id", "order"))
    clusters = [cluster_of.get(one, one) for one in story_ids]
    columns["cluster_id"] = pa.array(clusters, pa.string())
    bring = [one in brings for one in zip(story_ids, telling_ids, strict=True)]
    columns["brings"] = pa.array(bring, pa.bool_())
    tellings = () if len(set(story_ids)) == len(story_ids) else (orders, telling_ids)
    order = in_order(whole_microseconds(columns["first_created"]), story_ids, *tellings)
    texts = [numbers_in(one.column("shingles"), np.uint32) for one in staged]
    columns["size"] = pa.chunked_array([as_column(np.diff(begins), pa.int32()) for begins, _ in texts], pa.int32())
    leads = np.fromiter((a == b or c for a, b, c in zip(story_ids, clusters, bring, strict=True)), bool, len(story_ids))
    columns["keys"] = binary_of(*kept(texts, order, leads, window_keys or WindowKeys.nothing()))
    rows = pa.table([columns[name] for name in SKETCH_SCHEMA.names], schema=SKETCH_SCHEMA)
    return _write(path, _in_pieces(rows, order), whole_microseconds(rows["first_created"]))


def _in_pieces(rows: Any, order: Ints) -> Iterator[Any]:
    """The rows in this order, a piece at a time: all of them would be in memory three times. Numbers, which are nearly all of it, are put
    together from where they lie; Arrow's kernels would first make one of each whole column, for every piece.
    """
    prepare(len(order))
    names = [name for name in rows.schema.names if rows.schema.field(name).type != pa.binary()]
    named = taken(rows.select(names), order)
    for at in range(0, len(order) or 1, PIECE):
        few, here = named.slice(at, PIECE), order[at : at + PIECE]
        columns = [few[name] if name in names else picked(rows[name], here) for name in rows.schema.names]
        yield pa.table(columns, schema=rows.schema)


def fold_sketches(root: Path, as_of: datetime, window: timedelta = WINDOW, at_least: int = 16) -> None:
    """Gather the batches' files, but for full ones, into one per day of `first_created`, and drop what no batch will ask for.

    Call it under the output's lock. Nothing is gathered while fewer than `at_least` such files are of the last `2 * window`. Of
    older ones (a back-fill's) the last `OLD_FILES` stay, for the batches that follow. A crash in between leaves rows twice,
    never none: the day files are complete before a batch's file goes.
    """
    horizon = as_of - 2 * window
    since = microseconds_of(horizon)
    known = sketch_files(root)
    recent = [one for one in known if one.about.last >= since and one.about.rows < FULL]
    # Folded days first, then batches by their names, which begin with their time.
    old = sorted(
        (one.path for one in known if one.about.last < since), key=lambda path: (not path.name.startswith("day-"), path.name)
    )
    stale = set(paths_below(root)) - {one.path for one in known}
    stale.update(old[: max(0, len(old) - OLD_FILES)])
    if len(recent) >= at_least:
        prepare(sum(one.about.rows for one in recent))
        of_day: dict[str, list[Path]] = defaultdict(list)
        for one in recent:
            for day in np.unique(_days_of(all_rows(one.path, ["first_created"]))).tolist():
                of_day[(_EPOCH + timedelta(days=day)).isoformat()].append(one.path)
        oldest = horizon.date().isoformat()
        gathered = {one.path for one in recent}
        stale.update(gathered - {_gather(root, day, paths, gathered) for day, paths in sorted(of_day.items()) if day >= oldest})
    for path in sorted(stale):
        path.unlink()


def _gather(root: Path, day: str, paths: Sequence[Path], passing: Collection[Path]) -> Path:
    """The file that has now what these have of a day: the day's last, where it is `passing` too, or the next."""
    names = (root / f"day-{day}{f'-{number}' if number else ''}.arrow" for number in count())
    target = next(path for path in names if path in passing or not path.exists())
    tables = []
    for path in paths:
        table = all_rows(path, schema=SKETCH_SCHEMA)
        tables.append(table.filter(pa.array(_days_of(table) == (date.fromisoformat(day) - _EPOCH).days)))
    joined = _once(tables)
    return _write(target, [joined], whole_microseconds(joined["first_created"]))


def _days_of(table: Any) -> Ints:
    """The day of each row's `first_created`, since 1970."""
    days: Ints = whole_microseconds(table["first_created"]) // _DAY
    return days


def rename_sketches(path: Path, stories: Mapping[str, str], leaders: Mapping[str, str]) -> None:
    """Let a batch's staged sketches know joined stories, and what leads them, by their new names too."""
    table = all_rows(path)
    for name, renames in (("story_id", stories), ("cluster_id", leaders)):
        at = table.schema.get_field_index(name)
        renamed = [renames.get(value, value) for value in table.column(name).to_pylist()]
        table = table.set_column(at, table.schema.field(at), pa.array(renamed, pa.string()))
    _write(path, [table], whole_microseconds(table["first_created"]))


def _once(tables: Sequence[Any]) -> Any:
    """Rows of several files in order, each telling once."""
    joined: Any = pa.concat_tables(tables).sort_by(
        [(name, "ascending") for name in ("first_created", "story_id", "order", "telling_id")]
    )
    keys = list(zip(joined["story_id"].to_pylist(), joined["telling_id"].to_pylist(), strict=True))
    first = dict(zip(reversed(keys), range(len(keys) - 1, -1, -1), strict=True))
    return joined.take(pa.array(sorted(first.values()), pa.int64()))


def _write(path: Path, tables: Iterable[Any], created: Ints) -> Path:
    """`created`: when each of these rows was first told."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".tmp")
    span = (int(created.min()), int(created.max())) if created.size else (0, 0)
    schema = SKETCH_SCHEMA.with_metadata(metadata_of(SKETCH_VERSION, created.size, *span))
    with aside.open("wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        for table in tables:
            for batch in table.combine_chunks().to_batches(max_chunksize=PIECE):
                writer.write_batch(batch)
    aside.replace(path)
    return path
