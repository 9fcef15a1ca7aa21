"""An output made by newsbeam 0.1, gone on with by this one: published ids stay, known bytes give no row, and nothing new is doubled."""

import sys
import tarfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from make_fixture import MOVED, feeds

from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.runs.ingest import ingest
from newsbeam.pipeline.runs.options import IngestOptions
from newsbeam.pipeline.runs.rebuild import rebuild_state

LATER = datetime(2026, 5, 6, 12, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path):
    with tarfile.open(Path(__file__).parent / "made_by_0_1.tar.gz") as made:
        made.extractall(tmp_path, filter="data")
    return tmp_path


def run(desk, hours=0, **more):
    feeds(desk, **(MOVED | more))
    at = LATER + timedelta(hours=hours)
    return ingest(IngestOptions(out=desk / "out", feeds=desk / "feeds.toml", as_of=at, fixed_clock=True, due_all=True)).totals


def ask(desk, query):
    source = f"read_parquet('{desk}/out/stories/*/*/*.parquet', hive_partitioning=true, union_by_name=true)"
    return duckdb.sql(query.replace("stories", source)).fetchall()


KEYS = "SELECT story_id, telling_id, revision, date, country FROM stories ORDER BY ALL"


def test_what_0_1_did_wrong_is_in_it(desk):
    assert ask(desk, "SELECT count(DISTINCT story_id) FROM stories WHERE feed_id = 'heron'") == [(1,)]  # of two posts
    assert ask(desk, "SELECT count(*), count(DISTINCT (story_id, revision)) FROM stories WHERE feed_id = 'reef'") == [(2, 1)]


@pytest.mark.slow
@pytest.mark.parametrize("lost", [False, True])
def test_known_bytes_give_no_row_and_published_rows_stay(desk, lost):
    before = ask(desk, KEYS)
    if lost:
        out = Output(desk / "out")
        for path in out.state.glob("newsbeam.db*"):
            path.unlink()
        out.prepare()
        with out.lock():
            rebuild_state(out, LATER)
    result = run(desk)
    assert (result.new, result.revisions, result.dead_letters) == (0, 0, 0)
    assert ask(desk, KEYS) == before


@pytest.mark.slow
def test_what_comes_after_is_named_as_it_should_be(desk):
    before = ask(desk, KEYS)
    # The site has moved to https, the live blog has a third post and corrects its first, the pier's date moves once more.
    result = run(
        desk,
        start="https://www.",
        posts=("p1", "p2", "p3"),
        texts={"p1": "Another text altogether."},
        moved="Thu, 01 Jan 2015 09:00:00 GMT",
        title="The pier opens again",
    )
    assert (result.new, result.revisions) == (1, 2)
    after = ask(desk, KEYS)
    assert set(before) < set(after)
    (flashes,) = ask(desk, "SELECT count(DISTINCT story_id), count(*) FROM stories WHERE feed_id = 'heron'")
    assert flashes == (2, 4)  # two posts stay in the story that they were published in; the third has its own
    fresh = sorted(set(after) - set(before), key=lambda row: row[2])
    assert [row[2] for row in fresh] == [1, 2, 3]
    (pier,) = [row for row in fresh if row[2] == 2]
    assert (str(pier[3]), pier[0]) == ("2026-01-05", next(row[0] for row in before if str(row[3]) == "2026-01-05"))
    result = run(
        desk,
        1,
        start="https://www.",
        posts=("p1", "p2", "p3"),
        texts={"p1": "Another text altogether."},
        moved="Sun, 01 Feb 2015 09:00:00 GMT",
        title="The pier opens again",
    )
    assert (result.new, result.revisions) == (0, 0)  # the text is the same: a moved date is no revision
