"""Retention takes what is old, and nothing that a run, a hold or a retry still needs."""

import shutil
from datetime import UTC, datetime, timedelta

import duckdb
import pytest
from quays import item, limits, quays, rss

from newsbeam.connectors.state.database import open_state
from newsbeam.pipeline.cli import main

pytestmark = pytest.mark.slow

FIRST = datetime(2026, 1, 10, 12, tzinfo=UTC)
ITEM = "<item><guid isPermaLink='false'>{n}</guid><title>Quay {n}</title><link>https://x.example/{n}</link><description>{text}</description></item>"
HEAD = "<rss version='2.0'><channel><title>t</title><link>https://x.example/</link><description>d</description>"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Three runs, sixty days apart: a story each; the first one also has a torn entry, the second an embargo that is not over."""
    tmp_path = tmp_path_factory.mktemp("made")
    (tmp_path / "feeds.toml").write_text('[[feed]]\nid = "quay"\npath = "quay.xml"\n')
    extra = ["<item></item>", ITEM.format(n=50, text="EMBARGOED UNTIL 0900 GMT, Friday 20 November 2026. Words."), ""]
    for turn in range(3):
        items = ITEM.format(n=turn, text=f"Words of {turn}.") + extra[turn]
        (tmp_path / "quay.xml").write_text(f"{HEAD}{items}</channel></rss>")
        at = FIRST + turn * timedelta(days=60)
        main(
            [
                "ingest",
                "--feeds",
                str(tmp_path / "feeds.toml"),
                "--out",
                str(tmp_path / "out"),
                "--due",
                "all",
                "--as-of",
                at.isoformat(),
            ]
        )
    return tmp_path


@pytest.fixture
def desk(tmp_path, made):
    """A copy of what they left."""
    return shutil.copytree(made, tmp_path, symlinks=True, dirs_exist_ok=True)


def files(desk, folder: str) -> list[str]:
    return sorted(str(path.relative_to(desk / "out")) for path in (desk / "out" / folder).rglob("*.*") if path.is_file())


def prune(desk, *words: str, at: str = "2026-05-15T12:00:00Z") -> int:
    return main(["prune", "--out", str(desk / "out"), "--as-of", at, *words])


def rows(desk) -> int:
    ((count,),) = duckdb.sql(f"SELECT count(*) FROM read_parquet('{desk}/out/stories/**/*.parquet')").fetchall()
    return count


def test_a_dry_run_says_what_would_go_and_removes_nothing(desk, capsys):
    before = files(desk, ".")
    capsys.readouterr()
    assert prune(desk, "--runs", "30d", "--landing", "1d", "--dead-letters", "1d", "--dry-run") == 0
    said = capsys.readouterr().out
    assert "runs: 4 files would go" in said or "runs: 6 files would go" in said
    assert files(desk, ".") == before


def test_old_reports_go(desk):
    assert prune(desk, "--runs", "30d") == 0
    assert len(files(desk, "runs")) == 2, "the JSON and the page of the last run"
    assert len(files(desk, "landing")) == 3


def test_landed_bytes_stay_where_a_letter_or_a_hold_leads_back_to_them(desk, capsys):
    capsys.readouterr()
    assert prune(desk, "--landing", "1d") == 0
    left = files(desk, "landing")
    assert [one.split("/")[1] for one in left] == ["date=2026-01-10", "date=2026-03-11"], "the open letter's, the held entry's"
    assert "2 files are old enough and stay" in capsys.readouterr().out
    assert rows(desk) == 3
    out = ["--feeds", str(desk / "feeds.toml"), "--out", str(desk / "out")]
    assert main(["ingest", *out, "--due", "all", "--as-of", "2026-11-21T12:00:00Z"]) == 0
    assert rows(desk) == 4, "the held entry came out of its landed bytes"


def test_letters_go_once_they_are_resolved(desk):
    assert prune(desk, "--dead-letters", "1d") == 0
    assert len(files(desk, "dead_letters")) == 1, "it is open"
    conn = open_state(desk / "out" / "_state" / "newsbeam.db")
    conn.execute("UPDATE dead_letters SET status = 'resolved'")
    conn.close()
    assert prune(desk, "--dead-letters", "1d") == 0
    assert files(desk, "dead_letters") == []


def test_a_day_of_letters_goes_though_an_older_one_is_open(desk, capsys):
    (desk / "quay.xml").write_text(f"{HEAD}<item><guid>torn</guid></item></channel></rss>")
    words = ["--feeds", str(desk / "feeds.toml"), "--out", str(desk / "out"), "--due", "all"]
    main(["ingest", *words, "--as-of", "2026-05-12T12:00:00Z"])
    assert len(files(desk, "dead_letters")) == 2
    conn = open_state(desk / "out" / "_state" / "newsbeam.db")
    conn.execute("UPDATE dead_letters SET status = 'resolved' WHERE first_seen > '2026-02'")
    conn.close()
    assert prune(desk, "--dead-letters", "1d") == 0
    assert [one.split("/")[1] for one in files(desk, "dead_letters")] == ["date=2026-01-10"]
    capsys.readouterr()
    assert main(["deadletters", "dismiss", "--out", str(desk / "out"), "--feed", "quay", "--reason", "too_large"]) == 0
    assert "0 dismissed, 1 open" in capsys.readouterr().out
    assert main(["deadletters", "dismiss", "--out", str(desk / "out"), "--feed", "quay"]) == 0
    assert "1 dismissed, 0 open" in capsys.readouterr().out
    assert main(["deadletters", "list", "--out", str(desk / "out"), "--status", "dismissed"]) == 0
    assert "(dismissed)" in capsys.readouterr().out
    assert prune(desk, "--dead-letters", "1d", "--landing", "1d") == 0
    assert files(desk, "dead_letters") == []
    assert not [one for one in files(desk, "landing") if "2026-01-10" in one], "nothing leads back there any more"


def test_the_state_forgets_what_is_gone_and_all_the_rest_goes_on(desk, tmp_path, capsys):
    assert prune(desk, "--landing", "30d") == 0
    conn = open_state(desk / "out" / "_state" / "newsbeam.db")
    kept = conn.execute("SELECT substr(file, 6, 10) FROM landed ORDER BY 1").fetchall()
    conn.close()
    assert kept == [("2026-01-10",), ("2026-03-11",), ("2026-05-10",)], (
        "a letter and a hold lead to the first two; the third is young"
    )
    assert prune(desk, "--landing", "1d") == 0
    conn = open_state(desk / "out" / "_state" / "newsbeam.db")
    assert conn.execute("SELECT count(*) FROM landed").fetchone() == (2,)
    conn.close()
    out = ["--out", str(desk / "out")]
    capsys.readouterr()
    assert main(["doctor", "--deep", *out]) == 0
    assert main(["ingest", "--feeds", str(desk / "feeds.toml"), *out, "--due", "all", "--as-of", "2026-05-20T12:00:00Z"]) == 0
    assert rows(desk) == 3, "the file that was read before is known, though its bytes are gone"
    assert main(["replay", "--from", str(desk / "out"), "--out", str(tmp_path / "again")]) in (0, 1)


def test_what_a_back_fill_read_it_does_not_read_again_though_its_bytes_are_gone(desk, tmp_path, capsys):
    old = tmp_path / "old"
    old.mkdir()
    (old / "shelf.xml").write_text(f"{HEAD}{ITEM.format(n=70, text='Words of old.')}</channel></rss>")
    fill = ["backfill", str(old), "--out", str(desk / "out"), "--provider", "Shelf", "--as-of"]
    assert main([*fill, "2026-04-01T12:00:00Z"]) == 0
    assert prune(desk, "--landing", "1d") == 0
    assert not [one for one in files(desk, "landing") if "2026-04-01" in one]
    (old / "other.xml").write_text(f"{HEAD}{ITEM.format(n=71, text='Other words.')}</channel></rss>")
    capsys.readouterr()
    assert main([*fill, "2026-05-16T12:00:00Z"]) == 0
    assert "filled back: 1 documents" in capsys.readouterr().out, "the folder's new file alone"
    assert rows(desk) == 5


def test_of_bytes_that_are_needed_and_gone_the_record_stays(desk):
    """Who asks for the letter's document is told that it is gone."""
    (letters,) = [one for one in files(desk, "landing") if "2026-01-10" in one]
    (desk / "out" / letters).unlink()
    assert prune(desk, "--landing", "1d") == 0
    conn = open_state(desk / "out" / "_state" / "newsbeam.db")
    assert conn.execute("SELECT count(*) FROM landed WHERE substr(file, 6, 10) = '2026-01-10'").fetchone() == (1,)
    conn.close()


