"""The automata by script find what one automaton of all names finds."""

import ahocorasick_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.pipeline.gazetteer.table import read
from newsbeam.pipeline.taggers.automata import find

TEXTS = (
    "Talks in Paris and New York ended; the New Yorker stayed in Washington, D.C.",
    "Tỉnh Hà Nam, Hà Nội và Thành phố Hồ Chí Minh",
    "Власти Москвы и Санкт-Петербурга; Reuters из Берлина, Paris.",
    "في القاهرة وبيروت، and in London",
    "北京和東京, ソウル 서울 Berlin",
    "दिल्ली और मुंबई में, กรุงเทพ, თბილისი, አዲስ አበባ",
    "",
    "Rome \U0001f600 Milano",
)


@pytest.fixture(scope="module")
def whole():
    names = read("surfaces").column("surface").to_pylist()
    return ahocorasick_rs.AhoCorasick(names, matchkind=ahocorasick_rs.MATCHKIND_LEFTMOST_LONGEST, store_patterns=False)


@pytest.mark.parametrize("text", TEXTS)
def test_they_find_what_one_finds(whole, text):
    found = find(text)
    assert found == whole.find_matches_as_indexes(text)
    assert found or not text.strip()


PIECES = st.sampled_from(("Paris", "Hà Nội", "Москва", "القاهرة", "東京", "서울", "दिल्ली", " ", ", ", "-", "x", "New ", "York"))


@pytest.mark.slow
@given(st.lists(PIECES | st.text(max_size=3), max_size=12).map("".join).filter(lambda text: text.isprintable()))
def test_they_find_what_one_finds_whatever_the_text(whole, text):
    assert find(text) == whole.find_matches_as_indexes(text)
