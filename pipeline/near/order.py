"""Rows put in order by numbers and texts together, without a tuple a row."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from newsbeam.pipeline.near.candidates import Ints


def whole_microseconds(column: Any) -> Ints:
    """A column of timestamps without nulls, in microseconds."""
    whole: Ints = np.concatenate([np.empty(0, np.int64), *(chunk.view(pa.int64()).to_numpy() for chunk in column.chunks)])
    return whole


def as_column(numbers: Ints, kind: Any) -> Any:
    """Whole numbers as an Arrow array of this type. (`pa.array` asks whether they are masked, and numpy imports a part of itself then.)"""
    return pa.Array.from_buffers(kind, len(numbers), [None, pa.py_buffer(np.ascontiguousarray(numbers, str(kind)))])


def in_order(numbers: Ints, *texts: Sequence[str]) -> Ints:
    """The places of rows in order of their numbers, and of their texts, the first first, where those are the same."""
    places: Ints = np.lexsort((*(_encoded(text) for text in reversed(texts)), numbers)).astype(np.int64)
    return places


def _encoded(texts: Sequence[str]) -> npt.NDArray[np.bytes_]:
    """UTF-8, which keeps the order of code points. A text that ends in NUL would be cut, and no id or order does."""
    try:
        return np.array(texts, np.bytes_)
    except UnicodeEncodeError:
        return np.array([one.encode() for one in texts], np.bytes_)
