"""The gate: on the evaluation sets, where they are at hand, the figures of the clusters must not fall."""

import json
import os
from pathlib import Path

import pytest

from newsbeam.pipeline.evaluate.clusters import evaluate, lines

LABELS = Path(__file__).parents[2] / "benchmarks" / "cluster_labels.tsv"
CORPUS = os.environ.get("NEWSBEAM_CORPUS")
EVAL = Path(CORPUS).parent / "eval" if CORPUS else None
needs_sets = pytest.mark.skipif(
    EVAL is None or not (EVAL / "neardup.jsonl.gz").exists(), reason="NEWSBEAM_CORPUS names no corpus with the sets beside it"
)


def share(report: str, name: str) -> float:
    return float(next(line for line in report.splitlines() if line.startswith(name)).removeprefix(name).split()[0])


@pytest.mark.slow
@pytest.mark.corpus
@needs_sets
def test_altered_copies_are_found() -> None:
    assert EVAL is not None
    report = evaluate(EVAL / "neardup.jsonl.gz")
    assert share(report, "all") >= 0.987
    assert share(report, "combo") >= 0.93
    assert "not their original's: 0" in report


@pytest.mark.slow
@pytest.mark.corpus
@needs_sets
def test_pairs_labelled_by_reading_are_distinguished(tmp_path: Path) -> None:
    assert EVAL is not None
    texts = {one["id"]: one for name in ("country", "topics") for one in lines(EVAL / f"{name}.jsonl.gz") if "id" in one}
    joint = tmp_path / "pairs.jsonl"
    with joint.open("w", encoding="utf-8") as file:
        for line in LABELS.read_text(encoding="utf-8").splitlines()[1:]:
            first, second, same = line.split("\t")
            file.write(json.dumps({"first": first, "second": second, "same": same == "1"}) + "\n")
            for name in (first, second):
                file.write(json.dumps({"id": name, "title": texts[name].get("title"), "text": texts[name]["text"]}) + "\n")
    report = evaluate(joint)
    assert share(report, "precision") >= 0.975
    assert share(report, "recall") >= 0.945


def test_a_set_is_measured_by_kind_and_by_pairs(tmp_path: Path) -> None:
    text = "Tugs from Valletta pulled the vessel free before midnight on 2 March and nobody was hurt, Josef Borg told reporters."
    path = tmp_path / "set.jsonl"
    rows = [
        {"id": "a", "base": "a", "kind": "orig", "text": text},
        {"id": "b", "base": "a", "kind": "cut", "text": text[:70]},
        {
            "id": "c",
            "base": "a",
            "kind": "other",
            "text": "Bus drivers in Porto voted to strike from Thursday over pay and shifts.",
        },
        {"first": "a", "second": "b", "same": True},
        {"first": "a", "second": "c", "same": False},
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    report = evaluate(path)
    assert share(report, "cut") == 1
    assert share(report, "other") == 0
    assert share(report, "all") == 0.5
    assert share(report, "precision") == share(report, "templates kept apart") == 1


def test_a_set_of_neither_says_what_it_needs(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text("", encoding="utf-8")
    with pytest.raises(ValueError, match="neither copies"):
        evaluate(path)
