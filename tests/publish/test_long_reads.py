"""A query that began before a partition of an open day was sealed, and outlives its next growth, reads what it had listed to its end."""

from contextlib import suppress
from types import ModuleType

import duckdb
import pytest
import rooms
from batches_made import NOON, put, stage, story

from newsbeam.pipeline.dataset.reading import Room
from newsbeam.pipeline.dataset.views import definitions
from newsbeam.pipeline.publish import open_days
from newsbeam.pipeline.publish.commit import write_commit
from newsbeam.pipeline.publish.rows import publish
from newsbeam.pipeline.publish.seal import seal_partition

COUNTRIES = ["BD", "IN", "LK", "NA", "NO", "PK"]
EACH = 70
"""Rows of a partition: of fewer than 64, DuckDB would gather those of several files before it passes them on."""
DAY = NOON.date().isoformat()
pytestmark = pytest.mark.slow


@pytest.fixture
def under_way(out, state):
    """An output whose one day is open, for a run died before it put the day on the list."""
    put(out, state, "b0001", *(story(f"{n}{one}", country=one) for one in COUNTRIES for n in range(EACH)))
    dies(out, 2)
    assert [one.part for one in Room.of(out.stories).read()] == ["open"]
    return out


def dies(out, number):
    commit = stage(out, f"b{number:04}", [story(f"more{number}", country=COUNTRIES[-1])], published_at=NOON)
    write_commit(out, commit)

    def die(name):
        if name == "before_enlist":
            raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch, suppress(KeyboardInterrupt):
        patch.setattr(open_days, "failpoint", die)
        publish(out, commit)


def seal_and_grow(out, number):
    """Every partition gets files of other names, and then one of them more rows."""
    for country in COUNTRIES:
        assert seal_partition(out, DAY, country)
    dies(out, number)


def test_duckdb_reads_to_the_end(under_way):
    rooms.finished(under_way.stories)
    with duckdb.connect() as conn:
        conn.execute("SET threads = 1")
        conn.execute(definitions("duckdb", str(under_way.stories)))
        met = []

        def meanwhile(story_id):
            if not met:
                seal_and_grow(under_way, 3)
            met.append(story_id)
            return True

        conn.create_function("meanwhile", meanwhile, ["VARCHAR"], "BOOLEAN", side_effects=True)
        found = conn.execute("SELECT story_id FROM stories WHERE meanwhile(story_id)").fetchall()
        assert len(found) == len(set(met)) == len(COUNTRIES) * EACH + 1
        assert conn.execute("SELECT count(*) FROM stories").fetchall() == [(len(COUNTRIES) * EACH + 2,)]
    rooms.check(under_way)


def test_polars_reads_to_the_end(under_way):
    views = ModuleType("polars_views")
    exec(compile(definitions("polars", str(under_way.stories)), "polars_views.py", "exec"), views.__dict__)
    reading = views.stories().select("story_id")  # has listed its files, and opened none
    seal_and_grow(under_way, 3)
    assert reading.collect().n_unique() == len(COUNTRIES) * EACH + 1
    assert views.stories().select("story_id").collect().n_unique() == len(COUNTRIES) * EACH + 2
    rooms.check(under_way)


def test_what_was_sealed_is_shown_under_its_old_names_as_long_as_it_may_be_listed(under_way, monkeypatch):
    room = Room.of(under_way.stories)
    seal_and_grow(under_way, 3)
    first, second = sorted((room.open / f"date={DAY}").iterdir())
    assert {path.readlink().parent.name for path in first.iterdir()} == {"sealed"}
    assert {path.readlink().parent.name for path in second.iterdir()} == {f"date={DAY}"}
    monkeypatch.setattr(open_days, "GRACE", 0)
    for country in COUNTRIES:
        seal_partition(under_way, DAY, country)  # the one that grew
    open_days._wait(open_days.now() + 1)
    for _ in range(2):  # the links in force show the sealed partition under its old name: other ones are listed, then these go
        open_days.tidy(room)
        rooms.check(under_way)
        open_days._wait(room.lists()[-1] + 1)
    assert len(list((room.open / f"date={DAY}").iterdir())) == 1
    assert list((room.root / "sealed").iterdir()) == []
    rooms.check(under_way)
