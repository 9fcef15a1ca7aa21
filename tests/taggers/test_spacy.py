"""The optional spaCy tagger: off by default, loud where its model is missing, additive where it is there."""

import sys
from types import SimpleNamespace

import pytest

from newsbeam.pipeline.evaluate.score import story_of
from newsbeam.pipeline.stages.tag import tag
from newsbeam.pipeline.taggers import TAGGERS, spacy_names


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.delenv(spacy_names.VARIABLE, raising=False)
    spacy_names.model.cache_clear()
    yield
    spacy_names.model.cache_clear()


def test_it_is_off_by_default():
    assert spacy_names.wanted() == {}
    assert not any("spacy" in name for name in TAGGERS)


def test_a_missing_model_is_said(monkeypatch):
    monkeypatch.setenv(spacy_names.VARIABLE, "no_such_model")
    with pytest.raises(ImportError, match=r"NEWSBEAM_SPACY_MODEL=no_such_model: .*unset the variable"):
        spacy_names.tag_names(story_of("x", "y"), {})
    tagged = tag(story_of("x", "In Kenya."), {**TAGGERS, **spacy_names.wanted()})
    assert "untagged" in tagged.quality_flags
    assert tagged.story_country == "KE"


def test_it_adds_and_never_replaces(monkeypatch):
    entities = [
        SimpleNamespace(label_=label, text=text)
        for label, text in (("ORG", "Acme\n Ltd"), ("PERSON", "A. B."), ("GPE", "Rome"), ("ORG", "TikTok"))
    ]
    fake = SimpleNamespace(load=lambda _name, exclude: lambda _text: SimpleNamespace(ents=entities))
    monkeypatch.setitem(sys.modules, "spacy", fake)
    monkeypatch.setenv(spacy_names.VARIABLE, "fake")
    (name,) = spacy_names.wanted()
    assert name == "spacy-fake/1"
    found = {"organisations": ("TikTok",), "persons": ()}
    assert spacy_names.tag_names(story_of("x", "y"), found) == {"organisations": ("TikTok", "Acme Ltd"), "persons": ("A. B.",)}
