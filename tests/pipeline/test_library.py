"""`import newsbeam`: quick, lazy, complete; its examples run."""

import doctest
import importlib
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from newsroom import BODIES, NOON, item, run, write

import newsbeam
from newsbeam.schemas.errors import OutputError, UsageError

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
FRESH = """
import sys, time
begin = time.process_time()
import newsbeam
assert time.process_time() - begin < 0.5
heavy = {"apache_beam", "pyarrow", "duckdb", "polars", "numpy", "lxml"} & set(sys.modules)
assert not heavy, heavy
newsbeam.Item, newsbeam.Story, newsbeam.Feed, newsbeam.Document, newsbeam.NewsbeamError, newsbeam.__version__
assert "apache_beam" not in sys.modules
newsbeam.STORY_SCHEMA, newsbeam.open_dataset
assert "apache_beam" not in sys.modules
newsbeam.ParseDocuments
assert "apache_beam" in sys.modules
"""


def test_nothing_is_imported_before_it_is_asked_for():
    subprocess.run([sys.executable, "-c", FRESH], check=True, capture_output=True)


def test_every_name_is_there_and_on_the_page():
    assert 14 <= len(newsbeam.__all__) <= 20
    for name in newsbeam.__all__:
        assert getattr(newsbeam, name) is not None
        assert name in dir(newsbeam)
        assert f"`{name}" in PAGE or f"newsbeam.{name}" in PAGE, name
    with pytest.raises(AttributeError, match=r"docs/python\.md"):
        _ = newsbeam.no_such_name


def test_type_checkers_see_what_is_there():
    """The branch that only they read names the very objects."""
    source = inspect.getsource(newsbeam)
    named = re.findall(r"^    from (newsbeam\.\S+) import (\w+) as \2$", source, re.MULTILINE)
    assert {name for _, name in named} | {"__version__"} == set(newsbeam.__all__)
    for module, name in named:
        assert getattr(importlib.import_module(module), name) is getattr(newsbeam, name)


@pytest.mark.parametrize("name", [name for name in newsbeam.__all__ if name not in ("STORY_SCHEMA", "__version__")])
def test_the_docstrings_example_runs(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = doctest.DocTestFinder(recurse=False).find(getattr(newsbeam, name), name, globs={}, module=False)
    assert found
    assert sum(len(test.examples) for test in found) >= 2
    runner = doctest.DocTestRunner()
    for test in found:
        assert runner.run(test).failed == 0


def blocks(page: str) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


def test_the_pages_examples_run_in_their_order(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, object] = {"__name__": "page"}
    for code in blocks(PAGE):
        exec(compile(code, "docs/python.md", "exec"), namespace)
    assert capsys.readouterr().out.startswith("not_a_feed ")
    assert len(blocks(PAGE)) == 3


def test_the_readmes_ten_lines_run_from_files_to_parquet_by_date_and_country(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wire").mkdir()
    write(tmp_path / "wire", "kestrel", *(item("k.example", n + 1, text) for n, text in enumerate(BODIES)))
    (code,) = [one for one in blocks(README) if "MatchFiles" in one]
    assert len([line for line in code.splitlines() if line.strip()]) <= 16
    exec(compile(code, "README.md", "exec"), {"__name__": "readme"})
    assert sorted(str(path.parent.relative_to(tmp_path)) for path in tmp_path.rglob("*.parquet")) == [
        "wire-table/stories/date=2026-05-03/country=KE",
    ]


def test_a_dataset_opens_in_three_libraries_and_says_the_same(desk):
    run(desk)
    write(desk, "kestrel", item("kestrel.example", 1, BODIES[0].replace("nine", "twelve")), item("kestrel.example", 2, BODIES[1]))
    from datetime import timedelta

    run(desk, at=NOON + timedelta(hours=1))
    table = newsbeam.open_dataset(desk / "out")
    for tellings, count in (("current", 4), ("all", 5)):
        relation, frame, dataset = table.duckdb(tellings), table.polars(tellings), table.arrow(tellings)
        columns = ["story_id", "telling_id", "revision", "date", "country", "headline"]
        cells = sorted(relation.project(", ".join(columns)).fetchall())
        assert len(cells) == count
        assert sorted(frame.select(columns).collect().rows()) == cells
        assert sorted(tuple(row.values()) for row in dataset.to_table(columns).to_pylist()) == cells
    schema = table.arrow("all").schema
    assert (schema.field("date").type, schema.field("country").type) == (pa.date32(), pa.string())
    inside = newsbeam.open_dataset(desk / "out" / "stories")
    assert inside.duckdb().aggregate("count(*)").fetchall() == [(4,)]


def test_a_caller_may_bring_a_connection_and_must_name_what_there_is(desk, tmp_path):
    import duckdb

    run(desk)
    table = newsbeam.open_dataset(desk / "out")
    with duckdb.connect() as mine:
        assert table.duckdb(connection=mine).aggregate("count(*)").fetchall() == [(4,)]
        assert mine.sql("SELECT count(*) FROM clusters").fetchall() == [(4,)]
    with pytest.raises(UsageError, match="'current' and 'all'"):
        table.duckdb("newest")
    with pytest.raises(OutputError, match=r"no stories/ in it"):
        newsbeam.open_dataset(tmp_path / "nowhere")


def test_without_polars_the_error_says_what_is_left(desk, monkeypatch):
    run(desk)
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(newsbeam.NewsbeamError, match=r"install polars, or ask for \.duckdb\(\) or \.arrow\(\)"):
        newsbeam.open_dataset(desk / "out").polars()
