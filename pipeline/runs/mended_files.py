"""What repair does to a partition's files: keep one aside, write one anew, put rows into one. Each is synced before its name is."""

import os
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from newsbeam.connectors.disk.durable import make_folder, replace_durably, sync_folder, sync_path
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.published_file import footer
from newsbeam.pipeline.dataset.waiting import Home, home_of
from newsbeam.pipeline.publish.files import partition_files
from newsbeam.pipeline.publish.grow import begin, extend
from newsbeam.pipeline.publish.in_order import put_in_order
from newsbeam.schemas.arrow import STORY_SCHEMA
from newsbeam.schemas.errors import OutputError


def keep_aside(out: Output, path: Path, as_of: datetime) -> str:
    """Keep a file's bytes below `_state/damaged/`; where."""
    folder = out.state / "damaged"
    make_folder(folder)
    date, country = home_of(path)
    kept = folder / f"{date}-{country}-{path.stem}-{as_of:%Y%m%dT%H%M%SZ}.parquet"
    if not kept.exists():
        os.link(path, kept)
        sync_folder(folder)
    return str(kept)


def write_anew(out: Output, path: Path, rows: pa.Table) -> None:
    """Let a file have these rows and no others; none: it goes."""
    if rows.num_rows:
        aside = out.staging / ".repaired.parquet"
        begin(aside, put_in_order(rows.cast(STORY_SCHEMA)))
        _take_place(aside, path, rows.num_rows)
    else:
        path.unlink()
        sync_folder(path.parent)


def add_rows(out: Output, home: Home, rows: pa.Table) -> None:
    """Put rows into a partition, as publishing does: the file whole, then its name."""
    found = partition_files(folder_of(out, home), "stories", STORY_SCHEMA, out.root)
    rows = put_in_order(rows.cast(STORY_SCHEMA))
    aside = out.staging / ".repaired.parquet"
    before = 0
    if found.open:
        old = footer(found.open.path)
        before = old.rows
        extend(old.path, old.metadata, aside, rows)
    else:
        begin(aside, rows)
    target = found.open.path if found.open else found.next_path
    make_folder(target.parent)
    _take_place(aside, target, before + rows.num_rows)


def folder_of(out: Output, home: Home) -> Path:
    """A partition's folder."""
    return out.stories / f"date={home[0]}" / f"country={home[1]}"


def _take_place(aside: Path, path: Path, rows: int) -> None:
    sync_path(aside)
    written = pq.read_metadata(aside).num_rows
    if written != rows:
        aside.unlink()
        raise OutputError(f"{path}: mending gave {written} of {rows} rows; the file is left as it was")
    replace_durably(aside, path)
    sync_folder(path.parent)
