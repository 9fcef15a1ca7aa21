"""Sealing: a file of many small row groups, rewritten once as few large ones, sorted. The rows are the same.

The sealed file has a new name, and takes the old one's place with its whole folder, at once. A reader of `stories/` that had
listed the old name finds no such file: a loud error, which asking again cures. To let both names stand for a while would count
each row twice for whoever lists the folder then; to let the one name show first the old bytes and then the new, as it was,
made Polars panic. The shipped views have both: their link to the folder shows the old files until the partition grows again, or
`GRACE` is over (`pipeline/dataset/reading.py`).
"""

import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from newsbeam.connectors.disk.durable import replace_durably, sync_file, sync_folder
from newsbeam.connectors.disk.exchange import exchange
from newsbeam.connectors.disk.failpoints import failpoint
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.published_file import footer, naming_damage
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
    metadata = footer(path).metadata
    return bool(metadata.num_row_groups > 1 + metadata.num_rows // GROUP_ROWS)


def _rewrite(path: Path, aside: Path, *, passing: bool) -> None:
    """Write the rows of a file anew, in order, synced; of one that still grows those of its small row groups, if large ones precede them."""
    metadata = footer(path).metadata
    rows = metadata.num_rows
    kept = _beginning(path, metadata) if passing else None
    if kept is None:
        _write_all(path, aside, passing=passing)
    else:
        _write_behind(path, aside, *kept)
    written = pq.read_metadata(aside).num_rows
    if written != rows:
        aside.unlink()
        raise OutputError(f"{path}: sealing gave {written} of {rows} rows; the file is left as it was")


def _beginning(path: Path, metadata: Any) -> tuple[int, Any] | None:
    """(bytes, footer) of the row groups that stay: the last of them is larger than all behind it, so a row is not written again for every few that come."""
    rows = [metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)]
    at = [at for at in range(len(rows) - APART, 0, -1) if rows[at - 1] > sum(rows[at:])]
    return next((found for one in at if (found := generation(path, metadata, one)) is not None), None)


def _write_behind(path: Path, aside: Path, length: int, metadata: Any) -> None:
    """Write the first bytes of a file, whose footer was `metadata`, and behind them the rows that came since, in order."""
    with path.open("rb") as source, aside.open("wb") as file:
        copy_prefix(source, file, length)
        for group in in_order([path], first=metadata.num_row_groups):
            metadata.append_row_groups(append_groups(file, file.tell(), group))
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
                for group in in_order([path]):
                    writer.write_table(group, row_group_size=GROUP_ROWS)
                    groups += 1
                    failpoint("mid_seal_write")
                if not passing:
                    writer.add_key_value_metadata({SEALED: b"%d" % groups})
            sync_file(file)
