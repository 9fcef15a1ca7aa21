"""The bound that spares comparing: it refuses no pair that holds half, and most of those that do not."""

from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.pipeline.near import Sketch
from newsbeam.pipeline.near import overlap as overlap_module
from newsbeam.pipeline.near.candidates import Pairs
from newsbeam.pipeline.near.overlap import BITS, Overlap, marks_of, may_hold
from newsbeam.pipeline.near.rows import Rows
from newsbeam.pipeline.near.sketch import MAX_SHINGLES
from newsbeam.pipeline.near.staged import table_of
from newsbeam.pipeline.near.verify import CONTAINMENT

# Few bits, so that shingles fall upon each other.
shingles = st.lists(st.integers(0, 400).map(lambda n: n * (BITS // 16) + n // 16), max_size=60, unique=True).map(
    lambda some: np.array(sorted(some), np.uint32)
)


def marks(*texts):
    ends = np.cumsum([text.size for text in texts])
    return marks_of(ends - [text.size for text in texts], ends, np.concatenate(texts))


def rows_of(texts):
    """Rows with these shingles, of which every other one lies in another file, the last first."""
    nothing = dict.fromkeys(("exact", "numbers", "names", "capitals", "facts"), b"")
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    some = [
        Sketch(
            story_id=f"s{n}",
            telling_id="t",
            first_created=noon + timedelta(minutes=n),
            order="",
            shingles=text.tobytes(),
            **nothing,
        )
        for n, text in enumerate(texts)
    ]
    return Rows([table_of(part, [None] * len(part)) for part in (some[::-2], some[-2::-2])], window=timedelta(days=3))


@given(shingles, shingles)
def test_no_pair_that_holds_half_is_refused(one, other):
    smaller = min(one.size, other.size)
    if not smaller or np.intersect1d(one, other).size >= CONTAINMENT * smaller:
        assert may_hold(marks(one), np.array([0]), marks(other), np.array([0])).tolist() == [True]


def test_pairs_that_share_a_quarter_are_refused_and_long_texts_are_not():
    chance = np.random.default_rng(7)
    draw = chance.permutation(1 << 20).astype(np.uint32) * np.uint32(4_093)
    one, other = np.sort(draw[:300]), np.sort(draw[225:525])
    long = np.sort(draw[600 : 600 + MAX_SHINGLES])
    texts = [one, other, long, one[:0]]
    pairs = Pairs(np.array([1, 2, 2, 3]), np.array([0, 0, 1, 2]), np.ones(4))
    held = Overlap(rows_of(texts)).holding(pairs)
    assert list(zip(held.one.tolist(), held.other.tolist(), strict=True)) == [(2, 0), (2, 1), (3, 2)]


def test_a_batch_of_more_texts_than_are_marked_together_says_of_each_pair_what_it_says_of_it_alone(monkeypatch):
    chance = np.random.default_rng(8)
    texts = [np.unique(chance.integers(0, 110, size)).astype(np.uint32) * np.uint32(7_919) for size in range(40, 80)]
    one, other = (column.ravel() for column in np.mgrid[0:40, 0:40])
    alone = [
        bool(may_hold(marks(texts[a]), np.array([0]), marks(texts[b]), np.array([0]))[0]) for a, b in zip(one, other, strict=True)
    ]
    monkeypatch.setattr(overlap_module, "_TOGETHER", 7)
    monkeypatch.setattr(overlap_module, "_PAIRS", 11)
    held = Overlap(rows_of(texts)).holding(Pairs(one, other, np.ones(one.size)))
    assert set(zip(held.one.tolist(), held.other.tolist(), strict=True)) == {
        pair for pair, may in zip(zip(one.tolist(), other.tolist(), strict=True), alone, strict=True) if may
    }
    assert 40 < held.one.size < one.size, "some are refused, and not only a text beside itself is not"


def test_bits_are_counted_with_this_numpy_and_with_an_older_one(monkeypatch):
    bits = np.random.default_rng(7).integers(0, 1 << 16, (5, BITS // 16), np.uint16)
    counts = [sum(number.bit_count() for number in row) for row in bits.tolist()]
    assert overlap_module._set_in(bits).tolist() == counts
    monkeypatch.setattr(overlap_module, "_ONES", np.array([number.bit_count() for number in range(1 << 16)], np.uint8))
    assert overlap_module._set_in(bits).tolist() == counts
