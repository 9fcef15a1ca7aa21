"""Which of its keys a text keeps for the days to come: of the many that share one, the first `HOLDERS` of the window are found by it.

A key that hundreds of texts share is a phrase: it meets a new text with hundreds that are no copies, more with every day's news, and who
tells the story first is among the first to hold it. So a batch leaves a key only to texts that lead, and only where fewer hold it already;
what a text is found by is then bounded, however many there are in the window.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from newsbeam.pipeline.near.candidates import Hits, Index, Ints
from newsbeam.pipeline.near.characters import U32
from newsbeam.pipeline.near.sketch import KEYS

HOLDERS = 6
"""Texts of the window that one key finds. With 4, 5, 8 or 16 the copies found of real texts are the same (893 of 900, and all 403 labelled
pairs among 12,417 as before); of the workload's 35,309 it is 35,051 with 6, 35,026 with 16, which cost half as much again to look up."""


class WindowKeys(NamedTuple):
    """Keys of a batch that the window has: how many texts hold each."""

    keys: U32
    """Ascending, each once."""
    counts: Ints

    @classmethod
    def nothing(cls) -> Self:
        """Of a batch that nothing precedes."""
        return cls(np.empty(0, np.uint32), np.empty(0, np.int64))

    @classmethod
    def together(cls, parts: Iterable[Self]) -> Self:
        """What several parts of the window hold."""
        keys, counts = (np.concatenate(columns) for columns in zip(cls.nothing(), *parts, strict=True))
        every, where = np.unique(keys, return_inverse=True)
        return cls(every, np.bincount(where, counts, every.size).astype(np.int64))

    def of(self, keys: U32) -> Ints:
        """How many texts hold each of these keys."""
        if not self.keys.size:
            return np.zeros(keys.size, np.int64)
        at = np.minimum(self.keys.searchsorted(keys), self.keys.size - 1)
        counts: Ints = np.where(self.keys[at] == keys, self.counts[at], 0)
        return counts


class Counting:
    """Adds up how many texts hold the keys of a batch while the window passes by."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._counts = np.zeros(index.keys.size, np.int32)

    def add(self, found: Hits) -> None:
        """What of one portion is of the batch."""
        np.add.at(self._counts, found.keys, np.int32(1))

    @property
    def window_keys(self) -> WindowKeys:
        """The sum."""
        there = self._counts.nonzero()[0]
        return WindowKeys(self._index.keys[there], self._counts[there].astype(np.int64))


def _before(code: npt.NDArray[np.uint64], window_keys: WindowKeys) -> npt.NDArray[np.int32]:
    """How many texts have each key, with its row's rank one ascending number, before that row."""
    keys = (code >> np.uint64(32)).astype(np.uint32)
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if keys.size else np.empty(0, np.int64)
    begins = (starts - window_keys.of(keys[starts])).astype(np.int32)
    before = np.arange(keys.size, dtype=np.int32)
    before -= np.repeat(begins, np.diff(np.append(starts, keys.size)))
    return before


def kept(texts: Sequence[tuple[Ints, U32]], order: Ints, leads: npt.NDArray[np.bool_], window_keys: WindowKeys) -> tuple[Ints, U32]:
    """(where each row's begin and the last's end, all of them): the keys that each row keeps.

    `texts`: where each row's shingles begin, and all of them, by file; `order`: the rows in order of precedence; `leads`: those that others
    may join; `window_keys`: what precedes the batch.
    """
    heads = [np.empty(0, np.uint32)]
    counts = [np.empty(0, np.int64)]
    for begins, shingles in texts:
        first = sum(map(len, counts))
        count = np.where(leads[first : first + len(begins) - 1], np.minimum(np.diff(begins), KEYS), 0)
        ends = np.cumsum(count)
        heads.append(shingles[np.repeat(begins[:-1] - (ends - count), count) + np.arange(int(ends[-1]) if len(ends) else 0)])
        counts.append(count)
    rank = np.empty(len(order), np.uint64)
    rank[order] = np.arange(len(order), dtype=np.uint64)
    keys, stay = np.concatenate(heads), np.concatenate(counts)
    code = keys.astype(np.uint64) << np.uint64(32)
    code |= np.repeat(rank, stay)
    code.sort()
    code = code[_before(code, window_keys) >= HOLDERS]
    if code.size:
        rows = order[(code & np.uint64(0xFFFFFFFF)).astype(np.int64)]
        led = np.repeat(np.arange(stay.size, dtype=np.uint64) << np.uint64(32), stay) | keys  # ascending, as a row's shingles are
        left = np.ones(keys.size, bool)
        left[led.searchsorted((rows.astype(np.uint64) << np.uint64(32)) | (code >> np.uint64(32)))] = False
        keys, stay = keys[left], stay - np.bincount(rows, minlength=stay.size)
    return np.concatenate(([0], np.cumsum(stay))), keys
