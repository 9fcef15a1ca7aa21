"""The reading commands over a dataset made to order."""

import csv
import io
import json
from pathlib import Path

import pytest
import reader_rows as rows

from newsbeam.pipeline.cli import main


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rows.write(tmp_path_factory.mktemp("out"))


def printed(capsys: pytest.CaptureFixture[str], out: Path, *words: str) -> str:
    assert main([*words, "--out", str(out)]) == 0
    return capsys.readouterr().out


def test_show_gives_the_last_tellings(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = printed(capsys, out, "show")
    assert "5 of 5 stories" in shown
    assert "corrected" in shown
    assert "toll" not in shown  # killed
    assert "\x1b" not in shown
    assert "\u202e" not in shown


@pytest.mark.parametrize(
    ("filters", "stories"),
    [
        (["--country", "na"], {"dunes"}),
        (["--country", "NO"], {"ferry"}),
        (["--language", "nb"], {"ferry"}),
        (["--provider", "quay.example"], {"bread"}),
        (["--since", "2026-03-10", "--text", "GRAIN"], {"grain"}),
        (["--until", "2026-03-09"], {"fish"}),
        (["--text", "'; DROP VIEW stories; --"], set()),
    ],
)
def test_filters(out: Path, capsys: pytest.CaptureFixture[str], filters: list[str], stories: set[str]) -> None:
    found = [json.loads(line) for line in printed(capsys, out, "show", "--format", "json", *filters).splitlines()]
    assert {one["story_id"] for one in found} == stories


def test_csv(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = list(csv.DictReader(io.StringIO(printed(capsys, out, "show", "--format", "csv", "--all-tellings"))))
    assert len(found) == 8
    assert {one["revision_kind"] for one in found} == {"original", "update", "kill"}


def test_stats(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = printed(capsys, out, "stats")
    assert shown.startswith("5 stories\n")
    found = json.loads(printed(capsys, out, "stats", "--json", "--by", "country"))
    assert found == {
        "country": {"JP": {"2026-03-09": 1}, "NA": {"2026-03-10": 1}, "NO": {"2026-03-10": 1}, "PK": {"2026-03-10": 2}}
    }


def test_changes(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = printed(capsys, out, "changes", "--since", rows.FIRST)
    assert f"2 changes; next time: --since {rows.SECOND}" in shown
    assert [line.split()[0] for line in shown.splitlines()[1:3]] == ["revision", "kill"]
    assert f"0 changes; next time: --since {rows.SECOND}" in printed(capsys, out, "changes", "--since", rows.SECOND)
    assert main(["changes", "--out", str(out), "--since", "no-such"]) == 2
    assert f"no finished batch 'no-such'; the last one is {rows.SECOND}" in capsys.readouterr().err


def test_explain_tells_all_tellings_and_the_cluster(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = printed(capsys, out, "explain", "grain")
    assert "2 telling(s), in date=2026-03-10/country=PK" in shown
    assert "revision 2: the current one" in shown
    assert "cluster grain: 2 member(s)" in shown
    assert "revision 2: killed" in printed(capsys, out, "explain", "toll")


def test_explain_a_file_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sample = Path(__file__).parents[2] / "docs" / "samples" / "archive" / "2021-03-04-release.txt"
    shown = printed(capsys, tmp_path / "none", "explain", str(sample))
    assert "format: archived_text (by its content)" in shown
    assert "(first reported by Associated Press of Pakistan, delivered by UrduPoint)" in shown
    assert "PK: dateline" in shown
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("words", [["show"], ["stats"], ["explain", "x"], ["changes", "--since", "x"]])
def test_no_output_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    assert main([*words, "--out", str(tmp_path)]) == 2
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert "no stories there yet" in line


def test_views_are_printed_for_a_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["views", "--engine", "duckdb", "--at", "s3://bucket/stories/"]) == 0
    assert "'s3://bucket/stories/**/*.parquet'" in capsys.readouterr().out
    assert main(["views", "--at", "it's"]) == 2


def test_doctor_finds_a_broken_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = rows.write(tmp_path)
    assert main(["doctor", "--out", str(out)]) == 0
    assert "8 rows in 5 files" in capsys.readouterr().out
    (out / "stories" / "date=2026-03-10" / "country=NO" / "stories-00000.parquet").write_bytes(b"PAR1 torn")
    assert main(["doctor", "--out", str(out)]) == 3
    assert "country=NO" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code", "line"),
    [
        (["feeds", "import", "none.opml"], 2, "none.opml: no such file; name a list as feed readers export it"),
        (["feeds", "check", "--feeds", "none.toml"], 2, "none.toml: no such file"),
        (["backfill"], 2, "backfill: name archives, or --sitemap URL"),
        (
            ["backfill", "--sitemap", "http://x.example/", "--from", "2026-03-02", "--to", "2026-03-01"],
            2,
            "backfill: a sitemap needs",
        ),
        (["backfill", "none.warc"], 2, "none.warc: no such file or folder"),
        (["deadletters", "list", "--out", "none"], 2, "none: no output of newsbeam there"),
    ],
)
def test_bad_input_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str], code: int, line: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(words) == code
    (printed,) = capsys.readouterr().err.strip().splitlines()
    assert printed.startswith(f"newsbeam: {line}")
    assert not list(tmp_path.iterdir())


def test_doctor_of_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").write_text("mine")
    assert main(["doctor", "--out", str(tmp_path / "out")]) == 3
    assert "is a file; name another --out" in capsys.readouterr().out


def test_export_is_flat_and_cannot_be_a_formula(out: Path, tmp_path: Path) -> None:
    path = tmp_path / "all.csv"
    assert main(["export", str(path), "--out", str(out), "--all-tellings"]) == 0
    found = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    assert len(found) == 8
    assert list(found[0])[:3] == ["date", "country", "story_id"]
    assert {one["country"] for one in found} == {"JP", "NA", "NO", "PK", "ZZ"}
    assert {one["first_created"] for one in found} == {"2026-03-10 12:00:00", ""}  # UTC, and no zone in the cell
    assert main(["export", str(path), "--out", str(out), "--columns", "headline,countries", "--country", "NO"]) == 0
    assert path.read_text("utf-8-sig") == "headline,countries\nferry told the 1. time,\n"
    assert main(["export", str(path), "--out", str(out), "--columns", "headlines"]) == 2
    assert main(["export", str(tmp_path / "all.ods"), "--out", str(out)]) == 2


def test_export_to_excel(out: Path, tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "all.xlsx"
    assert main(["export", str(path), "--out", str(out)]) == 0
    with zipfile.ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<row ") == 1 + 5
    assert "ferry told the 1. time" in sheet
    assert "<f>" not in sheet
