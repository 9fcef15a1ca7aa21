"""The bound that spares comparing: it refuses no pair that holds half, and most of those that do not."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.pipeline.near.candidates import Pairs
from newsbeam.pipeline.near.overlap import BITS, Overlap, marks_of, may_hold
from newsbeam.pipeline.near.sketch import MAX_SHINGLES
from newsbeam.pipeline.near.verify import CONTAINMENT

# Few bits, so that shingles fall upon each other.
shingles = st.lists(st.integers(0, 400).map(lambda n: n * (BITS // 16) + n // 16), max_size=60, unique=True).map(
    lambda some: np.array(sorted(some), np.uint32)
)


@given(shingles, shingles)
def test_no_pair_that_holds_half_is_refused(one, other):
    smaller = min(one.size, other.size)
    if not smaller or np.intersect1d(one, other).size >= CONTAINMENT * smaller:
        assert may_hold(marks_of(one), marks_of(other))


def test_pairs_that_share_a_quarter_are_refused_and_long_texts_are_not():
    chance = np.random.default_rng(7)
    draw = chance.permutation(1 << 20).astype(np.uint32) * np.uint32(4_093)
    one, other = np.sort(draw[:300]), np.sort(draw[225:525])
    long = np.sort(draw[600 : 600 + MAX_SHINGLES])
    texts = [one, other, long, one[:0]]
    pairs = Pairs(np.array([1, 2, 2, 3]), np.array([0, 0, 1, 2]), np.ones(4))
    held = Overlap(texts.__getitem__).holding(pairs)
    assert list(zip(held.one.tolist(), held.other.tolist(), strict=True)) == [(2, 0), (2, 1), (3, 2)]
