"""Given names that the lists have in another alphabet, and the words that only sound like some."""

import pytest

from newsbeam.pipeline.evaluate.score import story_of
from newsbeam.pipeline.taggers.name_cases import nominative
from newsbeam.pipeline.taggers.name_cues import cues
from newsbeam.pipeline.taggers.name_letters import is_given_abroad, of_latin
from newsbeam.pipeline.taggers.name_lists import GIVEN, SPELT, given
from newsbeam.pipeline.taggers.name_lists.build import build
from newsbeam.pipeline.taggers.names import tag_names


@pytest.mark.parametrize("name", ["Фелікс", "Філіппо", "Артуро", "Карлос", "Анатолій", "Рената", "Фредерік"])
def test_a_given_name_is_known_by_its_sounds(name):
    assert name not in given()
    assert is_given_abroad(name)


@pytest.mark.parametrize("word", ["Партія", "Министр", "Школа", "Новини", "Правителството", "Област", "Felix", "Мир", ""])
def test_another_word_is_not(word):
    assert not is_given_abroad(word)


def test_no_word_that_heads_sentences_sounds_like_a_name():
    heads = [word for word in cues().skips if "\u0400" <= word[0] <= "\u04ff" and word not in given()]
    assert len(heads) > 50
    assert [word for word in heads if is_given_abroad(word)] == []


def test_who_bears_one_is_a_person():
    text = "До групи входили Юрій Яновський, Фелікс Якубенко та Артуро Монтіні."
    assert tag_names(story_of(None, text), {"language": "uk"})["persons"] == ("Юрій Яновський", "Фелікс Якубенко", "Артуро Монтіні")


def test_the_sounds_are_those_of_the_list(tmp_path):
    build(tmp_path / "given", tmp_path / "family", tmp_path / "spelt")
    assert (tmp_path / "given").read_bytes() == GIVEN.read_bytes()
    assert (tmp_path / "spelt").read_bytes() == SPELT.read_bytes()


@pytest.mark.parametrize(
    ("printed", "language", "name"),
    [
        ("Миколи Злотівського", "uk", "Микола Злотівський"),
        ("Миколою Романенком", "uk", "Микола Романенко"),
        ("Ильи Петрова", "ru", "Илья Петров"),
        ("Давида Абашидзе", "ru", "Давид Абашидзе"),
        ("Марією Кутовою", "uk", "Марія Кутова"),
        ("Галини Кутової", "uk", "Галина Кутова"),
    ],
)
def test_men_whose_names_end_as_womens_do(printed, language, name):
    assert nominative(printed, language) == name


def test_accents_and_doubles_are_no_sounds():
    assert of_latin("Élisabeth") == of_latin("Elisabet")
