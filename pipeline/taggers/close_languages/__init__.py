"""Which of two close languages a short text is of, by the sequences of two to five letters that the one has more often than the other.

A table of 20,000 sequences a pair (`build.py`), sorted, so that numpy looks all of a text's sequences up at once: 30 us a headline.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from newsbeam.pipeline.gazetteer.table import Ints, ints
from newsbeam.pipeline.process.memory import releasable

TABLE = Path(__file__).with_name("pairs.arrow")
SHORTEST, LONGEST = 2, 5
"""Letters of a sequence."""
SCALE = 20
"""A weight is so many times the logarithm of how much more often the first language has the sequence: a byte holds it."""
UNIT = 10 * SCALE
"""What `leaning` counts as one: ten nepers say about as much as a word that only one of the languages has."""
_BITS = 11
"""Of a letter that its number is made of: the scripts of these languages differ in them."""
_NO_LETTER = re.compile(r"[\W\d_]")

Keys = npt.NDArray[np.int64]


@releasable
@cache
def pairs() -> Mapping[tuple[str, str], tuple[Keys, Ints]]:
    """(a language, its close one) -> the numbers of the sequences, ascending, and their weights; loaded with the first short text."""
    table = pa.ipc.open_file(str(TABLE)).read_all().combine_chunks()
    found = {}
    for row in range(table.num_rows):
        one, other = table["one"][row].as_py(), table["other"][row].as_py()
        steps: Any = table["steps"][row].values
        found[one, other] = (np.cumsum(ints(steps)).astype(np.int64, copy=False), ints(table["weights"][row].values))
    return found


@cache
def kin(code: str) -> frozenset[str]:
    """The languages that the table can tell `code` from."""
    return frozenset(one if other == code else other for one, other in pairs() if code in (one, other))


def leaning(own: Keys, one: str, other: str) -> float:
    """How far a text of these sequences is `one` rather than `other`: 1 as a telling word would say it, below 0 where it is `other`; 0 without a table."""
    known = pairs()
    found, sign = known.get((one, other)), 1
    if found is None:
        found, sign = known.get((other, one)), -1
        if found is None:
            return 0.0
    keys, weights = found
    at = keys.searchsorted(own)
    at[at == keys.size] = 0
    return sign * int(weights.take(at)[keys.take(at) == own].sum(dtype=np.int64)) / UNIT


def numbers(text: str) -> Keys:
    """The number of every sequence of a text's letters; one that reaches over a word's end is no sequence of any table."""
    letters = np.frombuffer(_NO_LETTER.sub("\0", text.lower()).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    letters &= (1 << _BITS) - 1
    found, longer = [], letters
    for size in range(SHORTEST, LONGEST + 1):
        if letters.size < size:
            break
        longer = (longer[:-1] << _BITS) | letters[size - 1 :]
        found.append(longer | (size << _BITS * LONGEST))
    return np.concatenate(found) if found else np.zeros(0, np.int64)
