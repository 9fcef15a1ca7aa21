"""A few questions to a column, asked of Arrow's kernels where there are many rows and of Python where there are few.

The module that has the kernels registers all of them: 50 MB of memory, which a small run, with its few hundred rows, is better
off without. So nothing that every run does imports `pyarrow.compute` but through here.
"""

from collections.abc import Collection
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

MANY = 4_000
"""Rows from which the kernels are worth their memory: below, Python answers within some milliseconds."""

Mask = npt.NDArray[np.bool_]


def among(column: Any, values: Collection[Any]) -> Mask:
    """Which rows of a column hold one of `values`; a null is none of them."""
    if len(column) < MANY:
        wanted = values if isinstance(values, (set, frozenset, dict)) else frozenset(values)
        return np.fromiter((one in wanted for one in column.to_pylist()), bool, len(column))
    import pyarrow.compute as pc

    mask: Any = pc.is_in(column, value_set=pa.array(sorted(values), column.type))
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
