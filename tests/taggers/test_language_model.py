"""The second detector: what it answers, and that it is py3langid's own model."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.pipeline.taggers import language_model
from newsbeam.pipeline.taggers.language import SECOND

SENTENCES = (
    "Regjeringen la onsdag fram et nytt forslag om strømpriser, og statsministeren sa at det haster.",
    "Regeringen fremlagde onsdag et nyt forslag om elpriser, og statsministeren sagde, at det haster.",
    "Влада је у среду представила нови предлог закона о ценама струје.",
    "Pemerintah mengumumkan kebijakan baru tentang harga listrik pada hari Rabu.",
    "حکومت نے بدھ کو بجلی کی قیمتوں کے بارے میں نئی تجویز پیش کی۔",
    "政府は水曜日、電気料金についての新しい提案を発表した。",
    "THE GOVERNMENT PRESENTED A NEW PROPOSAL ON WEDNESDAY",
    "Cafe\u0301 ferme\u0301",
    "12345",
    "\x00\ud800",
    "",
)


def classify(text):
    return language_model.classify_all([text])[0]


def test_it_tells_close_kin_apart():
    assert [classify(one) for one in SENTENCES[:6]] == ["no", "da", "sr", "id", "ur", "ja"]


def test_texts_that_are_read_together_are_read_as_alone():
    """No n-gram reaches from one text into the next: the sentences are cut within words."""
    texts = [one[at : at + 7] for one in SENTENCES for at in range(0, len(one) or 1, 7)]
    data = [language_model.encoded(one) for one in texts]
    known = language_model.model()
    together = language_model.features(known, data)
    assert len(together) == len(texts)
    for one, found in zip(data, together, strict=True):
        assert found.tolist() == language_model.features(known, [one])[0].tolist()
    assert language_model.classify_all(SENTENCES) == [classify(one) for one in SENTENCES]
    assert language_model.classify_all([]) == []


def test_it_ships_small_and_credited():
    assert language_model.MODEL.stat().st_size < 3_000_000
    assert "BSD 3-Clause License" in language_model.MODEL.with_name("CREDITS.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def original():
    from py3langid import langid

    identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)
    identifier.set_languages(sorted(set(SECOND) & set(identifier.nb_classes)))
    return identifier


@pytest.mark.slow
def test_it_answers_as_py3langid_does(original):
    assert [classify(one) for one in SENTENCES] == [original.classify(one)[0] for one in SENTENCES]


@pytest.mark.slow
@given(st.text(max_size=80))
def test_it_answers_as_py3langid_does_whatever_the_text(original, text):
    assert classify(text) == original.classify(text)[0]


@pytest.mark.slow
@pytest.mark.usefixtures("millions_of_objects")
def test_it_is_what_its_source_makes(tmp_path):
    from newsbeam.pipeline.taggers.language_model.build import build

    build(tmp_path / "model.arrow")
    with pa.ipc.open_file(str(tmp_path / "model.arrow")) as built, pa.ipc.open_file(str(language_model.MODEL)) as shipped:
        assert built.read_all().equals(shipped.read_all()), (
            "model.arrow is stale: run python -m newsbeam.pipeline.taggers.language_model.build"
        )
