"""Candidates: what shares keys is paired, in every order, within a cap that is said aloud."""

import logging

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.pipeline.near import candidates
from newsbeam.pipeline.near.candidates import BUCKET_CAP, MEETINGS, Keys, index_of, pairs_between, pairs_within
from newsbeam.pipeline.near.sketch import KEYS

pytestmark = pytest.mark.slow

SETS = st.lists(st.sets(st.integers(0, 60), max_size=20), max_size=12)


def shingles(sets: list[set[int]]) -> list[np.ndarray]:
    return [np.array(sorted(one), np.uint32) for one in sets]


def keys_of(shingles: list[np.ndarray]) -> Keys:
    """The keys of rows 0..n-1."""
    heads = [one[:KEYS] for one in shingles]
    counts = np.fromiter(map(len, heads), np.int64, len(heads))
    joined = np.concatenate(heads) if heads else np.empty(0, np.uint32)
    return Keys(joined, np.repeat(np.arange(len(heads)), counts), np.fromiter(map(len, shingles), np.int64, len(shingles)))


def enough(one: set[int], other: set[int]) -> bool:
    """The rule, slowly: sets this small are their own keys."""
    expected = 0.5 * min(len(one), len(other))
    return bool(one & other) and len(one & other) >= max(0.2 * expected, expected - 2.5 * expected**0.5)


@given(SETS)
def test_pairs_within_are_those_that_share_enough(sets: list[set[int]]) -> None:
    later, earlier, _ = pairs_within(keys_of(shingles(sets)))
    expected = {(a, b) for a in range(len(sets)) for b in range(a) if enough(sets[a], sets[b])}
    assert set(zip(later.tolist(), earlier.tolist(), strict=True)) == expected


@given(SETS, SETS)
def test_pairs_between_are_those_that_share_enough(new: list[set[int]], old: list[set[int]]) -> None:
    one, other, _ = pairs_between(index_of(keys_of(shingles(new))), keys_of(shingles(old)))
    expected = {(a, b) for a in range(len(new)) for b in range(len(old)) if enough(new[a], old[b])}
    assert set(zip(one.tolist(), other.tolist(), strict=True)) == expected


@pytest.mark.parametrize("pairs", [1, 5, 40])
@given(new=SETS, old=SETS)
def test_pairs_between_are_the_same_however_many_are_held_at_a_time(pairs: int, new: list[set[int]], old: list[set[int]]) -> None:
    index, keys = index_of(keys_of(shingles(new))), keys_of(shingles(old))
    whole = pairs_between(index, keys)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "PAIRS", pairs)
        for one, other in zip(pairs_between(index, keys), whole, strict=True):
            assert one.tolist() == other.tolist()


def test_a_crowded_key_is_capped_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="newsbeam.pipeline.near.candidates")  # a command run in this process quietens its parents
    crowd = keys_of(shingles([{7, 8, 9}] * (BUCKET_CAP + 30)))
    later, earlier, _ = pairs_within(crowd)
    assert int(earlier.max()) == BUCKET_CAP - 1  # everyone meets the first, who lead if any does
    assert set(later.tolist()) == set(range(1, BUCKET_CAP + 30))
    assert "shared by more than" in caplog.text


def test_a_key_that_new_texts_crowd_meets_fewer_of_the_old_but_the_first_always() -> None:
    new = index_of(keys_of(shingles([{7, 8, 9}] * 1_000)))
    old = keys_of(shingles([{7, 8, 9}] * 20))
    one, other, _ = pairs_between(new, old)
    assert set(other.tolist()) == set(range(MEETINGS // 1_000))
    assert set(one.tolist()) == set(range(1_000))
    few = pairs_between(index_of(keys_of(shingles([{7, 8, 9}] * 2))), old)
    assert set(few.other.tolist()) == set(range(BUCKET_CAP))
