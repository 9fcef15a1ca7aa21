"""Which rows may be copies of which: pairs that share keys. numpy throughout; a bucket is capped, and the cap is logged.

A key is one of the `KEYS` smallest shingles of a text. Two texts that share a tenth of their words share a key almost
surely, and texts that do not, almost never: so the pairs are few, and each is then verified against the whole sets.
"""

import logging
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from newsbeam.pipeline.near.characters import U32
from newsbeam.pipeline.near.sketch import KEYS

LOG = logging.getLogger(__name__)
BUCKET_CAP = 16
"""A key that more texts share is a phrase, or a text that many carry: each meets the bucket's first rows only, which lead if any do."""
MEETINGS = 4_096
"""Pairs that one key may make between a batch and a file of history. Where more than 256 new texts share it, fewer of the old are
met, the first ones, down to one: it is a phrase. Of 100,000 texts in one window 157 clusters differ from those without a bound
(47 more copies found); at 1,024 it is 466, and 74 fewer."""
MIN_SHARE, DEVIATIONS = 0.2, 2.5
"""A pair at the threshold of containment shares about as many keys as expected, and as chance has it fewer: by this many
standard deviations (a Poisson count's), and never below this share. What shares less is not verified."""

LEAST = 4.0
"""Keys that a pair is expected to share at least, however few of a text's keys were kept: one of one says less than thirty of sixty."""
PAIRS = 60_000
"""Pairs between a batch and history that are held at a time: some 5 MB."""
BLOCK = 512
"""Rows whose pairs are looked at together: some 8 MB."""

MOST = 16
"""Candidates that a text is held against, in its batch and in history: those that share the most of what a copy would. More days of history are more phrases
shared, not more copies, and without an end each text would cost what the window holds."""

Ints = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]


class Pairs(NamedTuple):
    """Pairs of rows that share enough keys, sorted."""

    one: Ints
    other: Ints
    shares: Shares
    """Keys shared, as a multiple of those that a pair at the threshold of containment is expected to share."""

    def at(self, places: Ints) -> "Pairs":
        """Those at these places, in their order."""
        return Pairs(self.one[places], self.other[places], self.shares[places])


def strongest(one: Ints, shares: Shares, most: int = MOST) -> Ints:
    """Places of the pairs to verify: of each `one` the `most` that share most, in the order given."""
    order = np.lexsort((-shares, one))
    led = one[order]
    starts = _fresh(led).nonzero()[0]
    rank = np.arange(led.size) - np.repeat(starts, np.diff(np.append(starts, led.size)))
    kept: Ints = np.sort(order[rank < most])
    return kept


class Keys(NamedTuple):
    """The keys of many rows, one after the other."""

    keys: U32
    rows: Ints
    sizes: Ints
    """Per row: how many shingles it has."""
    kept: Shares | None = None
    """Per row: the share of its keys that are there (`kept_keys.py`); None: all are."""


def pairs_within(keys: Keys) -> Pairs:
    """Pairs (later, earlier) to verify. Rows must be numbered in order of precedence."""
    found = [_NOTHING]
    for code, shared in met_within(keys):
        counted = enough(code, shared, keys.sizes, keys.sizes)
        found.append(counted.at(strongest(counted.one, counted.shares)))
    return Pairs(*map(np.concatenate, zip(*found, strict=True)))


def met_within(keys: Keys) -> Iterator[tuple[Ints, Ints]]:
    """(pairs of rows, coded as one number, ascending; how many of these keys they share), block by block of the later ones."""
    if not keys.keys.size:
        return
    key, row = _by_key(keys)
    rank = np.arange(row.size, dtype=np.int32)
    begins = rank * _fresh(key)
    np.maximum.accumulate(begins, out=begins)
    del key
    rank -= begins
    largest = int(rank.max()) + 1
    if largest > BUCKET_CAP:
        capped = int(np.count_nonzero(rank == BUCKET_CAP))
        LOG.info("near-duplicates: %d keys are shared by more than %d texts (at most %d)", capped, BUCKET_CAP, largest)
    # Each row meets the bucket's first ones: places begins, begins + 1 ... Block by block, for there are many more pairs than keys.
    later = rank.nonzero()[0]  # most keys are one text's
    meets, begins, rows = np.minimum(rank.take(later), BUCKET_CAP), begins.take(later), row.take(later)
    for first in range(0, int(row.max()) + 1, BLOCK):
        block = ((rows >= first) & (rows < first + BLOCK)).nonzero()[0]
        met = meets[block]
        earlier = np.arange(int(met.sum()), dtype=np.int64)
        earlier += np.repeat(begins[block] - (np.cumsum(met, dtype=np.int64) - met), met)
        pairs = np.repeat(rows[block], met).astype(np.int64)
        pairs <<= 32
        pairs |= row[earlier]
        yield _counted(pairs)


class Index(NamedTuple):
    """The keys of a batch, sorted, as history is held against them."""

    keys: U32
    """Each once."""
    begins: npt.NDArray[np.int32]
    """Where the rows of each key begin, and the last's end."""
    rows: U32
    sizes: Ints
    seen: npt.NDArray[np.uint8]
    """By 22 bits whether there is a key that has them: `_ONE` by its lowest, which refuses nearly all of history; `_OTHER` by others, for
    what that lets through. It stays near the processor."""


def index_of(new: Keys) -> Index:
    """Sort a batch's keys once for all of history."""
    key, rows = _by_key(new)
    seen = np.zeros(_SEEN + 1, np.uint8)
    seen[key & _SEEN] |= _ONE
    seen[key >> _SHIFT & _SEEN] |= _OTHER
    begins = np.append(_fresh(key).nonzero()[0], key.size).astype(np.int32)
    return Index(key[begins[:-1]], begins, rows, new.sizes, seen)


