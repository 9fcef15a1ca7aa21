"""The exit codes that docs/operators.md promises for `evaluate` and `doctor`, which judge sets and outputs."""

import json
import shutil

import pytest

from newsbeam.pipeline.cli import main
from newsbeam.pipeline.evaluate import KINDS, evaluate

SETS = {
    "empty.jsonl": b"",
    "words.tsv": b"hello\nworld\n",
    "bytes.tsv": b"\xff\xfe\x00",
    "other.jsonl": b'{"a": 1}\n',
    "number.jsonl": b"7\n",
    "packed.jsonl.gz": b"no gzip",
}


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("name", ["nowhere", "folder", *SETS])
def test_what_is_no_set_is_one_line_and_two(kind, name, tmp_path, capsys):
    (tmp_path / "folder").mkdir()
    if name in SETS:
        (tmp_path / name).write_bytes(SETS[name])
    assert main(["evaluate", kind, str(tmp_path / name)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert f"{tmp_path / name}: no labelled set for {kind!r}" in line


def test_a_set_that_was_measured_is_nought(tmp_path, capsys):
    (tmp_path / "set.tsv").write_text("en\tThe harbour board opened the grain quay after nine months of repairs.\n" * 3)
    assert main(["evaluate", "language", str(tmp_path / "set.tsv")]) == 0
    assert "language: set.tsv" in capsys.readouterr().out
    assert main(["evaluate", "nonesuch", str(tmp_path / "set.tsv")]) == 2


def test_a_bug_of_a_tagger_is_no_bad_set(tmp_path, monkeypatch):
    (tmp_path / "set.tsv").write_text("en\tThe harbour board opened the grain quay after nine months of repairs.\n")
    broken = eval("lambda text, **hints: {}[text]", {"__package__": "newsbeam.pipeline.taggers"})
    monkeypatch.setattr("newsbeam.pipeline.evaluate.language.detect", broken)
    with pytest.raises(KeyError):
        evaluate("language", tmp_path / "set.tsv")


@pytest.fixture
def out(tmp_path):
    (tmp_path / "a.xml").write_text(
        "<rss version='2.0'><channel><title>t</title><item><guid isPermaLink='false'>1</guid><title>Quay</title></item></channel></rss>"
    )
    assert main(["ingest", str(tmp_path / "a.xml"), "--out", str(tmp_path / "out"), "--runner", "inline"]) == 0
    return tmp_path / "out"


def doctor(out, capsys, *words) -> tuple[int, set[str]]:
    code = main(["doctor", "--out", str(out), "--json", *words])
    checks = json.loads(capsys.readouterr().out)
    assert checks["exit_code"] == code
    return code, {one["what"] for one in checks["checks"] if one["verdict"] == "BAD"}


@pytest.mark.slow
def test_doctor_is_nought_where_all_is_sound(out, tmp_path, capsys):
    capsys.readouterr()
    assert doctor(out, capsys, "--deep") == (0, set())
    assert doctor(tmp_path / "nowhere", capsys) == (0, set()), "the first run makes it"


@pytest.mark.slow
def test_doctor_is_three_where_something_is_bad(out, tmp_path, capsys):
    capsys.readouterr()
    (rows,) = out.glob("stories/**/*.parquet")
    whole = rows.read_bytes()
    rows.write_bytes(whole[:100] + bytes([whole[100] ^ 0xFF]) + whole[101:])
    assert doctor(out, capsys, "--deep") == (3, {"stories", "rows"}), "the file, and what its batch has fewer"
    rows.unlink()
    assert doctor(out, capsys) == (3, {"reading", "rows"})
    rows.write_bytes(whole)
    (out / "_state" / "newsbeam.db").write_bytes(b"no database")
    assert doctor(out, capsys) == (3, {"state"})
    shutil.rmtree(out)
    out.write_text("a file")
    assert doctor(out, capsys) == (3, {"output"})
