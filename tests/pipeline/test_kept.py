"""What processes keep for the next one: read back as it was made, and made anew where it is torn or cannot be kept."""

import numpy as np
import pytest

from newsbeam.pipeline.near.characters import characters
from newsbeam.pipeline.process.kept import keep, kept, path_of
from newsbeam.pipeline.taggers import lexicon


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for table in (characters, lexicon._lexicon):
        table.cache_clear()
    yield tmp_path / "newsbeam"
    for table in (characters, lexicon._lexicon):
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
    assert any(first)
    lexicon._lexicon.cache_clear()
    monkeypatch.setattr(lexicon, "_made", None)  # nothing is made any more
    assert [lexicon.weigh(*one) for one in said] == first
    assert len(list(cache.glob("lexicon-*"))) == 2


def test_kept_characters_are_those_that_are_made(cache):
    made = characters()
    characters.cache_clear()
    read = characters()
    assert all(np.array_equal(one, other) for one, other in zip(made, read, strict=True))
    [file] = cache.glob("characters-*")
    file.write_bytes(file.read_bytes()[:1000])
    characters.cache_clear()
    assert np.array_equal(characters().classes, made.classes)
