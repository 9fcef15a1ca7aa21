"""Close languages told apart by sequences of letters: headlines without a word that only one of them has, and how the table is made."""

import json
from pathlib import Path

import brotli
import pytest

from newsbeam.pipeline.taggers.close_languages import TABLE, kin, leaning, numbers, pairs
from newsbeam.pipeline.taggers.closer_language import closer_language
from newsbeam.pipeline.taggers.language import detect

HEADLINES = (
    ("da", "Tyve unge anholdt ved demonstration i Aarhus"),
    ("da", "Regnvejr giver problemer for landmænd"),
    ("nb", "Regjeringen lover bedre vei"),
    ("nb", "Regnvær skaper problemer for bønder"),
    ("sk", "Vláda predstavila nový návrh rozpočtu"),
    ("cs", "Vláda představila nový návrh rozpočtu"),
    ("mk", "Владата го претстави новиот буџет"),
    ("sr", "Влада представила нови буџет за културу"),
    ("sr", "Uslovi za povratak izbeglica"),
    ("hr", "Uvjeti za povratak izbjeglica"),
)


@pytest.mark.parametrize(("code", "text"), HEADLINES)
def test_a_headline_of_a_close_language(code: str, text: str) -> None:
    assert detect(text)[0] == code


def test_both_orders_of_a_pair_say_the_same() -> None:
    own = numbers("Regnvejr giver problemer for landmænd")
    assert leaning(own, "da", "nb") == -leaning(own, "nb", "da") > 0
    assert leaning(own, "da", "mk") == 0, "no table, nothing said"
    assert kin("nb") == {"da", "sv"}


def test_letters_of_two_words_are_no_sequence() -> None:
    assert set(numbers("ab cd").tolist()) >= set(numbers("ab").tolist()) | set(numbers("cd").tolist())
    assert not set(numbers("bc").tolist()) & set(numbers("ab cd").tolist())
    assert numbers("").size == numbers("a").size == 0


def test_the_table_ships_small_and_credited() -> None:
    assert TABLE.stat().st_size < 600_000
    assert "Apache" in TABLE.with_name("CREDITS.md").read_text(encoding="utf-8")
    assert all((keys[1:] >= keys[:-1]).all() and keys.size == weights.size for keys, weights in pairs().values())


def test_a_table_keeps_what_tells_two_languages_apart(tmp_path: Path) -> None:
    from newsbeam.pipeline.taggers.close_languages.build import frequencies, kept

    grams = {
        "da": {"unigrams": {"1/2": "a b"}, "bigrams": {"9/10": "ab", "1/10": "aa"}, "trigrams": {"1/2": "abe"}},
        "nb": {"unigrams": {"1/2": "a b"}, "bigrams": {"1/10": "ab", "9/10": "av", "1/11": "aa"}, "trigrams": {}},
    }
    for language, own in grams.items():
        (tmp_path / language).mkdir()
        for name in ("unigrams", "bigrams", "trigrams", "quadrigrams", "fivegrams"):
            data = brotli.compress(json.dumps({"ngrams": own.get(name, {})}).encode())
            (tmp_path / language / f"{name}.json.br").write_bytes(data)
    first, second = frequencies(tmp_path, "da"), frequencies(tmp_path, "nb")
    assert first["abe"] == pytest.approx(0.5 * 0.9 * 0.5)
    weights = dict(kept(first, second))
    assert weights[int(numbers("ab")[-1])] > 0 > weights[int(numbers("av")[-1])]
    assert weights[int(numbers("abe")[-1])] == 120, "no sequence says more than the limit"


def test_a_serbian_word_outweighs_detectors_that_names_mislead():
    text = "Džordž Klarkson je rekao da je poverljivo ono o čemu je razgovarao sa Stivenom Brajtonom."
    assert closer_language(text, "hr", said=["hr", "hr"]) == "sr"
    assert closer_language(text.replace("pover", "povjer"), "hr", said=["hr", "hr"]) == "hr"
