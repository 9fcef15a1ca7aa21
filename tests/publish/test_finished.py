"""What readers of changes are served: whole batches, each once, in the order in which they were published."""

import re
from datetime import UTC, datetime, timedelta
from types import ModuleType

import duckdb
import pytest
from batches_made import NOON, stage, story

from newsbeam.pipeline.dataset.views import definitions
from newsbeam.pipeline.publish import rows as publishing
from newsbeam.pipeline.publish.commit import write_commit
from newsbeam.pipeline.publish.finish import finish, recover
from newsbeam.pipeline.publish.finished import restore_finished
from newsbeam.pipeline.publish.plan import plan
from newsbeam.pipeline.publish.rows import publish

COUNTRIES = ("NA", "NO", "PK", "ZZ")


def commit_of(out, batch_id, names, at):
    commit = stage(out, batch_id, [story(name, country=c) for name, c in zip(names, COUNTRIES, strict=True)], published_at=at)
    write_commit(out, commit)
    return commit


@pytest.fixture
def first(out, state):
    commit = commit_of(out, "b1", "abcd", NOON)
    publish(out, commit)
    finish(out, state, commit)


@pytest.fixture
def half(out, first, monkeypatch):
    """A second batch whose run dies between two partitions."""
    commit = commit_of(out, "b2", "efgh", NOON + timedelta(hours=1))
    real, renamed = publishing.replace_durably, []

    def dies_at_the_third(aside, target):
        if len(renamed) == 2:
            raise KeyboardInterrupt
        renamed.append(target)
        real(aside, target)

    with monkeypatch.context() as patch:
        patch.setattr(publishing, "replace_durably", dies_at_the_third)
        with pytest.raises(KeyboardInterrupt):
            publish(out, commit)
    return commit


def all_finished(out, at):
    """As if every batch had been finished then."""
    for path in out.batches.glob("*.csv"):
        path.write_text(re.sub(r"(Z,)[^,]+(,\d+\n)", rf"\g<1>{at:%Y-%m-%dT%H:%M:%S.%fZ}\g<2>", path.read_text()))


def by_duckdb(out, since):
    """As a reader sees it who comes later than the five seconds that two clocks may be apart."""
    all_finished(out, NOON - timedelta(days=2))
    with duckdb.connect() as conn:
        conn.execute(definitions("duckdb", str(out.stories)))
        return conn.execute("SELECT batch_id, headline[1], country FROM changes(?)", [since]).fetchall()


def by_polars(out, since):
    views = ModuleType("polars_views")
    exec(compile(definitions("polars", str(out.stories)), "polars_views.py", "exec"), views.__dict__)
    return [(b, h[0], c) for b, h, c in views.changes(since).select("batch_id", "headline", "country").collect().iter_rows()]


READERS = pytest.mark.parametrize("changes", [by_duckdb, by_polars])
SECOND = [("b2", name, country) for name, country in zip("efgh", COUNTRIES, strict=True)]


@READERS
def test_half_a_batch_is_not_served_and_then_all_of_it(out, state, half, changes):
    assert duckdb.sql(f"SELECT count(*) FROM '{out.stories}/**/*.parquet' WHERE batch_id = 'b2'").fetchall() == [(2,)]
    assert changes(out, "b1") == []
    recover(out, state)
    assert changes(out, "b1") == SECOND
    assert changes(out, "b2") == []


@READERS
def test_lost_lines_are_made_anew_without_the_half_of_a_batch(out, state, half, changes):
    for path in out.batches.iterdir():
        path.unlink()
    restore_finished(out)
    assert changes(out, "b1") == []
    recover(out, state)
    assert changes(out, "b1") == SECOND


def test_a_batch_that_finished_this_moment_waits_for_the_next_query(out, state, first):
    commit = commit_of(out, "b2", "efgh", NOON + timedelta(hours=1))
    publish(out, commit)
    finish(out, state, commit)
    with duckdb.connect() as conn:
        conn.execute(definitions("duckdb", str(out.stories)))
        assert [row[0] for row in conn.execute("SELECT rows FROM batches() ORDER BY published_at").fetchall()] == [4, 4]
        all_finished(out, datetime.now(UTC) + timedelta(seconds=4))
        assert conn.execute("SELECT count(*) FROM changes('b1')").fetchall() == [(0,)]  # two clocks may be seconds apart
        with pytest.raises(duckdb.Error, match="no finished batch b9"):
            conn.execute("FROM changes('b9')").fetchall()


def test_a_line_is_written_once_and_counts_what_the_dead_run_had_published(out, state, half):
    (staged,) = [one for one in out.staging.iterdir() if one.is_dir()]
    assert (plan(out, half).fresh, plan(out, half).rows) == (2, 4)
    recover(out, state)
    finish(out, state, stage(out, "b2", [], published_at=half.published_at))
    lines = [line.split(",") for path in out.batches.glob("*.csv") for line in path.read_text().splitlines()[1:]]
    assert [(line[0], line[3]) for line in lines] == [("b1", "4"), ("b2", "4")]
    assert not staged.exists()