def _by_key(keys: Keys) -> tuple[U32, U32]:
    """Keys and their rows, sorted by key and, within it, by row: one sort of 64 bits, for both fit into 32."""
    code = keys.keys.astype(np.uint64)
    code <<= np.uint64(32)
    code |= keys.rows.view(np.uint64)
    code.sort()
    rows = code.astype(np.uint32)
    code >>= np.uint64(32)
    return code.astype(np.uint32), rows


def _fresh(ordered: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Of sorted numbers those that are another than the one before."""
    fresh = np.ones(ordered.size, bool)
    np.not_equal(ordered[1:], ordered[:-1], out=fresh[1:])
    return fresh


class Hits(NamedTuple):
    """Where keys of old rows are those of the batch: among the old keys, and in the index."""

    places: Ints
    keys: Ints


def hits_of(new: Index, old: Keys) -> Hits:
    """All of them, in the order of the old keys."""
    if not new.keys.size or not old.keys.size:
        return Hits(_NONE, _NONE)
    places = (new.seen[old.keys & _SEEN] & _ONE).view(bool).nonzero()[0]
    places = places[new.seen[old.keys[places] >> _SHIFT & _SEEN] >= _OTHER]
    found = old.keys[places]
    order = np.argsort(found)  # in order each search begins near where the last one was
    at = np.empty(found.size, np.int64)
    at[order] = new.keys.searchsorted(found[order])
    at[at == new.keys.size] = 0
    there = new.keys[at] == found
    return Hits(places[there], at[there])


def pairs_between(new: Index, old: Keys, found: Hits | None = None) -> Pairs:
    """Pairs (row of the batch, row of `old`) that share enough keys, however many. A bucket is capped as in a batch: its first rows.

    `found`: `hits_of` the two, where somebody knows it.
    """
    hits, keys = found or hits_of(new, old)
    if not hits.size:
        return _NOTHING
    first = new.begins[keys]
    count = new.begins[keys + 1] - first
    rank = _rank_in_bucket(keys)
    if (largest := int(count.max())) > MEETINGS // BUCKET_CAP:
        LOG.info("near-duplicates: a key of the last days is shared by %d new texts", largest)
    kept = rank < np.minimum(np.maximum(MEETINGS // count, 1), BUCKET_CAP)
    hits, first, count = hits[kept], first[kept], count[kept]
    met = [_NOTHING]
    for block in _blocks(old.rows[hits], count):
        times = count[block]
        places = np.repeat(first[block], times) + np.arange(int(times.sum())) - np.repeat(np.cumsum(times) - times, times)
        counted = _counted((new.rows[places].astype(np.int64) << 32) | old.rows[np.repeat(hits[block], times)])
        met.append(enough(*counted, new.sizes, old.sizes, old.kept))
    found_pairs = Pairs(*map(np.concatenate, zip(*met, strict=True)))
    order = np.lexsort((found_pairs.other, found_pairs.one))
    return found_pairs.at(order)


def _blocks(rows: Ints, count: Ints) -> Iterator[slice]:
    """Slices of hits (by row, ascending) that meet about PAIRS texts together; a row is never cut in two, so its pairs are all there."""
    if not rows.size:
        return
    ends = np.append((rows[1:] != rows[:-1]).nonzero()[0] + 1, rows.size)
    met = np.cumsum(count)[ends - 1]
    at = begin = done = 0
    while at < ends.size:
        at = max(int(met.searchsorted(done + PAIRS, "right")), at + 1)
        yield slice(begin, int(ends[at - 1]))
        begin, done = int(ends[at - 1]), int(met[at - 1])


def _rank_in_bucket(keys: Ints) -> Ints:
    """How many keys before it are the same, for each of at least one key."""
    order = np.argsort(keys, kind="stable")
    bucket = keys[order]
    starts = _fresh(bucket).nonzero()[0]
    rank = np.empty(keys.size, np.int64)
    rank[order] = np.arange(keys.size) - np.repeat(starts, np.diff(np.append(starts, keys.size)))
    return rank


_SEEN, _SHIFT, _ONE, _OTHER = np.uint32((1 << 22) - 1), np.uint32(8), np.uint8(1), np.uint8(2)
_NONE: Ints = np.empty(0, np.int64)
_NOTHING = Pairs(_NONE, _NONE, np.empty(0, np.float64))


def _counted(code: Ints) -> tuple[Ints, Ints]:
    """Unique pairs (coded as one number; sorted in place), and how often each stands there."""
    code.sort()
    if not code.size:
        return _NONE, _NONE
    starts = _fresh(code).nonzero()[0]
    return code[starts], np.diff(np.append(starts, code.size))


def enough(code: Ints, shared: Ints, one_sizes: Ints, other_sizes: Ints, kept: Shares | None = None) -> Pairs:
    """Those pairs that share as many keys as a pair at the threshold would; `kept`: of the keys of others, the share that is there."""
    one, other = code >> 32, code & 0xFFFFFFFF
    larger = np.maximum(one_sizes[one], other_sizes[other])
    smaller = np.minimum(one_sizes[one], other_sizes[other])
    expected = 0.5 * smaller * np.minimum(1.0, KEYS / np.maximum(larger, 1))
    if kept is not None:
        expected = np.maximum(expected * kept[other], np.minimum(expected, LEAST))
    enough_shared = shared >= np.maximum(MIN_SHARE * expected, expected - DEVIATIONS * np.sqrt(expected))
    return Pairs(one[enough_shared], other[enough_shared], shared[enough_shared] / expected[enough_shared])
