"""A few questions to a column, asked of Arrow's kernels where there are many rows and of Python where there are few.

The module that has the kernels registers all of them: 0.04 s and 10 MB of memory, 50 where it finds pandas, which a small run, with
its few hundred rows, is better off without. So nothing that every run does imports `pyarrow.compute` but through here.
"""

import sys
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import accumulate, islice
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

MANY = 4_000
"""Rows from which the kernels are worth their memory: below, Python answers within some milliseconds."""

WORTH = 1_000
"""Rows of a batch from which the kernels put whole rows in order in a fifth of the time."""

SLICES = 128
"""So many at a time are put together, as a chunk: a slice of sixty columns takes 5 KB, whatever it holds."""

Mask = npt.NDArray[np.bool_]


def prepare(rows: int) -> None:
    """Have the kernels put rows in order, where there are so many that it pays."""
    if rows >= WORTH:
        import pyarrow.compute  # noqa: F401


def among(column: Any, values: Collection[Any]) -> Mask:
    """Which rows of a column hold one of `values`; a null is none of them."""
    if len(column) < MANY:
        wanted = values if isinstance(values, (set, frozenset, dict)) else frozenset(values)
        return np.fromiter((one in wanted for one in column.to_pylist()), bool, len(column))
    import pyarrow.compute as pc

    mask: Any = pc.is_in(column, value_set=pa.array(sorted(values), column.type))
    found: Mask = mask.to_numpy(zero_copy_only=False)
    return found


class Sought:
    """Values that many columns are asked for."""

    def __init__(self, values: Collection[Any], kind: pa.DataType) -> None:
        self._values, self._kind = frozenset(values), kind
        self._array: Any = None

    def within(self, column: Any) -> Mask:
        """Which rows of a column hold one of them; a null is none of them."""
        if len(column) < MANY or not self._values:
            return among(column, self._values)
        import pyarrow.compute as pc

        if self._array is None:
            self._array = pa.array(sorted(self._values), self._kind)
        mask: Any = pc.is_in(column, value_set=self._array)
        found: Mask = mask.to_numpy(zero_copy_only=False)
        return found


def alike(one: Any, other: Any) -> Mask:
    """In which rows two columns without nulls hold the same."""
    if len(one) < MANY:
        return np.fromiter((a == b for a, b in zip(one.to_pylist(), other.to_pylist(), strict=True)), bool, len(one))
    import pyarrow.compute as pc

    mask: Any = pc.equal(one, other)
    found: Mask = mask.to_numpy(zero_copy_only=False)
    return found


def taken(table: pa.Table, order: Sequence[int] | npt.NDArray[np.int64]) -> pa.Table:
    """The rows of a table at these places, in their order."""
    filled = [at for at, column in enumerate(table.columns) if column.null_count < len(column)]
    if filled and (len(order) >= MANY or "pyarrow.compute" in sys.modules):
        found = table.select(filled).take(_places(order))
        return _of(table, len(order), dict(zip(filled, found.columns, strict=True)))
    # As one column of structs: a slice of each column, or of the table, is sixty objects a run.
    if not filled or not len(order):
        return table.slice(0, 0) if not len(order) else _of(table, len(order), {})
    batches = [batch for batch in table.select(filled).to_batches() if batch.num_rows]
    ends = list(accumulate(batch.num_rows for batch in batches))
    structs = [batch.to_struct_array() for batch in batches]
    runs = _runs(order.tolist() if isinstance(order, np.ndarray) else order, ends)
    some = iter(lambda: list(islice(runs, SLICES)), [])
    parts = [pa.concat_arrays([structs[batch].slice(first, length) for batch, first, length in few]).flatten() for few in some]
    return _of(table, len(order), {at: pa.chunked_array(list(pieces)) for at, *pieces in zip(filled, *parts, strict=True)})


def _places(order: Sequence[int] | npt.NDArray[np.int64]) -> Any:
    """As `pa.array`, which looks whether an array of numpy's is a masked one, and imports `numpy.ma` for it: 15 ms."""
    if not isinstance(order, np.ndarray):
        return pa.array(order, pa.int64())
    return pa.Array.from_buffers(pa.int64(), len(order), [None, pa.py_buffer(np.ascontiguousarray(order, np.int64))])


def _of(table: pa.Table, rows: int, filled: dict[int, Any]) -> pa.Table:
    """A table of these columns of another one; the others hold nothing but nulls."""
    columns = [filled[at] if at in filled else pa.nulls(rows, field.type) for at, field in enumerate(table.schema)]
    return pa.Table.from_arrays(columns, schema=table.schema)


def _runs(order: Sequence[int], ends: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """(batch, first, length) of places that follow each other within a batch; `ends` has the row behind each batch's last."""
    batch = length = first = 0
    last = before = end = -1
    for place in order:
        if place == last + 1 and place < end:
            length += 1
        else:
            if length:
                yield batch, first, length
            if not before <= place < end:
                batch = bisect_right(ends, place)
                before, end = ends[batch - 1] if batch else 0, ends[batch]
            first, length = place - before, 1
        last = place
    if length:
        yield batch, first, length


def first_of(columns: Sequence[Any]) -> Any:
    """For each row the value of the first of these columns that has one there: where one has all of them, it is that column itself."""
    columns = [one for one in columns if one.null_count < len(one)] or columns[:1]
    if columns[0].null_count in (0, len(columns[0])) or len(columns) == 1:
        return columns[0]
    if len(columns[0]) >= MANY or "pyarrow.compute" in sys.modules:
        import pyarrow.compute as pc

        compute: Any = pc
        return compute.coalesce(*columns)
    rows = zip(*(one.to_pylist() for one in columns), strict=True)
    return pa.array([next((one for one in values if one is not None), None) for values in rows], columns[0].type)


def place_of(column: Any, others: Mapping[str, Any]) -> tuple[Any, Any]:
    """For each row (the name of the first of the `others` that has the same value, else null; the value where none has it)."""
    if len(column) >= MANY or "pyarrow.compute" in sys.modules:
        import pyarrow.compute as pc

        compute: Any = pc
        names = pa.nulls(len(column), pa.string())
        for label, other in list(others.items())[::-1]:
            names = compute.if_else(compute.fill_null(compute.equal(column, other), False), label, names)
        if names.null_count == column.null_count:  # a column chosen from is given room for all of its texts, though it takes none
            return names, pa.nulls(len(column), column.type)
        return names, compute.if_else(compute.is_valid(names), pa.scalar(None, column.type), column)
    found: list[str | None] = []
    apart: list[Any] = []
    for value, *those in zip(*(one.to_pylist() for one in (column, *others.values())), strict=True):
        name = next((name for name, one in zip(others, those, strict=True) if one == value), None) if value is not None else None
        found.append(name)
        apart.append(value if name is None else None)
    return pa.array(found, pa.string()), pa.array(apart, column.type)


def is_same(one: Any, other: Any) -> bool:
    """Whether two columns are the same bytes in memory: nothing is compared."""
    return one.num_chunks == other.num_chunks and all(
        a.offset == b.offset and len(a) == len(b) and _addresses(a) == _addresses(b)
        for a, b in zip(one.chunks, other.chunks, strict=True)
    )


def _addresses(array: Any) -> list[int]:
    return [buffer.address if buffer else 0 for buffer in array.buffers()]


def microseconds(column: Any) -> list[int | None]:
    """A column of timestamps in microseconds as whole numbers."""
    return [one for chunk in column.chunks for one in chunk.view(pa.int64()).to_pylist()]
