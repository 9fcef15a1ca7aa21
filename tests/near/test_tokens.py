"""Texts hashed together have the tokens that each has alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from single_texts import tokens_of, tokens_of_each

from newsbeam.pipeline.near.characters import MAX_CHARACTERS
from newsbeam.pipeline.near.tokens import by_text

PIECES = st.sampled_from(
    ("Malta", "214", "vs", ". ", " ", "\n", "“", "漢字", "ไทย", "हिन्दी", "\U00020001", "\U0001f600", "\uffff", "\ud800", "Ab")
)
TEXTS = st.lists(st.lists(PIECES | st.text(max_size=4), max_size=20).map("".join), max_size=6)


@pytest.mark.slow
@given(TEXTS)
def test_together_as_alone(texts):
    for together, alone in zip(tokens_of_each(texts), map(tokens_of, texts), strict=True):
        assert together.unspaced == alone.unspaced
        for one, other in zip(together, alone, strict=True):
            assert np.array_equal(one, other)


def test_texts_that_fill_a_chunk_are_whole():
    long = "Ab 12 cd. " * (MAX_CHARACTERS // 10 + 9)
    first, second, third = tokens_of_each([long, "Ab 12", long[:60_000]])
    assert first.hashes.size == MAX_CHARACTERS // 10 * 3 + 2
    assert second.hashes.tolist() == tokens_of("Ab 12").hashes.tolist()
    assert third.hashes.size == 18_000


def test_no_run_of_names_leaves_its_text():
    one, two = tokens_of_each(["He met Josef Borg", "Ministry of Works said"])
    assert one.facts.tolist() == tokens_of("He met Josef Borg").facts.tolist()
    assert one.facts.size == 2
    assert two.facts.tolist() == tokens_of("Ministry of Works said").facts.tolist()


def test_letters_of_two_keyboards_are_one():
    """Persian and Urdu typed on an Arabic keyboard, and Egypt's yeh without dots."""
    assert tokens_of("گفت‌وگوی یک کشتی").hashes.tolist() == tokens_of("گفت‌وگوي يك كشتي").hashes.tolist()
    assert tokens_of("على").hashes.tolist() == tokens_of("علي").hashes.tolist()


def test_of_the_higher_planes_only_han_is_read():
    """Sketches that are kept have the hashes of these: what was read otherwise would meet none of them."""
    assert tokens_of("fog\U0001f600bank").hashes.tolist() == tokens_of("fog bank").hashes.tolist()
    assert tokens_of("fog\U00030000bank").hashes.tolist() == tokens_of(f"fog{chr(0x4E00)}bank").hashes.tolist()
    assert tokens_of("fog\U00040000bank").hashes.tolist() == tokens_of("fog bank").hashes.tolist()


@pytest.mark.parametrize("count", [3, 300])
def test_hashes_are_sorted_and_unique_in_each_text(count):
    texts = [np.random.default_rng(seed).integers(0, count, size, np.uint32) for seed, size in enumerate((count, 0, 1, count, 0))]
    found = by_text(np.concatenate(texts), np.array(list(map(len, texts))))
    each = [np.unique(text) for text in texts]
    assert found.lengths.tolist() == list(map(len, each))
    assert found.flat.tolist() == np.concatenate(each).tolist()
