"""Where capitals stand: the patterns that are asked there alone find what they find in the whole text."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from newsbeam.pipeline.taggers.name_capitals import TOGETHER, capitals_of, matches
from newsbeam.pipeline.taggers.name_defined import ACRONYM
from newsbeam.pipeline.taggers.name_runs import ANY, SEVERAL

# Words and signs that a run of capitalised words holds, ends at, or begins within; letters of every width and kind.
PARTS = (
    "A B Ab Ada Şen ş é x of la della degli dell' l’ d' & and - / ' ( ) , . Mr. U.S. NASA XX 1 _ Я я \U0001d400 \u0345 “ ” … \u00a0 Ⅷ ⓐ \ufffd \x00 "
    f"word longer {'x' * 85} eBay"
).split(" ")
TEXTS = st.lists(st.lists(st.sampled_from([*PARTS, " ", " ", " ", "\n"]), max_size=25).map("".join), max_size=6)


def spans(found):
    return [match.span() for match in found]


@given(TEXTS)
@example(["ABC of ABC", "\nABC", "’ABC", "ABC"])
def test_runs_and_abbreviations_are_found_as_in_the_whole_text(texts):
    for text, one in zip(texts, capitals_of(texts, [False] * len(texts)), strict=True):
        assert spans(matches(SEVERAL, text, one.runs)) == spans(SEVERAL.finditer(text))
        apart = [match.span() for match in ACRONYM.finditer(text) if text[: match.start()].endswith((" ", "\n", "'", "’"))]
        assert spans(matches(ACRONYM, text, one.acronyms)) == apart
        assert set(one.brackets) >= {match.start(1) for match in re.finditer(r" \(([A-ZŞЯ])", text)}


@given(TEXTS)
@example(["Lower.CaseFoo Bar", "McPhee. Foo", "eBay Ada", "premierXx"])
def test_single_words_behind_small_letters_are_found_as_in_the_whole_text(texts):
    for text, one in zip(texts, capitals_of(texts, [True] * len(texts)), strict=True):

        def asked_for(found, text=text):
            return [
                match.span() for match in found if match.lastindex or text[max(0, match.start() - 2) : match.start() - 1].islower()
            ]

        assert asked_for(matches(ANY, text, one.runs)) == asked_for(ANY.finditer(text))


def test_texts_by_the_hundred_are_read_each_by_itself():
    texts = [f"{'x' * at} Ada Hale of NASA" for at in range(2 * TOGETHER + 3)]
    assert capitals_of(texts, [False] * len(texts)) == [capitals_of([text], [False])[0] for text in texts]
    assert capitals_of([], []) == []
