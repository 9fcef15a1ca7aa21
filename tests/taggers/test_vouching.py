"""What one look beside a name says of it is what the words there say when they are read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.pipeline.taggers.vouching import (
    ARTICLES,
    BEHIND,
    BEHIND_CAPITAL,
    ELIDED,
    LOCATIVES,
    OF,
    OFFICES,
    bare,
    locative,
    official,
)

WORDS = sorted(LOCATIVES | ARTICLES | ELIDED | OF | OFFICES)
BEFORE = st.lists(
    st.sampled_from(WORDS).flatmap(lambda word: st.sampled_from((word, word.upper(), word[1:], f"x{word}", f"({word}")))
    | st.sampled_from((" ", " ", "  ", "\n", "\u00a0", "\u3000", "d'", "l’", "(", "-", ". ", "Anna", "überhaupt"))
    | st.text(max_size=3),
    max_size=5,
).map("".join)
AFTER = st.one_of(
    st.text(max_size=4),
    st.sampled_from((*BEHIND, *BEHIND_CAPITAL, "da", "ya", "")).flatmap(
        lambda word: st.sampled_from((word, f" {word}", f"'{word}", f"’ {word.title()}", f"\n{word.upper()}", f"x{word}"))
    ),
)


@given(BEFORE, AFTER)
def test_a_bare_name_has_no_word_beside_it_that_vouches(before, after):
    text, start, end = f"{before}Lodi{after}", len(before), len(before) + len("Lodi")
    if bare(text, start, end):
        assert not locative(text, start, end)
        assert not official(text, start, end)


def test_a_name_among_other_words_is_bare():
    for text in ("said Anna Lodi, 39", "(Anna Lodi said", "that Lodi never"):
        start = text.index("Lodi")
        assert bare(text, start, start + 4)


@pytest.mark.parametrize("office", [*BEHIND_CAPITAL, *(f" {word}" for word in BEHIND)])
def test_each_office_behind_a_name_vouches_for_it(office):
    assert official(f"Lodi{office} met", 0, 4)