def test_no_link_in_place_of_a_day_of_letters_is_followed(desk, tmp_path):
    conn = open_state(desk / "out" / "_state" / "newsbeam.db")
    conn.execute("UPDATE dead_letters SET status = 'resolved'")
    conn.close()
    (day,), away = (desk / "out" / "dead_letters").glob("date=*"), tmp_path / "away"
    day.rename(away)
    day.symlink_to(away)
    assert prune(desk, "--dead-letters", "1d") == 0
    assert list(away.glob("*.parquet"))


@pytest.mark.parametrize("name", ["runs", "landing", "dead_letters", "reading", "_state/journal", "reading/days"])
def test_no_link_in_place_of_a_folder_is_followed(desk, tmp_path, name, capsys):
    folder, away = desk / "out" / name, tmp_path / "away"
    folder.rename(away)
    folder.symlink_to(away)
    before = sorted(away.rglob("*"))
    assert prune(desk, "--runs", "1d", "--landing", "1d", "--dead-letters", "1d") == 3
    assert main(["ingest", "--feeds", str(desk / "feeds.toml"), "--out", str(desk / "out"), "--due", "all"]) == 3
    assert "is a symlink" in capsys.readouterr().err
    assert sorted(away.rglob("*")) == before


def test_words_that_cannot_be_meant(desk, capsys):
    assert prune(desk) == 2
    assert "say how long to keep what" in capsys.readouterr().err
    for words in (["--runs", "0d"], ["--runs", "soon"]):
        with pytest.raises(SystemExit, match="2"):
            prune(desk, *words)


