"""Builds `model.arrow` from py3langid's model (BSD-3-Clause, see CREDITS.md), which nothing needs at run time.

Run as `python -m newsbeam.pipeline.taggers.language_model.build`. The same package gives the same bytes.
"""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from py3langid.langid import MODEL_DIR, MODEL_FILE  # type: ignore[import-untyped]  # it ships no types
from py3langid.modelio import load_model  # type: ignore[import-untyped]

from newsbeam.pipeline.gazetteer.table import Ints
from newsbeam.pipeline.taggers.language import SECOND
from newsbeam.pipeline.taggers.language_model import MODEL


def build(path: Path = MODEL) -> None:
    """Write the model."""
    weights, prior, classes, moves, rows, output = load_model(MODEL_DIR / MODEL_FILE)
    kept = [at for at, code in enumerate(classes) if code in SECOND]
    moves = np.frombuffer(moves, np.dtype(moves.typecode)).reshape(-1, 256)
    base, check, slot_of, depth = double_array(children(moves, np.array(rows)))
    feature = np.full(len(base), -1, np.int32)
    feature[slot_of] = output
    values, indices = np.unique(weights[:, kept], return_inverse=True)
    indices = indices.reshape(weights.shape[0], len(kept)).astype(np.uint16)
    usual = np.array([np.bincount(column).argmax() for column in indices.T], np.uint16)
    others = indices != usual
    columns = {
        "classes": pa.array([[classes[at] for at in kept]]),
        "prior": whole(prior[kept].astype(np.float32)),
        "base": whole(base),
        "check": whole(check),
        "feature": whole(feature),
        "values": whole(values.astype(np.float32)),
        "usual": whole(usual),
        "starts": whole(np.concatenate(([0], np.cumsum(others.sum(axis=1)))).astype(np.int32)),
        "columns": whole(others.nonzero()[1].astype(np.uint8)),
        "weights": whole(indices[others]),
        "depth": pa.array([depth], pa.int8()),
    }
    table = pa.table(columns)
    options = pa.ipc.IpcWriteOptions(compression=pa.Codec("zstd", compression_level=19))
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema, options=options) as writer:
        writer.write_table(table)


def whole(values: npt.NDArray[Any]) -> Any:
    """An array as the one row of a column."""
    return pa.ListArray.from_arrays(pa.array([0, len(values)], pa.int32()), pa.array(values))


def children(moves: Ints, rows: Ints) -> dict[int, list[tuple[int, int]]]:
    """State -> (byte, next state) along the n-grams alone: the first way to reach a state is the shortest, which spells it."""
    tree: dict[int, list[tuple[int, int]]] = {}
    seen = np.zeros(len(rows), np.bool_)
    seen[0] = True
    level = [0]
    while level:
        following: list[int] = []
        for state in level:
            onward = moves[rows[state]]
            fresh = [(int(byte), int(onward[byte])) for byte in np.flatnonzero(~seen[onward])]
            if fresh:
                tree[state] = fresh
                seen[[other for _, other in fresh]] = True
                following += [other for _, other in fresh]
        level = following
    return tree


def double_array(tree: dict[int, list[tuple[int, int]]]) -> tuple[Ints, Ints, Ints, int]:
    """(base, check, slot of each state, depth of the tree): the states with most children are placed first, then gaps filled."""
    states = 1 + sum(map(len, tree.values()))
    room = states + states // 4 + 1024
    taken = np.zeros(room, np.bool_)
    taken[0] = True
    base_of: dict[int, int] = {}
    size, free = 0, 1
    for state in sorted(tree, key=lambda one: (-len(tree[one]), one)):
        offsets = np.array([byte for byte, _ in tree[state]])
        if len(offsets) != size:
            size, free = len(offsets), 1
        # What was too narrow for one state of this size is not tried again: the gaps that stay are for smaller ones.
        slot = max(free, 1 + int(offsets[0]))
        while taken[slot] or (size > 1 and taken[slot - offsets[0] + offsets].any()):
            slot += 1
        free = slot
        base_of[state] = slot - int(offsets[0])
        taken[base_of[state] + offsets] = True
    slot_of = np.zeros(states, np.int32)
    base, check = np.zeros(room, np.int32), np.full(room, -1, np.int32)
    depth, level = 0, [0]
    while level:
        deeper: list[int] = []
        for state in level:
            base[slot_of[state]] = base_of.get(state, 0)
            for byte, other in tree.get(state, ()):
                slot_of[other] = base_of[state] + byte
                check[slot_of[other]] = slot_of[state]
                deeper.append(other)
        depth, level = depth + bool(deeper), deeper
    used = int(slot_of.max()) + 257
    return base[:used], check[:used], slot_of, depth


if __name__ == "__main__":
    build()
