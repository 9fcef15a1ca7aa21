"""The short way to the normal form gives what Unicode's rules give."""

import random
import unicodedata

import pytest

from newsbeam.pipeline.text.normal_form import normal

BLOCKS = [range(0x0600, 0x0700), *(range(first, first + 0x80) for first in range(0x0900, 0x0E00, 0x80))]
ODD = [one for one in map(chr, range(0x300, 0x3100)) if unicodedata.combining(one) or unicodedata.normalize("NFC", one) != one]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: f"{block[0]:x}")
def test_any_row_of_characters_of_a_script(block: range) -> None:
    dice = random.Random(block[0])
    own = list(map(chr, block))
    joining = [one for one in own if unicodedata.combining(one) or unicodedata.normalize("NFD", one) != one]
    joining += [part for one in joining for part in unicodedata.normalize("NFD", one)]
    wrong = []
    for _ in range(3_000):
        share = dice.random()
        text = "".join(
            dice.choice(joining if dice.random() < share else ODD if dice.random() < 0.02 else [*own, " ", "a", "\n", "\u200d"])
            for _ in range(dice.randrange(25, 60))
        )
        text = dice.choice((text, unicodedata.normalize("NFD", text), unicodedata.normalize("NFC", text)))
        if normal(text) != unicodedata.normalize("NFC", text):
            wrong.append(ascii(text))
    assert wrong == []


@pytest.mark.parametrize(
    "word", ["\u0915\u093c\u093f\u0932\u093e", "\u095c\u0915\u094d", "\u0627\u0653\u0646", "\u0b95\u0bca", "\u0b95\u0bc6\u0bbe", "\u09a1\u09bc\u09be", "\u09af\u09bc\u09be\u09a4",
             "\u09ad\u09c7\u09bc\u09be", "\u0a36\u0a3f", "\u09a8\u09be\u0964"]
)  # fmt: skip
def test_words_of_a_text(word: str) -> None:
    text = f"{word} {word}. " * 20
    assert normal(text) == unicodedata.normalize("NFC", text)


def test_words_that_are_not_of_the_simple_kind_among_others() -> None:
    text = "\u0995\u09b0\u09be \u09be\u09bc \u09c7 \u0301\u09be\na\u0301 " * 9
    assert normal(text) == unicodedata.normalize("NFC", text)


def test_what_is_normal_stays_the_very_same() -> None:
    text = "\u0928\u0926\u0940 \u0915\u0947 \u092a\u093e\u0938 " * 5
    assert normal(text) is text
