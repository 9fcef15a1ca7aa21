"""Who reads an output that is not as it should be gets an answer: the rows where they can be had, else the file and the way out."""

import shutil
import sqlite3
from contextlib import closing

import pytest

import newsbeam
from newsbeam.connectors.state import database
from newsbeam.connectors.state.cursors import load_cursors
from newsbeam.pipeline.cli import main
from newsbeam.pipeline.dataset import published_file
from newsbeam.schemas.errors import OutputError, StateError

RSS = b"<rss><channel><title>t</title>%s</channel></rss>"
ITEM = b"<item><guid isPermaLink='false'>%d</guid><title>Ferry %d late</title><description>LAGOS - It waits.</description></item>"


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """An output with two stories."""
    folder = tmp_path_factory.mktemp("kept")
    (folder / "wire.xml").write_bytes(RSS % (ITEM % (1, 1) + ITEM % (2, 2)))
    out = folder / "out"
    words = ["ingest", str(folder / "wire.xml"), "--out", str(out), "--runner", "inline", "--as-of", "2026-03-12T12:00:00Z"]
    assert main(words) == 0
    return out


@pytest.fixture
def out(kept, tmp_path):
    return shutil.copytree(kept, tmp_path / "out")


READING = [["show"], ["stats"], ["page", "front"], ["site", "--to", "site"], ["export", "rows.csv"], ["explain", "000000"]]


@pytest.mark.parametrize("words", READING, ids=lambda words: words[0])
def test_a_damaged_file_is_named_with_the_way_out(out, words, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    shutil.rmtree(out / "reading")
    (file,) = (out / "stories").rglob("*.parquet")
    file.write_bytes(file.read_bytes()[:-100])
    assert main([*words, "--out", str(out)]) == 3
    said = capsys.readouterr().err
    assert file.name in said
    assert "newsbeam repair" in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("left", ["nothing", "a folder", "a damaged list"])
def test_without_a_list_of_batches_rows_are_read_and_changes_say_what_is_missing(out, left, capsys):
    shutil.rmtree(out / "batches")
    if left != "nothing":
        (out / "batches").mkdir()
    if left == "a damaged list":
        (out / "batches" / "2026-03-12.csv").write_text("batch_id,published_at,finished_at,rows\n")
    assert main(["show", "--out", str(out)]) == 0
    assert "2 of 2 stories" in capsys.readouterr().out
    assert main(["changes", "--since", "x", "--out", str(out)]) == 2
    assert "nothing says which batches are finished" in capsys.readouterr().err


@pytest.mark.slow
def test_a_table_that_a_pipeline_wrote_twice_has_each_current_story_once(tmp_path):
    import apache_beam as beam

    folder = str(tmp_path / "table")
    for _ in range(2):
        with beam.Pipeline() as pipeline:
            _ = pipeline | beam.Create([RSS % (ITEM % (1, 1))]) | newsbeam.IngestDocuments(folder)
    table = newsbeam.open_dataset(folder)
    assert len(table.duckdb("all")) == 2
    assert len(table.duckdb()) == table.arrow().to_table().num_rows == table.polars().collect().height == 1


@pytest.mark.slow  # imports Beam
def test_a_pipeline_does_not_write_into_a_runs_table(out):
    import apache_beam as beam

    with pytest.raises(OutputError, match="folder of your own"), beam.Pipeline() as pipeline:
        _ = pipeline | beam.Create([RSS % (ITEM % (1, 1))]) | newsbeam.IngestDocuments(out)


@pytest.mark.parametrize("log", [False, True])
def test_a_state_that_may_not_be_written_is_read(out, monkeypatch, log):
    path = out / "_state" / "newsbeam.db"
    if log:  # another process holds it open, and its last words are in the log
        writer = sqlite3.connect(path)
        writer.execute("CREATE TABLE more (x)")
        writer.commit()
    monkeypatch.setattr(database.os, "access", lambda *_: False)
    with closing(database.open_to_read(path)) as conn:
        assert load_cursors(conn)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            conn.execute("DELETE FROM cursors")
        if log:
            assert conn.execute("SELECT count(*) FROM more").fetchone() == (0,)
            writer.close()
    path.write_bytes(b"no database at all, but long enough to be looked at")
    with pytest.raises(StateError, match=r"newsbeam\.db"):
        database.open_to_read(path)


@pytest.mark.parametrize("name", ["README.md", "views.sql", "feeds.parquet"])
def test_a_folder_of_somebody_elses_files_is_no_output(tmp_path, name, capsys, monkeypatch):
    (tmp_path / "wire.xml").write_bytes(RSS % (ITEM % (1, 1)))
    (tmp_path / name).write_text("mine")
    monkeypatch.chdir(tmp_path)
    assert main(["ingest", "wire.xml", "--out", "."]) == 3
    assert f"{name}: an output has a file of that name" in capsys.readouterr().err
    assert (tmp_path / name).read_text() == "mine"
    assert not (tmp_path / "stories").exists()
    for words, answer in (
        (["ingest", "wire.xml", "--out", ""], "names no place"),
        (["show", "--out", "s3://"], "write s3://bucket"),
    ):
        with pytest.raises(SystemExit):
            main(words)
        assert answer in capsys.readouterr().err


@pytest.mark.slow
def test_a_site_takes_no_other_sites_place(out, tmp_path, capsys):
    there = tmp_path / "www"
    for _ in range(2):
        assert main(["site", "--out", str(out), "--to", str(there)]) == 0
    (there / "index.html").write_text("<title>mine</title>")
    assert main(["site", "--out", str(out), "--to", str(there)]) == 2
    assert "has pages of another site" in capsys.readouterr().err
    assert (there / "index.html").read_text() == "<title>mine</title>"


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["explain", "4f1f"], "first six digits or more"),
        (["deadletters", "retry", "--out", "nowhere"], "no output of newsbeam there"),
    ],
)
def test_words_that_find_nothing_say_how_to_write_them(out, words, answer, capsys, monkeypatch):
    monkeypatch.chdir(out.parent)
    assert main(words) == 2
    assert answer in capsys.readouterr().err
    assert not (out.parent / "nowhere").exists()


def test_doctor_names_a_file_that_may_not_be_read_and_goes_on(out, monkeypatch, capsys):
    (file,) = (out / "stories").rglob("*.parquet")

    def refused(path, **_):
        raise PermissionError(13, f"Failed to open local file '{path}'. Detail: [errno 13] Permission denied")

    monkeypatch.setattr(published_file.pq, "read_metadata", refused)
    assert main(["doctor", "--out", str(out)]) == 3
    said = capsys.readouterr().out
    assert f"BAD   stories             {file}: not permitted; give this user the right to it" in said
    assert "landing" in said


@pytest.mark.parametrize(
    ("words", "place"),
    [(["ingest", "--metrics-file"], "m.prom"), (["export"], "rows.csv"), (["site", "--to"], "www")],
    ids=lambda one: one[0],
)
def test_a_place_that_cannot_be_written_is_not_blamed_on_the_output(out, words, place, capsys, monkeypatch):
    monkeypatch.chdir(out.parent)
    (out.parent / "wire.xml").write_bytes(RSS % (ITEM % (1, 1)))
    (out.parent / "a file").write_text("")
    more = ["wire.xml", "--runner", "inline"] if words[0] == "ingest" else []
    assert main([*words, f"a file/{place}", *more, "--out", "out"]) == 3
    said = capsys.readouterr().err
    assert "a file" in said
    assert said.endswith("or name another place\n")
    assert said.count("\n") == 1
