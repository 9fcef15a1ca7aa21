"""What import-linter cannot say of the rooms: every statement that the state hears stands in connectors/state/."""

import ast
import re
from pathlib import Path

from newsbeam.connectors.state.cursors import TABLES as CURSORS
from newsbeam.connectors.state.database import TABLES as STATE
from newsbeam.connectors.state.polls import TABLES as POLLS

ROOT = Path(__file__).parents[2]
DUCKDB = {
    "pipeline/commands/changes.py",
    "pipeline/commands/explain.py",
    "pipeline/commands/export.py",
    "pipeline/commands/feeds.py",
    "pipeline/commands/filters.py",
    "pipeline/commands/show.py",
    "pipeline/commands/stats.py",
    "pipeline/dataset/opened.py",
    "pipeline/dataset/query.py",
    "pipeline/site/queries.py",
}
"""Who asks DuckDB about the table."""


def executing(folder: str) -> set[str]:
    found = set()
    for path in (ROOT / folder).rglob("*.py"):
        if "execute" not in path.read_text("utf-8"):
            continue
        calls = (node.func for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))
        names = {func.attr for func in calls if isinstance(func, ast.Attribute)}
        if names & {"execute", "executemany", "executescript"}:
            found.add(path.relative_to(ROOT).as_posix())
    return found


def test_only_the_state_speaks_to_the_state():
    assert executing("pipeline") | executing("schemas") == DUCKDB
    assert {name for name in executing("connectors") if not name.startswith("connectors/state/")} == set()


def test_who_asks_duckdb_asks_of_no_table_of_the_state():
    tables = re.findall(r"CREATE TABLE IF NOT EXISTS (\w+)", STATE + CURSORS + POLLS)
    assert "landed" in tables
    ours = re.compile(rf"\b(?:INTO|UPDATE|FROM|JOIN) (?:{'|'.join(sorted(set(tables) - {'dead_letters'}))})\b(?!\()")
    assert [name for name in sorted(DUCKDB) if ours.search((ROOT / name).read_text("utf-8"))] == []
    assert [name for name in sorted(DUCKDB) if "import sqlite3" in (ROOT / name).read_text("utf-8")] == []
