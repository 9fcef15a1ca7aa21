"""Settled days: whatever is published, settled, sealed, purged and tidied in whatever order, the views show what stories/ holds."""

import random
import shutil
import sys
from collections import Counter
from contextlib import contextmanager, suppress
from datetime import timedelta

import duckdb
import pyarrow.parquet as pq
import pytest
import rooms
from batches_made import NOON, digits, stage, story

from newsbeam.pipeline.dataset import reading
from newsbeam.pipeline.dataset.reading import Room
from newsbeam.pipeline.dataset.shown_rows import differing
from newsbeam.pipeline.dataset.views import definitions, write_reader_files
from newsbeam.pipeline.publish import day_files, in_order, open_days, passing_rows, settle
from newsbeam.pipeline.publish.commit import write_commit
from newsbeam.pipeline.publish.finish import finish, seal_due
from newsbeam.pipeline.publish.purge import purge
from newsbeam.pipeline.publish.rows import publish

pytestmark = pytest.mark.slow

DAYS = [NOON - timedelta(days=n) for n in range(5)]


def put(out, state, number, *stories, at=NOON, dying=None):
    commit = stage(out, f"b{number:04}", stories, published_at=at)
    write_commit(out, commit)
    if dying:
        died(out, commit, dying)
        rooms.check(out)
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
    if chance.random() < 0.5:
        monkeypatch.setattr(in_order, "GROUP_ROWS", 2)
        monkeypatch.setattr(settle, "AT_ONCE", 2)
    at = NOON
    for number in range(1, 13):
        step = chance.choice(["put", "put", "settle", "seal", "purge", "die"])
        if step in ("put", "die"):
            where = chance.choice(["before_unlist", "after_unlist", "mid_late", "before_enlist", "after_enlist"])
            put(out, state, number, *some(chance, number), at=at, dying=where if step == "die" else None)
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


def test_a_day_is_one_file_and_what_comes_later_small_ones_beside_it(out, state):
    put(out, state, 1, *(story(f"s{n}", country=("PK", "NA")[n % 2]) for n in range(100)))
    room = Room.of(out.stories)
    assert [(one.part, one.clean) for one in room.read()] == [("current", True), ("days", True)]
    put(out, state, 2, story("late"))
    assert [(one.part, one.clean) for one in room.read()] == [("days", False), ("days", False)]
    assert rows_in(room) == [1, 100]
    assert settle.settle_due(out, "2026-03-10") == ()
    for number in range(3, 3 + reading.MANY_LATE):
        put(out, state, number, story(f"late{number}"))
    rooms.check(out)
    assert settle.settle_due(out, "2026-03-10") == ("2026-03-10",)
    assert rows_in(room) == [1 + reading.MANY_LATE, 100]  # the small ones are one
    rooms.check(out)
    put(out, state, 50, *(story(f"more{n}") for n in range(30)))
    for number in range(51, 51 + reading.MANY_LATE):
        put(out, state, number, story(f"last{number}"))
    assert settle.settle_due(out, "2026-03-10") == ("2026-03-10",)
    assert rows_in(room) == [131 + 2 * reading.MANY_LATE]  # they hold a quarter of the day: all is one
    assert [one.clean for one in room.read()] == [True, True]
    rooms.check(out)


def test_a_large_day_that_grows_is_made_anew_only_when_its_late_files_are_many_and_large(out, state, monkeypatch):
    monkeypatch.setattr(settle, "MANY", 20)
    monkeypatch.setattr(settle, "AT_ONCE", 7)
    put(out, state, 1, *(story(f"s{n}") for n in range(30)))
    room, seen, whole = Room.of(out.stories), [], 0
    for number in range(2, 76):
        put(out, state, number, *(story(f"late{number}x{n}") for n in range(3)))
        before = rows_in(room)
        settle.settle_due(out, "2026-03-10")
        now = rows_in(room)
        seen.append(len(now))
        whole += len(now) == 1 < len(before)
        assert sum(now) == 30 + 3 * (number - 1)
        assert number % 20 or rooms.check(out) is None
    assert max(seen) <= 1 + reading.MANY_LATE
    assert 1 <= whole <= 2, "74 batches: by eights it would be eight times"
    rooms.check(out)


def rows_in(room):
    return sorted(pq.read_metadata(room.root / "days" / one.file).num_rows for one in room.read() if one.part == "days")


