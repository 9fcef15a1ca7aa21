"""Damage to `reading/`: whatever is gone, torn or flipped there, no run ends of it, doctor names it, and the next run mends it."""

import os
import shutil
from contextlib import closing, suppress
from datetime import timedelta

import duckdb
import pytest
import rooms
from batches_made import NOON, put, story

from newsbeam.connectors.state.database import open_state
from newsbeam.pipeline.commands.doctor_derived import check_reading
from newsbeam.pipeline.dataset import reading
from newsbeam.pipeline.dataset.day_list import bytes_of, entries_of
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.reading import Room
from newsbeam.pipeline.dataset.views import definitions
from newsbeam.pipeline.publish import settle
from newsbeam.pipeline.publish.finish import seal_due
from newsbeam.pipeline.publish.settle import settle_due

pytestmark = pytest.mark.slow

DAY, OLD, OPEN = ((NOON - timedelta(days=n)).date().isoformat() for n in (0, 3, 4))
AT = NOON + timedelta(hours=1)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An output with a day of two files, a settled one and an open one."""
    out = Output(tmp_path_factory.mktemp("made") / "out")
    out.prepare()
    with closing(open_state(out.database)) as state:
        put(out, state, "b0001", *(story(f"s{n}") for n in range(70)), story("old", at=NOON - timedelta(days=3)))
        settle_due(out, OLD)
        put(out, state, "b0002", story("late"), story("open", at=NOON - timedelta(days=4)))
    return out


@pytest.fixture
def harmed(made, tmp_path):
    """A copy of it, to be harmed."""
    shutil.copytree(made.root, tmp_path / "out", symlinks=True)
    return Output(tmp_path / "out")


def file_of(room, what):
    files = {(one.date, one.part, "late" in one.file): room.root / one.part / one.file for one in room.read()}
    return {
        "list": room.path_of(room.lists()[-1]),
        "older list": room.path_of(room.lists()[-2]),
        "first": files.get((DAY, "days", False)),
        "late": files.get((DAY, "days", True)),
        "whole": files.get((OLD, "days", False)),
        "current": files.get((OLD, "current", False)),
        "schema": room.root / "schema",
        **{f"no {part}": path for part, path in room.without_rows().items()},
    }[what]


FILES = ("list", "older list", "first", "late", "whole", "current", "no days", "no current", "no open")


def flipped(raw, at):
    at %= len(raw)
    return raw[:at] + bytes([raw[at] ^ 0x10]) + raw[at + 1 :]


KINDS = {
    "gone": lambda path, raw: path.unlink(),
    "empty": lambda path, raw: path.write_bytes(b""),
    "cut": lambda path, raw: path.write_bytes(raw[: len(raw) // 2]),
    "cut a little": lambda path, raw: path.write_bytes(raw[:-9]),
    "of nulls": lambda path, raw: path.write_bytes(bytes(len(raw))),
    "flipped": lambda path, raw: path.write_bytes(flipped(raw, 100)),
    "flipped at its end": lambda path, raw: path.write_bytes(flipped(raw, -60)),
    "not ASCII": lambda path, raw: path.write_bytes(raw[:70] + b"\xb5" + raw[71:]),
    "a folder": lambda path, raw: (path.unlink(), path.mkdir()),
}


def in_order(shown):
    return sorted((tuple(rooms.in_utc(one) for one in row) for row in shown), key=repr)


def harm(path, kind):
    KINDS[kind](path, path.read_bytes())


def run(out, number=None):
    """What a run does of it: a batch, or none, and what is due after it."""
    with closing(open_state(out.database)) as state:
        if number is not None:
            put(out, state, f"b{number:04}", story(f"more{number}"), at=NOON + timedelta(minutes=number))
        seal_due(out, state, AT)


def is_mended(out):
    rooms.check(out)
    assert [verdict for verdict, _, _ in check_reading(out, deep=True)] == ["ok"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("what", FILES)
def test_whatever_file_is_damaged_doctor_names_it_and_the_next_run_mends_it(harmed, what, kind):
    room = Room.of(harmed.stories)
    path = file_of(room, what)
    harm(path, kind)
    is_seen = not (kind == "gone" and what.endswith("list")) and not (kind in ("flipped", "not ASCII") and what.startswith("no "))
    if is_seen:  # an older state of the room is one, and a name in a footer may be any
        said = [detail for verdict, _, detail in check_reading(harmed, deep=True) if verdict == "BAD"]
        assert any(str(path) in one and "the next run" in one for one in said), said
    run(harmed)
    is_mended(harmed)
    run(harmed, 3)
    is_mended(harmed)


@pytest.mark.parametrize("kind", ["gone", "cut", "flipped", "a folder"])
@pytest.mark.parametrize("what", FILES)
def test_a_batch_that_meets_it_gets_through(harmed, what, kind):
    harm(file_of(Room.of(harmed.stories), what), kind)
    run(harmed, 3)
    is_mended(harmed)


@pytest.mark.parametrize("kind", ["gone", "empty", "cut a little", "flipped", "not ASCII"])
@pytest.mark.parametrize("what", ["first", "late"])
def test_a_day_that_falls_due_is_settled_from_stories_where_a_file_of_it_is_damaged(harmed, what, kind, monkeypatch):
    """Though it has the time that its name says, as where the disk itself is at fault."""
    path = file_of(Room.of(harmed.stories), what)
    facts = path.stat()
    harm(path, kind)
    if path.exists():
        os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    for module in (reading, settle):
        monkeypatch.setattr(module, "QUIET", 0)
    run(harmed)
    is_mended(harmed)


@pytest.mark.parametrize(
    "what", ["reading", "open", "days", "current", f"days/date={DAY}", f"open/date={OPEN}", "schema", reading.LISTS]
)
@pytest.mark.parametrize("with_batch", [False, True])
def test_whatever_folder_is_gone_or_a_file_the_next_run_mends_it(made, tmp_path, what, with_batch):
    for kind in ("gone", "a file"):
        out = Output(tmp_path / kind.replace(" ", "-"))
        shutil.copytree(made.root, out.root, symlinks=True)
        path = out.root / "reading" / ("" if what == "reading" else what)
        shutil.rmtree(path) if path.is_dir() else path.unlink()
        if kind == "a file":
            path.write_bytes(b"?")
        run(out, 3 if with_batch else None)
        is_mended(out)


def test_links_that_a_copy_has_made_files_of_are_made_links_again(made, tmp_path):
    out = Output(tmp_path / "out")
    shutil.copytree(made.root, out.root)  # follows them
    with closing(open_state(out.database)) as state:
        put(out, state, "b0003", story("more", at=NOON - timedelta(days=4)), at=AT)
        seal_due(out, state, AT)
    is_mended(out)


def test_a_copy_without_times_is_looked_into_file_by_file_and_stays_as_it_is(harmed):
    room = Room.of(harmed.stories)
    before = [one for one in room.read() if one.part != "open"]
    for one in before:
        os.utime(room.root / one.part / one.file)
    assert len(room.look(room.read()).touched) == len(before)
    run(harmed)
    assert not room.look(room.read()).touched
    assert {one for one in room.read() if one.part != "open"} >= set(before)
    is_mended(harmed)


def test_a_room_lost_beside_a_damaged_partition_file_is_made_anew(harmed):
    path = next(harmed.stories.glob(f"date={OLD}/*/*.parquet"))
    path.write_bytes(b"torn")
    shutil.rmtree(harmed.root / "reading")
    run(harmed)
    run(harmed, 3)
    assert {one.date for one in Room.of(harmed.stories).read()} == {DAY, OLD, OPEN}


def test_a_day_of_which_every_partition_file_is_gone_ends_no_run(harmed, monkeypatch):
    for path in harmed.stories.glob(f"date={OPEN}/*/*.parquet"):
        path.unlink()
    run(harmed)
    run(harmed, 3)
    rooms.check(harmed)


def test_views_asked_for_while_the_list_is_damaged_are_over_stories(harmed):
    room = Room.of(harmed.stories)
    assert reading.LISTS in definitions("duckdb", str(harmed.stories))
    harm(file_of(room, "list"), "cut a little")
    assert reading.LISTS not in definitions("duckdb", str(harmed.stories))
    rooms.check(harmed)


@pytest.mark.parametrize("kind", KINDS)
def test_readers_of_a_damaged_list_see_all_rows_or_an_error(harmed, kind):
    path = file_of(Room.of(harmed.stories), "list")
    tellings = rooms.rows(rooms.held(harmed.stories))
    asked = f"SELECT {', '.join(rooms.COLUMNS)} FROM stories"
    with duckdb.connect() as conn:
        conn.execute("SET TimeZone = 'UTC'")
        conn.execute(definitions("duckdb", str(harmed.stories)))
        harm(path, kind)
        with suppress(duckdb.Error):
            assert in_order(conn.sql(asked).fetchall()) == tellings
    with suppress(IsADirectoryError):
        assert in_order(rooms.by_polars(harmed.stories)[0]) == tellings


def test_a_list_cut_at_a_line_is_an_error_to_duckdb(harmed):
    path = file_of(Room.of(harmed.stories), "list")
    with duckdb.connect() as conn:
        conn.execute(definitions("duckdb", str(harmed.stories)))
        assert conn.sql("SELECT count(*) FROM stories").fetchall() == [(73,)]
        path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))
        for view in ("stories", "current", "clusters"):
            with pytest.raises(duckdb.Error, match="is damaged"):
                conn.sql(f"SELECT count(*) FROM {view}").fetchall()


def test_a_list_says_whether_it_is_whole(made):
    room = Room.of(made.stories)
    raw = room.path_of(room.lists()[-1]).read_bytes()
    assert entries_of(raw) == room.read()
    assert bytes_of(entries_of(raw), room.last_batch) == raw
    for at in range(len(raw)):
        for wrong in (raw[:at], flipped(raw, at)):
            with pytest.raises(ValueError, match="as it was written"):
                entries_of(wrong)


def test_a_list_of_an_earlier_newsbeam_is_read_and_a_torn_one_is_not(made):
    room = Room.of(made.stories)
    lines = room.path_of(room.lists()[-1]).read_text().splitlines(keepends=True)
    known = [line for line in lines[2:] if not line.startswith("batch,")]
    old = "".join([lines[0], "none,0001-01-01,none,0\n", *known])
    assert entries_of(old.encode()) == room.read()
    for wrong in (old[:-1], old[:-20], old.replace("days,", "days;"), old.replace("open,", "opon,")):
        with pytest.raises(ValueError, match="as it was written"):
            entries_of(wrong.encode())
