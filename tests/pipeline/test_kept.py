"""What processes keep for the next one: read back as it was made, and made anew where it is torn or cannot be kept."""

import os

import numpy as np
import pytest

from newsbeam.pipeline.gazetteer.table import codes
from newsbeam.pipeline.near.characters import characters
from newsbeam.pipeline.process import kept as rooms
from newsbeam.pipeline.process.kept import keep, keep_parts, kept, kept_parts, path_of
from newsbeam.pipeline.taggers import language_model, lexicon, topic_words
from newsbeam.pipeline.taggers.mentions import patterns
from newsbeam.pipeline.taggers.name_lists import FAMILY, GIVEN, Lists

TABLES = (characters, topic_words.words_of, patterns, codes, language_model.model)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for table in TABLES:
        table.cache_clear()
    yield tmp_path / "newsbeam"
    for table in TABLES:
        table.cache_clear()


def test_what_is_kept_is_read_back_whole_or_not_at_all(cache):
    assert kept("a") is None
    keep("a", b"body")
    assert kept("a") == b"body"
    for torn in (b"", b"\0" * 40, path_of("a").read_bytes()[:-1]):
        path_of("a").write_bytes(torn)
        assert kept("a") is None
    assert [one.name for one in cache.iterdir()] == ["a"]


def test_where_nothing_can_be_kept_nothing_is_said(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    keep("a", b"body")
    assert kept("a") is None


def test_a_kept_lexicon_says_what_a_new_one_says(cache, monkeypatch):
    said = [
        ("The parliament voted for the budget", "Ministers and the government argued.", "en"),
        ("Wahl in Berlin", "Regierung", "de"),
    ]
    first = [lexicon.weigh(*one) for one in said]
    assert all(map(any, first))
    topic_words.words_of.cache_clear()
    monkeypatch.setattr(topic_words, "_made", None)  # nothing is made any more
    assert [lexicon.weigh(*one) for one in said] == first
    assert len(list(cache.glob("topics-*"))) == 2


def test_kept_characters_are_those_that_are_made(cache):
    made = characters()
    characters.cache_clear()
    read = characters()
    assert all(np.array_equal(one, other) for one, other in zip(made, read, strict=True))
    [file] = cache.glob("characters-*")
    file.write_bytes(file.read_bytes()[:1000])
    characters.cache_clear()
    assert np.array_equal(characters().known, made.known)


def test_parts_are_read_back_whole_or_not_at_all():
    parts = [b"one", b"", b"three" * 1000]
    assert kept_parts("a") is None
    keep_parts("a", parts)
    assert kept_parts("a") == parts
    whole = path_of("a").read_bytes()
    for torn in (b"", whole[:20], whole[:-1], whole + b"x" * 8, whole.replace(b"one", b"two"), b"\0" * 16 + b"\xff" * 64):
        path_of("a").write_bytes(torn)
        assert kept_parts("a") in (None, parts)
        assert torn[:-8] == whole or kept_parts("a") is None
    keep_parts("none", [])
    assert kept_parts("none") == []


def test_what_was_written_first_goes_where_too_much_is_kept(cache, monkeypatch):
    monkeypatch.setattr(rooms, "MOST", 1000)
    for number in range(5):
        keep(str(number), bytes(450 - rooms.SEAL))
        os.utime(path_of(str(number)), (number, number))
    (cache / "flink").mkdir()
    keep("5", bytes(100))
    assert sorted(one.name for one in cache.iterdir()) == ["4", "5", "flink"]


@pytest.mark.parametrize(
    ("table", "file"), [(patterns, "patterns-*"), (codes, "codes-*"), (language_model.model, "language-model-*")]
)
def test_a_kept_table_is_the_one_that_was_made(cache, table, file):
    made = table()
    [path] = cache.glob(file)
    table.cache_clear()
    read = table()
    assert all(np.array_equal(one, other) for one, other in zip(*map(_columns, (made, read)), strict=True))
    path.write_bytes(path.read_bytes()[:-1])
    table.cache_clear()
    assert all(np.array_equal(one, other) for one, other in zip(*map(_columns, (made, table())), strict=True))


def _columns(table):
    return list(table) if isinstance(table, tuple) else [sorted(table.items())]


def test_kept_lists_of_names_find_what_new_ones_find(cache):
    packed = GIVEN.read_bytes(), FAMILY.read_bytes()
    names = ["Anna", "Maria", "Müller", "Anna Maria", "", "田中", "Иван", "x"]
    made = [Lists(*packed).which(name) for name in names]
    assert set(made) == {0, 1, 2, 3}
    assert [Lists.kept(*packed).which(name) for name in names] == made
    assert len(list(cache.glob("lists-*"))) == 1
    assert [Lists.kept(*packed).which(name) for name in names] == made
