"""A run with nothing to do costs nothing: no stage, no reader of feeds, no Arrow and no Beam is imported."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

CODE = """
import sys
from newsbeam.pipeline.cli import main
assert main(sys.argv[1:]) == 0
heavy = "apache_beam pyarrow numpy duckdb httpx2 lxml rich pandas asyncio newsbeam.connectors.formats newsbeam.pipeline.text"
print("imported:", len(sys.modules), *(name for name in heavy.split() if name in sys.modules))
"""
MODULES = 400
"""Of Python's and ours, 337 here (68 before the first line); a run that publishes has 1,000. They are most of what such a run costs: 0.22 s."""
FEED = """<rss version="2.0"><channel><title>Desk</title><item><guid>a-1</guid><title>Bridge reopens after repairs in the north</title>
<link>https://desk.example/a-1</link><pubDate>Tue, 10 Mar 2026 09:00:00 GMT</pubDate>
<description>The bridge was reopened to traffic on Tuesday, the ministry said.</description></item></channel></rss>"""


def test_a_run_with_nothing_due_imports_neither_stages_nor_libraries(tmp_path):
    (tmp_path / "desk.xml").write_text(FEED)
    (tmp_path / "feeds.toml").write_text('[[feed]]\nid = "desk"\npath = "desk.xml"\ninterval = "1h"\n')
    words = ["ingest", "--feeds", str(tmp_path / "feeds.toml"), "--out", str(tmp_path / "out"), "--runner", "inline", "--as-of"]

    def imported(minute: int) -> tuple[int, list[str]]:
        command = [sys.executable, "-c", CODE, *words, f"2026-03-10T{12 + minute // 60}:{minute % 60:02}:00Z"]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        count, *heavy = said.rpartition("imported:")[2].split()
        return int(count), heavy

    assert "pyarrow" in imported(0)[1]  # so that the second run's nothing means something
    count, heavy = imported(5)
    assert heavy == []
    assert count < MODULES
    _, asked = imported(120)
    assert "asyncio" in asked  # the feed was read again, and is the same
    assert {"pyarrow", "pandas", "apache_beam"}.isdisjoint(asked)
    assert len(list((tmp_path / "out" / "stories").glob("date=*/country=*/*.parquet"))) == 1
