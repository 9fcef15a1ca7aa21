"""Settled days: whatever is published, settled, sealed, purged and tidied in whatever order, the views show what stories/ holds."""

import random
import sys
from contextlib import contextmanager
from datetime import timedelta

import duckdb
import pyarrow.parquet as pq
import pytest
import rooms
from batches_made import NOON, digits, stage, story

from newsbeam.pipeline.dataset import reading
from newsbeam.pipeline.dataset.reading import Room
from newsbeam.pipeline.dataset.views import write_reader_files
from newsbeam.pipeline.publish import open_days, settle
from newsbeam.pipeline.publish.commit import write_commit
from newsbeam.pipeline.publish.finish import finish, seal_due
from newsbeam.pipeline.publish.purge import purge
from newsbeam.pipeline.publish.rows import publish

pytestmark = pytest.mark.slow

DAYS = [NOON - timedelta(days=n) for n in range(5)]


def put(out, state, number, *stories, at=NOON):
    commit = stage(out, f"b{number:04}", stories, published_at=at)
    write_commit(out, commit)
    publish(out, commit)
    finish(out, state, commit)


def some(chance, number):
    """A few stories of the last days, some of them told again, some killed."""
    for n in range(chance.randint(1, 4)):
        name = f"s{chance.randrange(12)}"
        day = DAYS[int(digits(name), 16) % len(DAYS)]
        status = chance.choice(["usable", "usable", "canceled"])
        yield story(name, number, at=day, country=("PK", "NA", "NO")[len(name) % 3], entry=n, pub_status=status)


@pytest.mark.parametrize("seed", range(6))
def test_the_views_show_what_stories_hold_after_every_step(out, state, seed, monkeypatch):
    chance = random.Random(seed)
    monkeypatch.setattr(reading, "MANY_LATE", 2)
    monkeypatch.setattr(sys.modules["newsbeam.pipeline.publish.finish"], "MANY_GROUPS", 2)
    if chance.random() < 0.5:
        monkeypatch.setattr(open_days, "GRACE", 0)
    at = NOON
    for number in range(1, 13):
        step = chance.choice(["put", "put", "settle", "seal", "purge"])
        if step == "put":
            put(out, state, number, *some(chance, number), at=at)
        elif step == "settle":
            settle.settle_due(out, (at - timedelta(days=chance.randint(0, 2))).date().isoformat(), limit=2)
        elif step == "seal":
            at += timedelta(hours=chance.randint(1, 30))
            seal_due(out, state, at)
        else:
            purge(out, state, digits("story", f"s{chance.randrange(12)}"), anyway=True)
        rooms.check(out)
    shown = {one.date for one in Room.of(out.stories).read()}
    assert shown <= {path.name[5:] for path in out.stories.iterdir()}


def test_the_written_views_hold_from_another_folder(out, state):
    put(out, state, 1, *(story(f"s{n}") for n in range(4)))
    settle.settle_due(out, (NOON + timedelta(days=1)).date().isoformat())
    write_reader_files(out.root)
    with duckdb.connect() as conn:
        conn.execute(f"SET file_search_path = '{out.root}'")
        conn.execute((out.root / "views.sql").read_text())
        assert len(Room.of(out.stories).read()) > 0
        for view in ("stories", "stories_current", "current"):
            assert conn.sql(f"SELECT count(*) FROM {view}").fetchall() == [(4,)], view


def test_a_settled_day_is_one_file_and_what_comes_late_a_small_one_beside_it(out, state):
    put(out, state, 1, *(story(f"s{n}", country=("PK", "NA")[n % 2]) for n in range(10)))
    assert settle.settle_due(out, "2026-03-10") == ("2026-03-10",)
    room = Room.of(out.stories)
    assert [(one.part, one.clean) for one in room.read()] == [("current", True), ("days", True)]
    put(out, state, 2, story("late"))
    late = room.read()
    assert [(one.part, one.clean) for one in late] == [("days", False), ("days", False)]
    assert sorted(pq.read_metadata(room.root / "days" / one.file).num_rows for one in late) == [1, 10]
    rooms.check(out)
    for number in range(3, 3 + reading.MANY_LATE):
        put(out, state, number, story(f"late{number}"))
    assert settle.settle_due(out, "2026-03-10") == ("2026-03-10",)
    assert [one.clean for one in room.read()] == [True, True]
    rooms.check(out)


def test_a_purge_reaches_the_settled_day_and_leaves_no_old_file(out, state):
    put(out, state, 1, story("secret"), story("other"))
    settle.settle_due(out, "2026-03-10")
    assert purge(out, state, digits("story", "secret"), anyway=True)
    rooms.check(out)
    for path in (out.root / "reading").rglob("*.parquet"):
        table = pq.ParquetFile(path).read()
        for name in {"body_text", "text", "headline"} & set(table.schema.names):
            assert "secret" not in str(table.column(name).to_pylist()), path


def test_what_nobody_can_have_listed_any_more_goes(out, state, monkeypatch):
    put(out, state, 1, story("a"))
    settle.settle_due(out, "2026-03-10")
    room = Room.of(out.stories)
    assert (room.open / "date=2026-03-10").is_dir()  # for queries that began before it was settled
    put(out, state, 2, story("b"))
    assert len(room.lists()) == 4
    monkeypatch.setattr(open_days, "GRACE", 0)
    open_days._wait(room.lists()[-1] + 1)
    open_days.tidy(room)
    assert len(room.lists()) == 1
    assert not (room.open / "date=2026-03-10").exists()
    rooms.check(out)


def test_a_list_of_a_moment_to_come_is_not_yet_read(out, state, monkeypatch):
    put(out, state, 1, story("a"))
    settle.settle_due(out, "2026-03-10")
    room = Room.of(out.stories)
    (out.root / "reading" / "manifest" / f"{open_days.now() + 10**9:020}.csv").write_text(
        "part,date,file,clean\nnone,0001-01-01,none,0\n"
    )
    rooms.check(out)
    put(out, state, 2, story("b"))  # the clock was set back, it seems: that list goes
    assert room.lists()[-1] < open_days.now() + 10**6
    rooms.check(out)


def test_the_views_read_while_a_days_file_is_written(out, state, monkeypatch):
    """DuckDB's `*.parquet` finds names that begin with a dot: a half-written file must not end so."""
    put(out, state, 1, story("a", at=DAYS[3]), story("b", at=DAYS[3]))
    monkeypatch.setattr(settle, "writing", lambda file, schema: unfinished(file))
    with pytest.raises(KeyboardInterrupt):
        settle.settle_due(out, DAYS[2].date().isoformat())
    rooms.check(out)
    monkeypatch.undo()
    assert settle.settle_due(out, DAYS[2].date().isoformat())
    rooms.check(out)
    assert not [path for path in (out.root / "reading").rglob(".*") if path.name != ".none"]


@contextmanager
def unfinished(file):
    file.write(b"PAR1")
    file.flush()
    raise KeyboardInterrupt
    yield
