"""Sealing: a file of many small row groups, rewritten once as few large ones, sorted. The rows are the same.

The one replacement that keeps no prefix: a reader that is in the middle of the file may fail, loudly, and repeats its
query (docs/design/publishing.md#readers). It happens a few times in a partition's life.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from newsbeam.connectors.disk.durable import replace_durably, sync_file, sync_folder
from newsbeam.connectors.disk.failpoints import failpoint
from newsbeam.pipeline.publish.grow import GROUP_ROWS, SORTED_BY, writing
from newsbeam.schemas.errors import OutputError

MANY_GROUPS = 32
"""A file with more row groups than this is sealed."""


def seal(path: Path, aside: Path) -> bool:
    """Rewrite one published file, sorted, in large row groups; whether there was anything to do.

    Holds one row group of the old and one of the new file in memory. Raises OutputError, and leaves the file alone, where
    the rewritten one does not hold the same number of rows.
    """
    with pq.ParquetFile(path) as old:
        if old.num_row_groups <= 1:
            return False
        failpoint("before_seal")
        with aside.open("wb") as file:
            schema = old.schema_arrow
            with writing(file, schema, old.metadata.num_rows) as writer:
                for group in sorted_groups(old):
                    writer.write_table(group, row_group_size=GROUP_ROWS)
                    failpoint("mid_seal_write")
            sync_file(file)
        rows = old.metadata.num_rows
    written = pq.read_metadata(aside).num_rows
    if written != rows:
        aside.unlink()
        raise OutputError(f"{path}: sealing gave {written} of {rows} rows; the file is left as it was")
    failpoint("after_seal_fsync")
    replace_durably(aside, path)
    failpoint("after_seal_rename")
    sync_folder(path.parent)
    return True


def sorted_groups(old: Any) -> Iterator[pa.Table]:
    """The rows of a ParquetFile in order, `GROUP_ROWS` at a time, each source row group read only where it contributes."""
    names = [name for name, _ in SORTED_BY if name in old.schema_arrow.names]
    keys = old.read(columns=names)
    sizes = [old.metadata.row_group(n).num_rows for n in range(old.num_row_groups)]
    by = [(name, way) for name, way in SORTED_BY if name in names]
    import pyarrow.compute as pc  # 50 MB, once a partition is two days old

    order = pc.sort_indices(keys, options=pc.SortOptions(by)).to_numpy().astype(np.int64)
    group_of = np.repeat(np.arange(len(sizes)), sizes)
    begins = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    if len(order) <= GROUP_ROWS:
        yield old.read().take(order)
        return
    for start in range(0, len(order), GROUP_ROWS):
        wanted = order[start : start + GROUP_ROWS]
        groups = group_of[wanted]
        pieces, places = [], []
        for number in np.unique(groups):
            at = np.flatnonzero(groups == number)
            rows = wanted[at] - begins[number]
            pieces.append(old.read_row_group(int(number)).take(rows))
            places.append(at)
        back = np.argsort(np.concatenate(places), kind="stable")
        yield pa.concat_tables(pieces).take(back)
