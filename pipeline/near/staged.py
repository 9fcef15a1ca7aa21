"""Sketches as a table, as a batch stages them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from newsbeam.pipeline.near.candidates import Ints
from newsbeam.pipeline.near.rows import STAGED, WIDTHS
from newsbeam.pipeline.near.sketch import Sketch, SketchInput, sketched


def table_of(sketches: Sequence[Sketch], known: Sequence[str | None]) -> pa.Table:
    """Sketches as one table; `known`: the cluster of each story that is published."""
    columns = [
        pa.array([getattr(one, name) for one in sketches], STAGED.field(name).type) for name in STAGED.names if name != "cluster_id"
    ]
    columns.insert(2, pa.array(known, pa.string()))
    return pa.Table.from_arrays(columns, schema=STAGED)


def staged_of(tellings: Sequence[SketchInput], known: Sequence[str | None]) -> pa.Table:
    """The same of what sketches are made of: numbers pass from all texts' arrays into columns."""
    some = list(sketched(tellings))
    columns = [
        pa.array([one.story_id for one in tellings], pa.string()),
        pa.array([one.telling_id for one in tellings], pa.string()),
        pa.array(known, pa.string()),
        pa.array([one.first_created for one in tellings], STAGED.field("first_created").type),
        pa.array([one.order for one in tellings], pa.string()),
        pa.array([exact for one in some for exact in one.exact], pa.binary()),
        pa.array([one.provider for one in tellings], pa.string()),
    ]
    for name, width in WIDTHS.items():
        parts = [getattr(one, name) for one in some]
        begins = np.concatenate([[0], *(part.lengths for part in parts)]).cumsum()
        columns.append(binary_of(begins, np.concatenate([np.empty(0, width), *(part.flat for part in parts)])))
    return pa.Table.from_arrays(columns, schema=STAGED)


def binary_of(begins: Ints, numbers: npt.NDArray[Any]) -> pa.Array:
    """Arrays of numbers, one after the other, as a binary column (`numbers_in` turns it back)."""
    places = (numbers.itemsize * begins).astype(np.int32)
    return pa.Array.from_buffers(pa.binary(), len(begins) - 1, [None, pa.py_buffer(places), pa.py_buffer(numbers)])


def picked(column: Any, order: Ints) -> pa.Array:
    """The values of a binary column without nulls at these places, in their order."""
    chunks = [one for one in column.chunks if len(one)]
    of = np.cumsum([len(one) for one in chunks]).searchsorted(order, "right")
    bounds = [np.frombuffer(one.buffers()[1], np.int32, len(one) + 1, one.offset * 4) for one in chunks]
    begins, ends = (np.concatenate([one[part] for one in bounds]).take(order) for part in (slice(-1), slice(1, None)))
    texts = [memoryview(one.buffers()[2] or b"") for one in chunks]
    values = [texts[n][begin:end] for n, begin, end in zip(of.tolist(), begins.tolist(), ends.tolist(), strict=True)]
    places = np.concatenate(([0], np.cumsum(ends - begins))).astype(np.int32)
    return pa.Array.from_buffers(pa.binary(), len(values), [None, pa.py_buffer(places), pa.py_buffer(b"".join(values))])