def test_the_list_says_how_long_and_the_words_win(desk, capsys):
    toml = (desk / "feeds.toml").read_text()
    listed = ["--feeds", str(desk / "feeds.toml")]
    (desk / "feeds.toml").write_text(toml + '[retention]\nruns = "30d"\nlanding = "9y"\n')
    capsys.readouterr()
    assert prune(desk, *listed, "--dry-run") == 0
    said = capsys.readouterr().out
    assert "runs: 4 files would go" in said
    assert "landing: 0 files would go" in said
    assert "dead_letters" not in said
    assert prune(desk, *listed, "--landing", "1d", "--runs", "9y") == 0
    assert len(files(desk, "runs")) == 6
    assert len(files(desk, "landing")) == 2
    for wrong, hint in (('runs = "soon"', "30d, 8w, 6m"), ("runs = 30", "is no string"), ('rows = "1d"', "unknown key")):
        (desk / "feeds.toml").write_text(f"{toml}[retention]\n{wrong}\n")
        assert prune(desk, *listed) == 2
        assert hint in capsys.readouterr().err


def test_the_page_and_the_original_of_what_is_held_stay_too(tmp_path):
    """The page was landed for an earlier telling, in another file than the document that is held now."""
    link = "http://{0}/story"
    words = "EMBARGOED UNTIL 0900 GMT, Friday 20 November 2026. Words."
    lines = "".join(
        f"<p>Long words of the page, and its line number {n} of eight, which tell how the quay was opened.</p>" for n in range(8)
    )
    answers = {"/story": f"<html><head><title>Quay</title></head><body><article><h1>Quay</h1>{lines}</article></body></html>"}
    with quays(answers) as place:
        (tmp_path / "feeds.toml").write_text(
            f'{limits(place)}robots_pages = "ignore"\n[[feed]]\nid = "quay"\nurl = "http://{place}/feed"\nfull_text = true\n'
            f'[[feed]]\nid = "other"\nurl = "http://{place}/other"\n'
        )
        answers["/feed"] = rss(item("1", link=link.format(place)))
        answers["/other"] = rss(item("2"))
        run = ["ingest", "--feeds", str(tmp_path / "feeds.toml"), "--out", str(tmp_path / "out"), "--due", "all", "--as-of"]
        assert main([*run, "2026-01-10T12:00:00Z"]) == 0
        answers["/feed"] = rss(item("3", words, link.format(place)))
        answers["/other"] = rss(item("2", "Other words."))
        assert main([*run, "2026-01-20T12:00:00Z"]) == 0
        answers["/other"] = rss(item("2", "And others again."))
        assert main([*run, "2026-01-30T12:00:00Z"]) == 0
    assert prune(tmp_path, "--landing", "1d", at="2026-02-15T12:00:00Z") == 0
    days = [one.split("/")[1] for one in files(tmp_path, "landing")]
    assert "date=2026-01-10" in days, "the page of what is held"
    assert "date=2026-01-20" in days, "the document that is held"
    assert "date=2026-01-30" not in days
    assert main([*run[:-1], "--as-of", "2026-11-21T12:00:00Z"]) in (0, 1), "nobody answers any more; the hold is over"
    ((text,),) = duckdb.sql(
        f"SELECT text FROM read_parquet('{tmp_path}/out/stories/**/*.parquet') WHERE headline = 'Quay 3 opens'"
    ).fetchall()
    assert "Long words of the page" in text
