"""Where an output lies: a path that no view can name is refused before anything is there, and one that is there is told in one line."""

import shutil

import duckdb
import polars as pl
import pytest

import newsbeam
from newsbeam.pipeline.cli import main
from newsbeam.schemas.errors import OutputError

pytestmark = pytest.mark.slow

RSS = b"<rss><channel><title>t</title><item><title>Ferry late</title><description>LAGOS - It waits.</description></item></channel></rss>"
UNREADABLE = ["o[1]", "o*", "o?", "{o,p}", "o's", 'the "o"', "o`s", "o\\p", "o\np", "country=PK", "date=2020-01-01"]
READABLE = ["o p", "o;p", "o%20p", "ö", "o]", "o}", "o#1", "$o", "o&p", "o(1)", "o~", "tenant=a"]
READING = [
    ["show"],
    ["stats"],
    ["changes", "--since", "x"],
    ["page", "front"],
    ["export", "rows.csv"],
    ["explain", "0000"],
    ["views"],
]


@pytest.fixture
def wire(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wire.xml").write_bytes(RSS)
    return tmp_path


def ingest(out):
    return main(["ingest", "wire.xml", "--out", str(out), "--runner", "inline", "--as-of", "2026-03-12T12:00:00Z"])


@pytest.mark.parametrize("name", [*UNREADABLE, "~o"])
def test_a_place_that_no_view_can_name_is_refused_before_anything_is_there(wire, name, capsys):
    inside = () if name.startswith("~") else (wire / name, wire / name / "below", f"s3://bucket/{name}")
    for place in (name, f"{name}/below", *inside):
        assert ingest(place) == 2
        said = capsys.readouterr().err
        assert said.endswith("; name another --out\n")
        assert said.count("\n") == 1
    assert [path.name for path in wire.iterdir()] == ["wire.xml"]
    assert main(["copy", "s3://bucket/prefix", name]) == 2
    assert "name another --out" in capsys.readouterr().err


@pytest.mark.parametrize("name", UNREADABLE)
def test_an_output_that_was_moved_there_goes_on_and_reading_it_is_refused_in_one_line(wire, name, capsys):
    assert ingest("out") == 0
    shutil.move("out", name)
    assert ingest(name) == 0
    assert main(["doctor", "--out", name]) == 0
    for words in READING:
        capsys.readouterr()
        assert main([*words, "--out", name]) in (2, 3)
        said = capsys.readouterr().err
        assert said.endswith("; move the output or link to it\n"), words
        assert said.count("\n") == 1
    table = newsbeam.open_dataset(name)
    for ask in (table.duckdb, table.polars):
        with pytest.raises(OutputError, match="link to it"):
            ask()
    # As the message says.
    (wire / "link").symlink_to(name)
    assert main(["show", "--out", "link"]) == 0
    linked = newsbeam.open_dataset("link")
    assert len(linked.duckdb()) == linked.polars().collect().height == 1


@pytest.mark.parametrize("name", READABLE)
def test_any_other_name_is_read_by_every_engine(wire, name, capsys):
    assert ingest(name) == 0
    capsys.readouterr()
    assert main(["show", "--out", name]) == 0
    assert "1 of 1 stories" in capsys.readouterr().out
    table = newsbeam.open_dataset(name)
    assert len(table.duckdb()) == table.polars().collect().height == table.arrow().to_table().num_rows == 1


def test_a_pattern_would_read_a_neighbours_rows(wire):
    """Why `*` is refused though a path with one is found: so are its neighbours."""
    for name in ("o*", "other"):
        (wire / name / "stories").mkdir(parents=True)
        pl.DataFrame({"name": [name]}).write_parquet(wire / name / "stories" / "rows.parquet")
    assert len(duckdb.sql(f"FROM read_parquet('{wire}/o*/stories/*.parquet')")) == 2
    assert pl.scan_parquet(f"{wire}/o*/stories/*.parquet").collect().height == 2
