"""The optional spaCy tagger: not there unless asked for, loud where its model is missing, additive where it is there."""

import sys
from types import SimpleNamespace

import pytest

from newsbeam.pipeline.evaluate.score import story_of
from newsbeam.pipeline.stages.tag import active, tag
from newsbeam.pipeline.taggers import TAGGERS, spacy_names
from newsbeam.pipeline.taggers.spacy_names import SpacyNames


@pytest.fixture(autouse=True)
def fresh():
    spacy_names.model.cache_clear()
    yield
    spacy_names.model.cache_clear()


def test_nobody_has_it_who_did_not_install_a_tagger():
    assert not any("spacy" in name for name in active())


def test_a_missing_model_is_said():
    with pytest.raises(ImportError, match=r"spaCy's model no_such_model: .*uninstall the tagger"):
        SpacyNames("no_such_model")(story_of("x", "y"), {})
    tagged = tag(story_of("x", "In Kenya."), {**TAGGERS, "spacy-names/1": SpacyNames("no_such_model")})
    assert "untagged" in tagged.quality_flags
    assert tagged.story_country == "KE"


def test_it_adds_and_never_replaces(monkeypatch):
    entities = [
        SimpleNamespace(label_=label, text=text, start_char=2)
        for label, text in (("ORG", "Acme\n Ltd"), ("PERSON", "A. B."), ("GPE", "Rome"), ("ORG", "TikTok"))
    ]
    fake = SimpleNamespace(load=lambda _name, exclude: lambda _text: SimpleNamespace(ents=entities))
    monkeypatch.setitem(sys.modules, "spacy", fake)
    tags = SpacyNames("fake")(story_of("x", "y"), {"organisations": ("TikTok",), "persons": ()})
    assert (tags["organisations"], tags["persons"]) == (("TikTok", "Acme Ltd"), ("A. B.",))
    assert [(one.name, one.type, one.offsets) for one in tags["entities"]] == [
        ("Acme Ltd", "organisation", (2,)),
        ("A. B.", "person", (2,)),
    ]
