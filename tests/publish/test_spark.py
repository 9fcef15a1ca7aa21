"""The shipped views in a real Spark, over days that are settled, got something late, or are open (`make recipes` has pyspark)."""

import re
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
import real_spark
import rooms
from batches_made import NOON, stage, story

from newsbeam.pipeline.dataset.reading import Room
from newsbeam.pipeline.publish import open_days
from newsbeam.pipeline.publish.commit import write_commit
from newsbeam.pipeline.publish.finish import finish
from newsbeam.pipeline.publish.rows import publish
from newsbeam.pipeline.publish.settle import settle

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings(real_spark.LEFT_OPEN)]


@pytest.fixture(scope="module")
def spark():
    with real_spark.session() as session:
        yield session


def define(spark, out):
    rooms.finished(out.stories)
    real_spark.define(spark, out.stories)


def check(spark, out):
    """`stories` and `current` in Spark are what the files hold."""
    tellings = rooms.held(out.stories)
    for view, columns, wanted in (
        ("stories", rooms.COLUMNS, rooms.rows(tellings)),
        ("current", rooms.slim(), rooms.last(tellings)),
    ):
        rows = spark.sql(f"SELECT {', '.join(columns)} FROM {view}").collect()
        assert sorted((tuple(map(rooms.in_utc, row)) for row in rows), key=repr) == wanted, view


def put(out, state, number, *stories):
    commit = stage(out, f"b{number:04}", stories, published_at=NOON)
    write_commit(out, commit)
    publish(out, commit)
    finish(out, state, commit)


def test_spark_shows_what_stories_hold(spark, out, state, monkeypatch):
    days = [NOON - timedelta(days=n) for n in range(4)]
    put(out, state, 1, *(story(f"s{n}", at=days[n % 4], country=("PK", "NA", "NO")[n % 2]) for n in range(12)))
    settle(out, [days[3].date().isoformat()])
    define(spark, out)
    check(spark, out)
    put(out, state, 2, story("s1", 2, at=days[1], country="NA", pub_status="canceled"), story("late", at=days[2]))
    commit = stage(out, "b0003", [story("more", at=days[0])], published_at=NOON)
    write_commit(out, commit)

    def die(name):
        if name == "before_enlist":
            raise KeyboardInterrupt

    with monkeypatch.context() as patch, suppress(KeyboardInterrupt):
        patch.setattr(open_days, "failpoint", die)
        publish(out, commit)
    entries = Room.of(out.stories).read()
    assert {one.part for one in entries} == {"open", "days", "current"}
    define(spark, out)
    check(spark, out)


def test_views_of_a_list_that_is_gone_fail_and_are_made_again(spark, out, state, monkeypatch):
    from pyspark import errors  # where the session is, it is

    put(out, state, 1, *(story(f"s{n}") for n in range(4)))
    define(spark, out)
    monkeypatch.setattr(open_days, "GRACE", 0)
    put(out, state, 2, story("s1", 2))
    room = Room.of(out.stories)
    open_days._wait(room.lists()[-1] + 1)
    open_days.tidy(room)
    for view in ("stories", "stories_current", "current"):
        for statement in (f"SELECT count(*) FROM {view}", f"REFRESH TABLE {view}"):
            with pytest.raises(errors.AnalysisException, match="PATH_NOT_FOUND"):
                spark.sql(statement).collect()
    define(spark, out)
    check(spark, out)


def test_an_older_sparks_statement_reads_stories(spark, out, state):
    """The last of those that docs/analysts.md has for Spark."""
    put(out, state, 1, *(story(f"s{n}", country=("PK", "NA", "NO")[n % 3]) for n in range(6)))
    page = (Path(__file__).parents[2] / "docs" / "analysts.md").read_text("utf-8")
    (statement,) = re.findall(r"^CREATE TEMPORARY VIEW stories USING .*;$", page, re.MULTILINE)
    other = spark.newSession()
    other.sql(statement.rstrip(";").replace("out/stories", str(out.stories)))
    rows = other.sql(f"SELECT {', '.join(rooms.COLUMNS)} FROM stories").collect()
    assert sorted((tuple(map(rooms.in_utc, row)) for row in rows), key=repr) == rooms.rows(rooms.held(out.stories))
