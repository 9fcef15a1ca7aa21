"""A day's file of `current` for readers: the last telling of each of its stories, without texts, as its file of `days` has them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from newsbeam.pipeline.dataset.published_file import naming_damage
from newsbeam.pipeline.process.arrow_kernels import WORTH, taken
from newsbeam.schemas.arrow import CURRENT_SCHEMA
from newsbeam.schemas.codes import PubStatus

AT_ONCE = 8_192
"""Rows that are written together, some 4 MB: a row group."""
_KEYS = ["country", "story_id", "revision_order", "pub_status"]

_Mask = npt.NDArray[np.bool_]


def current_rows(day: pa.Table) -> pa.Table:
    """The last telling of each story of a day, without the killed and withheld, in the columns of `CURRENT_SCHEMA`."""
    return _slim(day, _is_current(day.select(_KEYS)))


def current_of(path: Path) -> Iterator[pa.Table]:
    """Such rows of a day's file that is sorted by country, some at a time, an empty table at least. Raises DamagedFile."""
    with naming_damage(path), pq.ParquetFile(path, page_checksum_verification=True) as file:
        groups = range(file.num_row_groups)
        mask = np.concatenate([np.empty(0, bool), *_masks(file.read_row_group(n, columns=_KEYS) for n in groups)])
        gathered = [CURRENT_SCHEMA.empty_table()]
        start = 0
        for n in groups:
            rows = file.read_row_group(n, columns=CURRENT_SCHEMA.names)
            gathered.append(_slim(rows, mask[start : start + rows.num_rows]))
            start += rows.num_rows
            if sum(one.num_rows for one in gathered) >= AT_ONCE:
                yield pa.concat_tables(gathered)
                gathered = [CURRENT_SCHEMA.empty_table()]
        yield pa.concat_tables(gathered)


def _masks(portions: Iterator[pa.Table]) -> Iterator[_Mask]:
    """Which rows are current, of whole countries at a time: a story's tellings in one are not parted."""
    gathered: list[pa.Table] = []
    for rows in (one for one in portions if one.num_rows):
        countries = rows.column("country").to_pylist()
        begins = countries.index(countries[-1])  # of its last country, which the next portion may go on with
        if begins or (gathered and gathered[-1].column("country")[-1].as_py() != countries[0]):
            yield _is_current(pa.concat_tables([*gathered, rows.slice(0, begins)]))
            gathered.clear()
        gathered.append(rows.slice(begins))
    if gathered:
        yield _is_current(pa.concat_tables(gathered))


def _is_current(keys: pa.Table) -> _Mask:
    """Which of these rows are the last telling of their story in their country, the first of those with the same order, and usable."""
    found: _Mask = np.zeros(keys.num_rows, bool)
    if keys.num_rows >= WORTH:
        import pyarrow.compute as pc

        compute: Any = pc
        by = [("country", "ascending"), ("story_id", "ascending"), ("revision_order", "descending")]
        places = compute.sort_indices(keys, options=compute.SortOptions(by))  # stable
        stories = [keys.column(name).combine_chunks().take(places) for name in ("country", "story_id")]
        is_last: _Mask = np.ones(keys.num_rows, bool)
        is_last[1:] = np.logical_or.reduce(
            [compute.not_equal(one.slice(1), one.slice(0, len(one) - 1)).to_numpy(zero_copy_only=False) for one in stories]
        )
        found[places.to_numpy()[is_last]] = True
        usable: _Mask = compute.equal(keys.column("pub_status"), PubStatus.USABLE).to_numpy()
        return found & usable
    last: dict[tuple[str, str], tuple[str, int]] = {}
    statuses = []
    for at, (country, story_id, order, status) in enumerate(zip(*(keys.column(name).to_pylist() for name in _KEYS), strict=True)):
        statuses.append(status)
        if (country, story_id) not in last or last[country, story_id][0] < order:
            last[country, story_id] = (order, at)
    found[[at for _, at in last.values() if statuses[at] == PubStatus.USABLE]] = True
    return found


def _slim(day: pa.Table, mask: _Mask) -> pa.Table:
    rows = np.flatnonzero(mask)
    slim = pa.Table.from_arrays([day.column(name) for name in CURRENT_SCHEMA.names], schema=CURRENT_SCHEMA)
    return slim if len(rows) == day.num_rows else taken(slim, rows)
