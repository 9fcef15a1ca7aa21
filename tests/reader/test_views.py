"""The same views, the same answers, on every engine."""

from datetime import date
from pathlib import Path
from types import ModuleType

import duckdb
import polars as pl
import pytest
import reader_rows as rows
import real_spark

from newsbeam.pipeline.dataset import views
from newsbeam.pipeline.dataset.views import ENGINES, definitions, write_reader_files

CURRENT = {("grain", 2), ("bread", 1), ("dunes", 1), ("ferry", 1), ("fish", 1)}
CLUSTERS = {("grain", 2, 2, "wire.example", "PK"), ("dunes", 1, 1, "wire.example", "NA")}
CHANGES = [("revision", "grain"), ("kill", "toll")]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rows.write(tmp_path_factory.mktemp("out"))


def test_duckdb(out: Path) -> None:
    conn = duckdb.connect()
    conn.execute(definitions("duckdb", str(out / "stories")))
    assert set(conn.sql("SELECT story_id, revision FROM stories_current").fetchall()) == CURRENT
    found = conn.sql("SELECT cluster_id, members, providers, first_provider, country FROM clusters").fetchall()
    assert set(found) >= CLUSTERS
    assert len(found) == 4
    assert conn.execute("SELECT change, story_id FROM changes(?)", [rows.FIRST]).fetchall() == CHANGES
    days = conn.sql("SELECT DISTINCT date, country FROM stories ORDER BY ALL").fetchall()
    assert days[0] == (date(2026, 3, 9), "JP")
    assert {country for _, country in days} == {"JP", "NA", "NO", "PK", "ZZ"}


def test_polars(out: Path) -> None:
    ours = ModuleType("polars_views")
    exec(compile(definitions("polars", str(out / "stories")), "polars_views.py", "exec"), ours.__dict__)
    current = ours.stories_current().select("story_id", "revision").collect()
    assert set(current.iter_rows()) == CURRENT
    found = ours.clusters().select("cluster_id", "members", "providers", "first_provider", "country").collect()
    assert set(found.iter_rows()) >= CLUSTERS
    assert found.height == 4
    assert list(ours.changes(rows.FIRST).select("change", "story_id").collect().iter_rows()) == CHANGES
    assert set(ours.stories().select("country").unique().collect()["country"]) == {"JP", "NA", "NO", "PK", "ZZ"}
    assert ours.stories().collect_schema()["date"] == pl.Date
    assert "media" in ours.stories().collect_schema()  # though the first file is older than that column
    assert ours.stories().collect().height == 8


@pytest.mark.parametrize("name", sorted(path.name for path in Path(views.__file__).parent.glob("*.sql")))
def test_the_sql_can_be_cut_at_its_semicolons(name: str) -> None:
    text = Path(views.__file__).with_name(name).read_text()
    assert [line for line in text.splitlines() if ";" in line.partition("--")[2]] == []


@pytest.mark.slow
@pytest.mark.filterwarnings(real_spark.LEFT_OPEN)
def test_spark(out: Path) -> None:
    with real_spark.session() as spark:
        real_spark.define(spark, out / "stories")
        current = spark.sql("SELECT story_id, revision FROM stories_current").collect()
        assert {tuple(one) for one in current} == CURRENT
        found = spark.sql("SELECT cluster_id, members, providers, first_provider, country FROM clusters").collect()
        assert {tuple(one) for one in found} >= CLUSTERS
        changed = spark.sql(
            f"SELECT change, story_id FROM changes WHERE published_at > (SELECT published_at FROM batches WHERE batch_id = '{rows.FIRST}')"
        ).collect()
        assert [tuple(one) for one in changed] == CHANGES
        assert {one.country for one in spark.sql("SELECT DISTINCT country FROM stories").collect()} == {
            "JP",
            "NA",
            "NO",
            "PK",
            "ZZ",
        }


def test_the_output_explains_itself(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {path.name for path in write_reader_files(out)} == {"README.md", "croissant.json", "views.sql"}
    assert write_reader_files(out) == ()  # the second time, no file is touched
    monkeypatch.chdir(out)
    conn = duckdb.connect()
    conn.execute((out / "views.sql").read_text())
    assert conn.sql("SELECT count(*) FROM stories_current").fetchall() == [(len(CURRENT),)]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_path_cannot_end_the_text_that_it_stands_in(engine: str) -> None:
    with pytest.raises(ValueError, match="quotes"):
        definitions(engine, "out'); DROP TABLE x; --")