def test_a_large_country_is_settled_in_portions_and_each_story_is_current_once(out, state, monkeypatch):
    monkeypatch.setattr(in_order, "GROUP_ROWS", 7)
    monkeypatch.setattr(settle, "AT_ONCE", 5)
    put(out, state, 1, *(story(f"s{n}", country="PK" if n % 8 else "NA") for n in range(48)))
    put(out, state, 2, *(story(f"s{n}", 2, country="PK" if n % 8 else "NA") for n in range(0, 48, 2)))
    put(out, state, 3, *(story(f"s{n}", 3, country="PK", pub_status="canceled") for n in range(1, 48, 9)))
    settle.settle(out, [NOON.date().isoformat()])
    rooms.check(out)
    day = max(Room.of(out.stories).root.glob(f"days/date={NOON.date()}/*.parquet"), key=lambda path: reading.made_at(path.name))
    metadata = pq.read_metadata(day)
    assert max(metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)) < 7 + 5
    countries = pq.read_table(day, columns=["country"]).column("country").to_pylist()
    assert countries == sorted(countries)
    assert set(countries) == {"NA", "PK"}


def test_large_days_are_settled_one_at_a_time(out, state, monkeypatch):
    old = [NOON - timedelta(days=n) for n in (5, 6, 7)]
    put(out, state, 1, *(story(f"s{n}", at=old[n % 3]) for n in range(6)))
    days = [day.date().isoformat() for day in old]
    monkeypatch.setattr(settle, "BYTES", 1)
    assert [settle.settle_due(out, days[0]) for _ in range(4)] == [(days[0],), (days[1],), (days[2],), ()]
    rooms.check(out)


def test_a_day_that_is_quiet_is_made_one_file(out, state, monkeypatch):
    put(out, state, 1, *(story(f"s{n}") for n in range(100)))
    put(out, state, 2, story("late"))
    assert settle.settle_due(out, "2026-03-10") == ()
    for module in (reading, settle):
        monkeypatch.setattr(module, "QUIET", 0)
    assert settle.settle_due(out, "2026-03-10") == ("2026-03-10",)
    assert rows_in(Room.of(out.stories)) == [101]
    rooms.check(out)


def test_a_day_of_which_a_run_died_is_read_from_stories_and_settled_when_it_is_over(out, state):
    commit = stage(out, "b0001", [story("a")], published_at=NOON)
    write_commit(out, commit)
    died(out, commit, "before_enlist")
    room = Room.of(out.stories)
    assert [one.part for one in room.read()] == ["open"]
    rooms.check(out)
    publish(out, commit)
    finish(out, state, commit)
    assert [one.part for one in room.read()] == ["open"]
    rooms.check(out)
    assert settle.settle_due(out, "2026-03-09") == ()
    assert settle.settle_due(out, "2026-03-10") == ("2026-03-10",)
    assert rows_in(room) == [1]
    rooms.check(out)


def died(out, commit, at, nth=1):
    """Publish, and die when the batch comes by this point so often, where it does."""
    passed = Counter()

    def fail(name):
        passed[name] += 1
        if name == at and passed[name] == nth:
            raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch, suppress(KeyboardInterrupt):
        for module in (open_days, passing_rows):
            patch.setattr(module, "failpoint", fail)
        publish(out, commit)


def test_a_text_is_kept_once_and_shown_as_it_is(out, state):
    texts = {
        "a": ("Body.", "Sum.", "Body."),
        "b": (None, "Sum.", "Sum."),
        "c": ("Body.", None, "Apart."),
        "d": ("Body.", None, None),
    }
    put(out, state, 1, *(story(name, body_text=b, summary=s, text=t) for name, (b, s, t) in texts.items()))
    room = Room.of(out.stories)
    (file,) = (one.file for one in room.read() if one.part == "days")
    rows = pq.ParquetFile(room.root / "days" / file).read().to_pylist()
    assert sorted((row["text_is"] or "", row["text_apart"] or "") for row in rows) == [
        ("", "Apart."),
        ("body_text", ""),
        ("body_text", ""),
        ("summary", ""),
    ], "a text that is not there is the body's"
    rooms.check(out)


