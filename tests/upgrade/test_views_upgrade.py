"""The views over files of two schema versions: what version 1 lacks is null, and the rows are those of the files."""

import sys
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "publish"))
import rooms
from batches_made import stage, story

from newsbeam.connectors.state.database import open_state
from newsbeam.pipeline.cli import main
from newsbeam.pipeline.dataset import reading
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.views import definitions
from newsbeam.pipeline.publish import settle
from newsbeam.pipeline.publish.commit import write_commit
from newsbeam.pipeline.publish.finish import finish
from newsbeam.pipeline.publish.rows import publish

pytestmark = pytest.mark.slow

LATER = datetime(2026, 5, 6, 12, tzinfo=UTC)


@pytest.fixture
def out(tmp_path):
    with tarfile.open(Path(__file__).parent / "made_by_0_1.tar.gz") as made:
        made.extractall(tmp_path, filter="data")
    return Output(tmp_path / "out")


def test_older_files_beside_newer_ones_in_views_and_settled_days(out):
    rooms.check(out)  # version 1 alone, and no reading room
    folder = next(path for path in sorted(out.stories.glob("date=*/country=*")))
    day, country = datetime.fromisoformat(folder.parent.name[5:]).replace(tzinfo=UTC, hour=9), folder.name[8:]
    fresh = [story("fresh", at=day, country=country, text="The text."), story("elsewhere", at=LATER)]
    commit = stage(out, "b1", fresh, published_at=LATER)
    write_commit(out, commit)
    publish(out, commit)
    conn = open_state(out.database)
    finish(out, conn, commit)
    conn.close()
    assert len(list(folder.glob("*.parquet"))) == 2  # a file of version 1 is never extended
    rooms.check(out)
    assert settle.settle_due(out, "2026-12-31", limit=100)
    rooms.check(out)
    with duckdb.connect() as db:
        db.execute(definitions("duckdb", str(out.stories)))
        cells = db.sql("SELECT headline LIKE 'fresh%', text, partition_country FROM stories ORDER BY published_at").fetchall()
    assert (True, "The text.", country) in cells
    assert cells[0][1:] == (None, None)  # of version 1


def test_a_run_that_brings_nothing_writes_the_views_of_its_reading_room(tmp_path, monkeypatch):
    (tmp_path / "desk.xml").write_text(
        "<rss version='2.0'><channel><title>Desk</title><item><guid>a-1</guid><title>Bridge reopens</title>"
        "<pubDate>Tue, 10 Mar 2026 09:00:00 GMT</pubDate></item></channel></rss>"
    )
    (tmp_path / "feeds.toml").write_text('[[feed]]\nid = "desk"\npath = "desk.xml"\ninterval = "1h"\n')
    words = ["ingest", "--feeds", str(tmp_path / "feeds.toml"), "--out", str(tmp_path / "out"), "--runner", "inline", "--as-of"]
    assert main([*words, "2026-03-10T12:00:00Z"]) == 0
    views, room = tmp_path / "out" / "views.sql", tmp_path / "out" / "reading"
    views.write_text(views.read_text().replace(reading.LISTS, "lists-1"))  # as an older newsbeam left them
    (room / reading.LISTS).rename(room / "lists-1")
    assert main([*words, "2026-03-10T12:05:00Z"]) == 0  # nothing is due
    monkeypatch.chdir(tmp_path / "out")
    with duckdb.connect() as db:
        db.execute(views.read_text())
        assert db.sql("SELECT headline FROM stories").fetchall() == [("Bridge reopens",)]
