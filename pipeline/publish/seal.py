"""Sealing: a file of many small row groups, rewritten once as few large ones, sorted. The rows are the same.

The sealed file has a new name, and takes the old one's place with its whole folder, at once. A reader of `stories/` that had
listed the old name finds no such file: a loud error, which asking again cures. To let both names stand for a while would count
each row twice for whoever lists the folder then; to let the one name show first the old bytes and then the new, as it was,
made Polars panic. The shipped views have both: their link to the folder shows the old files until the partition grows again, or
`GRACE` is over (`pipeline/dataset/reading.py`).
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from newsbeam.connectors.disk.durable import replace_durably, sync_file, sync_folder
from newsbeam.connectors.disk.exchange import exchange
from newsbeam.connectors.disk.failpoints import failpoint
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.published_file import LARGE, Published, footer, naming_damage
from newsbeam.pipeline.dataset.reading import Room
from newsbeam.pipeline.publish import open_days
from newsbeam.pipeline.publish.grow import append_groups, copy_prefix, footer_bytes, generation
from newsbeam.pipeline.publish.in_order import in_order
from newsbeam.pipeline.publish.row_groups import DAY, GROUP_ROWS, SMALL_GROUP, sealed, writing
from newsbeam.schemas.errors import OutputError

SEALED = b"newsbeam.sealed"
"""In the footer of a sealed file: how many row groups it had then."""
APART = 8
"""Row groups of a growing file that are brought together at least, where larger ones before them stay as they are."""
TOGETHER_BYTES = 2 * LARGE
"""Into a row group of so much, before it is compressed: it is in memory twice."""


def seal_partition(out: Output, date: str, country: str, *, passing: bool = False) -> bool:
    """Seal the files of a partition that are not; whether there was anything to do. The caller holds the lock.

    `passing`: it still grows, and will be sealed when it does no more. So only its last file's small row groups are brought together.
    """
    folder = out.stories / f"date={date}" / f"country={country}"
    room = Room.of(out.stories, out.storage)
    paths = sorted(folder.glob("stories-*.parquet"))
    due = [path for path in paths[-1:] if _is_divided(path)] if passing else [path for path in paths if _is_due(path)]
    if not due or not room.kept:  # in an object store a name is replaced, as it ever was
        for path in due:
            _replace(path, out.staging / "sealing.parquet", passing=passing)
        return bool(due)
    aside = out.staging / ".sealing" / folder.name
    shutil.rmtree(aside.parent, ignore_errors=True)
    aside.mkdir(parents=True)
    number = int(paths[-1].stem.rpartition("-")[2])
    failpoint("before_seal")
    for path in paths:
        if path in due:
            number += 1
            _rewrite(path, aside / f"stories-{number:05}.parquet", passing=passing)
        else:
            (aside / path.name).hardlink_to(path)
    sync_folder(aside)
    failpoint("after_seal_fsync")
    open_days.keep_old(room, date, country, paths)
    if exchange(aside, folder):
        sync_folder(folder.parent)
        failpoint("after_seal_rename")
    else:  # a file system without that: name by name, the old bytes' name last
        for path, sealed in zip(due, sorted(set(aside.iterdir()) - {aside / one.name for one in paths}), strict=True):
            replace_durably(sealed, path)
        sync_folder(folder)
    shutil.rmtree(aside.parent)
    return True


def seal(path: Path, aside: Path) -> bool:
    """Rewrite one published file, sorted, in large row groups, under its own name; whether there was anything to do.

    Holds one row group of the old and one of the new file in memory. Raises OutputError, and leaves the file alone, where
    the rewritten one does not hold the same number of rows.
    """
    if not _is_due(path):
        return False
    _replace(path, aside, passing=False)
    return True


def _replace(path: Path, aside: Path, *, passing: bool) -> None:
    failpoint("before_seal")
    _rewrite(path, aside, passing=passing)
    failpoint("after_seal_fsync")
    replace_durably(aside, path)
    failpoint("after_seal_rename")
    sync_folder(path.parent)


def _is_due(path: Path) -> bool:
    metadata = footer(path).metadata
    groups = (metadata.metadata or {}).get(SEALED)
    return groups is None or metadata.num_row_groups > max(int(groups), 1 + metadata.num_rows // GROUP_ROWS)


def _is_divided(path: Path) -> bool:
    return footer(path).groups > 1


def _rewrite(path: Path, aside: Path, *, passing: bool) -> None:
    """Write the rows of a file anew, in order, synced; of one that still grows those of its small row groups, if large ones precede them."""
    file = footer(path)
    kept = _beginning(file) if passing else None
    if kept is None:
        _write_all(path, aside, passing=passing)
    else:
        _write_behind(path, aside, file.metadata, *kept)
    written = pq.read_metadata(aside).num_rows
    if written != file.rows:
        aside.unlink()
        raise OutputError(f"{path}: sealing gave {written} of {file.rows} rows; the file is left as it was")


def _beginning(file: Published) -> tuple[int, Any] | None:
    """(bytes, footer) of the row groups that stay: the last is large, or larger than all behind it. So a row is not written again for every few that come."""
    sizes = [file.metadata.row_group(n).total_byte_size for n in range(file.metadata.num_row_groups)]
    places = range(len(sizes) - min(APART, file.groups), 0, -1)
    stay = [at for at in places if sizes[at - 1] >= LARGE or sizes[at - 1] > sum(sizes[at:])]
    return next((found for at in stay if (found := generation(file.path, file.metadata, at)) is not None), None)


def _together(path: Path, metadata: Any, first: int) -> Iterator[pa.Table]:
    """The rows of a file from this row group on: those of a few groups, in order, then those of the next."""
    begin, size = first, 0
    for n in range(first, metadata.num_row_groups):
        more = metadata.row_group(n).total_byte_size
        if size and size + more > TOGETHER_BYTES:
            yield from in_order([path], groups=range(begin, n))
            begin, size = n, 0
        size += more
    yield from in_order([path], groups=range(begin, metadata.num_row_groups))


def _write_behind(path: Path, aside: Path, grown: Any, length: int, metadata: Any) -> None:
    """Write the first bytes of a file, whose footer was `metadata` then and is `grown`, and behind them the rows that came since, in order."""
    with path.open("rb") as source, aside.open("wb") as file:
        copy_prefix(source, file, length)
        for rows in _together(path, grown, metadata.num_row_groups):
            metadata.append_row_groups(append_groups(file, file.tell(), rows))
            failpoint("mid_seal_write")
        file.write(footer_bytes(metadata))
        sync_file(file)


def _write_all(path: Path, aside: Path, *, passing: bool) -> None:
    # Held against their checksums: a damaged page must not get a new one.
    with naming_damage(path):
        old = pq.ParquetFile(path, page_checksum_verification=True)
    with old:
        schema, rows = old.schema_arrow, old.metadata.num_rows
        with naming_damage(path):
            how = sealed(rows, old.read() if rows < SMALL_GROUP else None)
        if passing:
            how = how._replace(level=DAY.level)
        with aside.open("wb") as file:
            with writing(file, schema, how) as writer:
                groups = 0
                for group in _together(path, old.metadata, 0) if passing else in_order([path]):
                    writer.write_table(group, row_group_size=GROUP_ROWS)
                    groups += 1
                    failpoint("mid_seal_write")
                if not passing:
                    writer.add_key_value_metadata({SEALED: b"%d" % groups})
            sync_file(file)
