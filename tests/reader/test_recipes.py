"""The recipes of docs/analysts.md run as they are printed."""

import re
from pathlib import Path

import duckdb
import pytest
import reader_rows as rows

from newsbeam.pipeline.dataset.dimensions import FEED_SCHEMA, PROVIDER_SCHEMA, write_dimensions
from newsbeam.pipeline.publish.letters import LETTER_SCHEMA
from newsbeam.schemas.feed import Feed

PAGE = (Path(__file__).parents[2] / "docs" / "analysts.md").read_text(encoding="utf-8")
PYTHON = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
# Spark's own are run in Spark, by tests/publish/test_spark.py.
DUCKDB = re.sub(r"^## Spark$.*?(?=^## )", "", PAGE, flags=re.MULTILINE | re.DOTALL)
SQL = re.findall(r"^```sql\n(.*?)^```$", DUCKDB, re.MULTILINE | re.DOTALL)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    from newsbeam.pipeline.dataset.views import write_reader_files

    write_reader_files(rows.write(tmp_path / "out"))
    # The rows' own feed is called as `reader_rows` fills a column that nothing was said of.
    write_dimensions(tmp_path / "out", [Feed(id="x", provider="wire.example", path="drop", home_country="PK")], {})
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("code", PYTHON)
def test_python(here: Path, code: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(code, "analysts.md", "exec"), {})
    assert "NA" in capsys.readouterr().out


@pytest.mark.parametrize("text", SQL)
def test_sql(here: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    conn = duckdb.connect()
    if "read_parquet" not in text:
        monkeypatch.chdir(here / "out")  # the views' paths begin there, and so do the page's: nothing else may be set
        conn.execute(Path("views.sql").read_text())
    for statement in text.replace("20260312T120000Z-0000", rows.FIRST).replace("'...'", "'grain'").split(";"):
        if statement.strip() and not all(line.startswith("--") for line in statement.strip().splitlines()):
            assert conn.execute(statement).fetchall() or "unnest" in statement


def test_what_lies_beside_the_table_is_named_column_by_column(here: Path) -> None:
    conn = duckdb.connect()
    conn.execute("SET file_search_path = 'out'")
    conn.execute((here / "out" / "views.sql").read_text())
    has = {name: [row[0] for row in conn.sql(f"DESCRIBE SELECT * FROM {name}").fetchall()] for name in ("clusters", "batches()")}
    has |= {
        "feeds.parquet": FEED_SCHEMA.names,
        "providers.parquet": PROVIDER_SCHEMA.names,
        "dead_letters/*/*.parquet": LETTER_SCHEMA.names,
    }
    named = dict(re.findall(r"^\| `([^`]+)` \| (.*) \|$", PAGE.split("## Beside the table")[1], re.MULTILINE))
    for table, columns in has.items():
        assert set(re.findall(r"`(\w+)`", named[table])) == set(columns), table
