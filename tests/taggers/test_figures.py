"""A gate on the figures: what was reached on the labelled sets must not be lost. Thresholds lie a little below what was measured."""

import os
import re
from pathlib import Path

import pytest

from newsbeam.pipeline.evaluate import country, evaluate, language, topics
from newsbeam.pipeline.evaluate.score import figure, wilson
from newsbeam.schemas.errors import UsageError

CORPUS = os.environ.get("NEWSBEAM_CORPUS")
needs_corpus = pytest.mark.skipif(
    not CORPUS, reason="NEWSBEAM_CORPUS is not set: the labelled sets are other people's texts and do not ship"
)


def labelled(name):
    return Path(CORPUS).parent / "eval" / name


@pytest.mark.corpus
@pytest.mark.slow
@needs_corpus
def test_country():
    tallies = country.measure(labelled("country.jsonl.gz"), every=4)
    floors = {
        ("cliff", "focus"): 0.92,
        ("lgl", "focus"): 0.82,
        ("lgl", "home"): 0.95,
        ("trnews", "focus"): 0.85,
        ("gwn", "focus"): 0.88,
        ("geovirus", "focus"): 0.93,
        ("reuters, not US only", "story"): 0.96,
    }
    assert {key: round(tallies[key].share, 3) for key in floors if tallies[key].share < floors[key]} == {}


@pytest.mark.corpus
@pytest.mark.slow
@needs_corpus
@pytest.mark.parametrize(("size", "macro", "each"), [(1, 0.985, 0.98), (4, 0.997, 0.99)])
def test_language(size, macro, each):
    tallies = language.measure(labelled("langid.tsv.gz"), size, limit=150)
    assert len(tallies) == 43
    assert sum(t.share for t in tallies.values()) / len(tallies) >= macro
    assert {code: tallies[code].share for code in language.ASKED_FOR if tallies[code].share < each} == {}


@pytest.mark.corpus
@pytest.mark.slow
@needs_corpus
@pytest.mark.parametrize("half", ["a", "b"])
def test_topics(half):
    answers = topics.measure(labelled("topics.jsonl.gz"), half)
    for own, floor in ((answers["mnews-fra"], 0.81), ([a for one in answers.values() for a in one], 0.93)):
        own.sort(key=lambda a: -a[0])
        surest = own[: int(topics.COVERAGE * len(own))]
        assert sum(gold == answer for _, gold, answer, _ in surest) / len(surest) >= floor
    given = [a for one in answers.values() for a in one if a[3]]
    assert len(given) / sum(map(len, answers.values())) >= 0.9
    assert sum(gold == answer for _, gold, answer, _ in given) / len(given) >= 0.885


@pytest.mark.corpus
@pytest.mark.slow
@needs_corpus
def test_names():
    folder = Path(CORPUS).parent / "cases" / "archived"
    if not folder.exists():
        pytest.skip("no labelled releases beside the corpus")
    found = dict(re.findall(r"(with capitals|without) +persons +recall ([0-9.]+)", evaluate("names", folder)))
    assert float(found["with capitals"]) >= 0.9
    assert float(found["without"]) >= 0.8
    bodies = dict(re.findall(r"(with capitals|without) +organisations +recall ([0-9.]+)", evaluate("names", folder)))
    assert float(bodies["with capitals"]) >= 0.88


@pytest.mark.parametrize(
    ("right", "n", "low", "high"), [(9, 10, 0.596, 0.982), (0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (0, 0, 0.0, 1.0)]
)
def test_wilson(right, n, low, high):
    assert tuple(round(x, 3) for x in wilson(right, n)) == (low, high)


def test_figure_names_its_n():
    assert figure(931, 1000) == "0.9310 [0.9136, 0.9451] of 1,000"


def test_an_unknown_kind_says_what_there_is():
    with pytest.raises(UsageError, match="there are clusters, country"):
        evaluate("colour", "x")


def test_halves_of_a_set(tmp_path):
    path = tmp_path / "langid.tsv"
    path.write_text("".join(f"en\tThe minister said on Monday that {n} taxes would fall.\n" for n in range(200)), encoding="utf-8")
    whole, a, b = (language.measure(path, 1, half=half)["en"].n for half in (None, "a", "b"))
    assert whole == a + b == 200
    assert 70 <= a <= 130
    assert "langid.tsv, half b" in evaluate("language", path, "b")
    with pytest.raises(UsageError, match="there are a and b"):
        evaluate("language", path, "c")


def test_reports_of_small_sets(tmp_path):
    (tmp_path / "country.jsonl").write_text(
        '{"id": "a", "src": "made", "title": "Floods", "text": "In Kenya, Nairobi said.", "domain": "", "gold": ["KE"]}\n'
        '{"id": "b", "src": "made", "title": "Quake", "text": "In Peru.", "domain": "", "gold": ["CL"], "dateline": "LIMA, Feb 26 -"}\n'
        '{"id": "c", "src": "made", "title": "Quiet", "text": "Nothing.", "domain": "", "gold": []}\n',
        encoding="utf-8",
    )
    report = evaluate("country", tmp_path / "country.jsonl")
    assert "made             accuracy 0.5000 [0.0945, 0.9055] of 2" in report
    assert "CL -> PE" in report
    (tmp_path / "langid.tsv").write_text("en\tThe minister said on Monday that taxes would fall.\n" * 4, encoding="utf-8")
    assert "macro accuracy 1.0000" in evaluate("language", tmp_path / "langid.tsv")
    (tmp_path / "topics.jsonl").write_text(
        '{"id": "made:1", "medtop": "15000000", "title": "Cup final", "text": "The team won the match on penalties."}\n',
        encoding="utf-8",
    )
    assert "given for 1.000" in evaluate("topics", tmp_path / "topics.jsonl")