def test_a_purge_reaches_the_settled_day_and_leaves_no_old_file(out, state):
    put(out, state, 1, story("secret"), story("other"))
    settle.settle_due(out, "2026-03-10")
    assert purge(out, state, digits("story", "secret"), anyway=True)
    rooms.check(out)
    for path in (out.root / "reading").rglob("*.parquet"):
        table = pq.ParquetFile(path).read()
        for name in {"body_text", "text", "text_apart", "headline"} & set(table.schema.names):
            assert "secret" not in str(table.column(name).to_pylist()), path


def test_a_folder_of_another_form_is_made_anew(out, state):
    put(out, state, 1, *(story(f"s{n}") for n in range(100)), story("a", at=DAYS[3]))
    settle.settle_due(out, "2026-03-10")
    room = Room.of(out.stories)
    old_views = definitions("duckdb", str(out.stories)).replace(reading.LISTS, "manifest")
    shutil.copytree(room.listing, room.root / "manifest")  # as it was in the form before: no line names an open day
    shutil.rmtree(room.listing)
    for path in (room.root / "days").rglob("0*.parquet"):
        pq.write_table(pq.ParquetFile(path).read().drop_columns("text_is"), path)
    rooms.check(out)  # nothing that can be read: the views are over stories/
    put(out, state, 2, story("b"))
    assert [(one.part, one.date) for one in room.read()] == [("open", "2026-03-07"), ("open", "2026-03-10")]
    assert {path.name for path in room.root.iterdir()} == {"current", "days", "lists-3", "open", "schema"}
    rooms.check(out)
    assert settle.settle_due(out, "2026-03-10")
    rooms.check(out)
    with duckdb.connect() as conn, pytest.raises(duckdb.Error, match="manifest"):
        conn.execute(old_views)


def test_what_nobody_can_have_listed_any_more_goes(out, state, monkeypatch):
    put(out, state, 1, story("a"))
    settle.settle_due(out, "2026-03-10")
    room = Room.of(out.stories)
    assert (room.open / "date=2026-03-10").is_dir()  # for queries that began before it was settled
    put(out, state, 2, story("b"))
    assert len(room.lists()) == 5
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
    (room.listing / f"{open_days.now() + 10**9:020}.csv").write_text("part,date,file,clean\nnone,0001-01-01,none,0\n")
    rooms.check(out)
    put(out, state, 2, story("b"))  # the clock was set back, it seems: that list goes
    assert room.lists()[-1] < open_days.now() + 10**6
    rooms.check(out)


@pytest.mark.parametrize(("where", "nth"), [("before_future_lists_go", 1), *(("mid_future_lists_go", n) for n in range(1, 8))])
@pytest.mark.parametrize("later", [0, 3_600_000_000], ids=["set back still", "set right again"])
def test_a_kill_while_lists_of_the_future_go_leaves_the_newest_that_says_all(out, state, monkeypatch, where, nth, later):
    """The clock was an hour ahead for three batches. Whenever the next run dies, whatever list is the newest then names all rows."""
    clock = open_days.now
    monkeypatch.setattr(open_days, "now", lambda: clock() + 3_600_000_000)
    put(out, state, 1, story("a"), story("b", at=DAYS[1]))
    settle.settle_due(out, "2026-03-10")
    for number in (2, 3):
        put(out, state, number, story(f"c{number}"), story(f"d{number}", at=DAYS[1]))
    room = Room.of(out.stories)
    assert len(room.lists()) == 7
    before = room.read()
    commit = stage(out, "b0004", [story("e")])
    write_commit(out, commit)
    monkeypatch.setattr(open_days, "now", clock)
    died(out, commit, where, nth)
    assert room.read() == before  # and `stories/` have no row more
    assert not differing(room, room.read())
    monkeypatch.setattr(open_days, "now", lambda: clock() + later)
    publish(out, commit)
    finish(out, state, commit)
    assert room.lists()[-1] < open_days.now() + 10**6
    assert not differing(room, room.read())
    if not later:  # engines ask the machine's clock
        rooms.check(out)


def test_the_views_read_while_a_days_file_is_written(out, state, monkeypatch):
    """DuckDB's `*.parquet` finds names that begin with a dot: a half-written file must not end so."""
    put(out, state, 1, story("a", at=DAYS[3]), story("b", at=DAYS[3]))
    monkeypatch.setattr(day_files, "writing", lambda file, schema, how: unfinished(file))
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
