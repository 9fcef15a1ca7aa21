"""The second detector: py3langid's model cut to the languages of news, with the same answers at a third of the time and memory.

py3langid walks a text byte by byte through a table of 39 MB and keeps 142 languages; here the n-grams are a double array
of 2 MB that numpy walks from every byte at once, and only the languages that may be answered have weights.
"""

import unicodedata
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from newsbeam.pipeline.gazetteer.table import Ints, ints
from newsbeam.pipeline.process.memory import releasable

MODEL = Path(__file__).with_name("model.arrow")

Floats = npt.NDArray[np.float32]


class Model(NamedTuple):
    """A double array (state s reads byte b: the slot base[s] + b, if its check is s), and naive Bayes' weights."""

    classes: list[str]
    """Languages, by column; a language of two scripts has two columns."""
    twins: list[tuple[int, int]]
    """(first column, second column) of those."""
    prior: Floats
    base: Ints
    check: Ints
    feature: Ints
    """Of each state; -1 where it is none."""
    values: Floats
    """The few thousand numbers that a weight can be."""
    usual: Ints
    """Of each column the weight that most features have, as an index into `values`."""
    starts: Ints
    """Where each feature's other weights begin: only these, a fifth of 8 million, are kept."""
    columns: Ints
    weights: Ints
    """In which column an other weight stands, and its index into `values`."""
    depth: int
    """Bytes of the longest n-gram."""


@releasable
@cache
def model() -> Model:
    """Loaded when the first unsure text comes, once per process. Raises FileNotFoundError with the way out."""
    if not MODEL.exists():
        raise FileNotFoundError(f"{MODEL}: the model is not built; run python -m newsbeam.pipeline.taggers.language_model.build")
    table = pa.ipc.open_file(str(MODEL)).read_all().combine_chunks()
    column = {name: table[name].chunk(0).values for name in table.column_names if name != "depth"}  # one row of lists
    classes = column["classes"].to_pylist()
    return Model(
        classes=classes,
        twins=[(classes.index(code), at) for at, code in enumerate(classes) if classes.index(code) != at],
        prior=np.frombuffer(column["prior"].buffers()[1], np.float32)[: len(classes)],
        base=ints(column["base"]),
        check=ints(column["check"]),
        feature=ints(column["feature"]),
        values=np.frombuffer(column["values"].buffers()[1], np.float32)[: len(column["values"])],
        usual=ints(column["usual"]),
        starts=ints(column["starts"]),
        columns=ints(column["columns"]),
        weights=ints(column["weights"]),
        depth=table["depth"][0].as_py(),
    )


def classify(text: str) -> str:
    """The likeliest language of a text."""
    known = model()
    found = features(known, encoded(text))
    if not found.size:
        return known.classes[0]
    # In order of first mention, as py3langid sums them: in another order floats may round to another answer.
    own, first, counts = np.unique(found, return_index=True, return_counts=True)
    order = np.argsort(first)
    scores = np.log1p(counts.take(order).astype(np.float32)) @ rows(known, own.take(order)) + known.prior
    for one, other in known.twins:
        scores[one] = max(scores[one], scores[other])
        scores[other] = -np.inf
    return known.classes[int(scores.argmax())]


def rows(known: Model, features: Ints) -> Floats:
    """The weights of these features, each with all columns."""
    width = len(known.usual)
    begins = known.starts.take(features)
    counts = known.starts.take(features + 1) - begins
    ends = counts.cumsum()
    others = np.arange(int(ends[-1]), dtype=np.int32) + (begins - ends + counts).repeat(counts)
    found = np.empty((len(features), width), np.float32)
    found[:] = known.values.take(known.usual)
    at = np.arange(0, found.size, width, dtype=np.int32).repeat(counts) + known.columns.take(others)
    found.ravel()[at] = known.values.take(known.weights.take(others))
    return found


def encoded(text: str) -> bytes:
    """The bytes that the model was trained on: composed, a text in capitals in small letters."""
    return unicodedata.normalize("NFC", text.lower() if text.isupper() else text).encode("utf-8", "surrogatepass")


def features(known: Model, data: bytes) -> Ints:
    """The feature of the longest n-gram that ends at each byte, where it is one."""
    size = len(data)
    read = np.frombuffer(data, np.uint8).astype(np.int32)
    found = np.full(size, -1, np.int32)
    at = np.arange(size)
    state = np.zeros(size, np.int32)
    for _ in range(known.depth):
        slot = known.base.take(state) + read.take(at)
        goes_on = known.check.take(slot) == state
        state, at = slot[goes_on], at[goes_on]
        found[at] = known.feature.take(state)  # longer n-grams come later and overwrite shorter ones
        if not at.size:
            break
        at = at + 1
        if at[-1] == size:
            state, at = state[:-1], at[:-1]
    return found[found >= 0]
