"""A list of the reading room that is not of this table does not win: a backup laid over a newer output, a list of an earlier newsbeam."""

import shutil
from contextlib import closing, suppress
from datetime import timedelta

import pytest
import rooms
from batches_made import NOON, digits, stage, story

from newsbeam.connectors.state.database import open_state
from newsbeam.pipeline.dataset import shown_rows
from newsbeam.pipeline.dataset.reading import Room
from newsbeam.pipeline.dataset.shown_rows import differing
from newsbeam.pipeline.publish import open_days, passing_rows, settle
from newsbeam.pipeline.publish.commit import write_commit
from newsbeam.pipeline.publish.finish import finish, recover, seal_due
from newsbeam.pipeline.publish.purge import purge
from newsbeam.pipeline.publish.rows import publish

pytestmark = pytest.mark.slow

DAYS = [NOON - timedelta(days=n) for n in range(4)]


def put(out, number, *stories):
    with closing(open_state(out.database)) as conn:
        recover(out, conn)
        commit = stage(out, f"b{number:04}", stories, published_at=NOON + timedelta(hours=number))
        write_commit(out, commit)
        publish(out, commit)
        finish(out, conn, commit)


def begun(out):
    with closing(open_state(out.database)) as conn:
        recover(out, conn)


def first(out):
    put(out, 1, *(story(f"a{n}", at=day) for n, day in enumerate(DAYS)))
    settle.settle_due(out, "2026-03-10")


def more(out, number):
    """Rows of days that were settled, of one that was not there, and of the last."""
    new = story(f"n{number}", at=NOON - timedelta(days=20 + number))
    put(
        out,
        number,
        story(f"b{number}"),
        story(f"c{number}", at=DAYS[2]),
        new,
        *(story(f"d{number}-{n}", at=DAYS[1]) for n in range(3)),
    )


def laid_over(backup, out):
    """`cp -a backup/. out/`."""
    for path in sorted(backup.rglob("*")):
        there = out.root / path.relative_to(backup)
        if path.is_dir() and not path.is_symlink():
            there.mkdir(exist_ok=True)
        else:
            there.unlink(missing_ok=True)
            shutil.copy2(path, there, follow_symlinks=False)


def put_back(backup, out):
    """The same, when all but what is derived was removed."""
    for path in out.root.iterdir():
        if path.name != "reading":
            shutil.rmtree(path)
    shutil.copytree(backup, out.root, symlinks=True, dirs_exist_ok=True, ignore=shutil.ignore_patterns("reading"))


def reading_too_old(backup, out):
    """Only what is derived came back from the backup, as of then."""
    shutil.rmtree(out.root / "reading")
    shutil.copytree(backup / "reading", out.root / "reading", symlinks=True)


@pytest.mark.parametrize("restored", [laid_over, put_back, reading_too_old])
@pytest.mark.parametrize("settled", [False, True])
def test_views_show_what_a_restored_table_holds_and_go_on_with_it(out, tmp_path, restored, settled):
    first(out)
    shutil.copytree(out.root, tmp_path / "backup", symlinks=True)
    more(out, 2)
    more(out, 3)
    if settled:
        settle.settle_due(out, "2026-03-10", limit=9)
    restored(tmp_path / "backup", out)
    begun(out)
    room = Room.of(out.stories)
    assert not differing(room, room.read())
    assert {one.date for one in room.read()} == room.dates()
    open_days._wait(room.lists()[-1])
    rooms.check(out)
    for number in (4, 5):
        more(out, number)
        open_days._wait(room.lists()[-1])
        rooms.check(out)
    settle.settle_due(out, "2026-03-10", limit=9)
    open_days._wait(room.lists()[-1])
    rooms.check(out)


def test_a_list_of_an_earlier_newsbeam_is_counted_once(out, monkeypatch):
    """It says of no batch, and may lack rows for good: a clock that was set back, and a kill, left an older one as the newest."""
    first(out)
    room = Room.of(out.stories)
    older = room.read()
    more(out, 2)
    for moment in room.lists():
        room.path_of(moment).unlink()
    lines = sorted(f"{one.part},{one.date},{one.file},{int(one.clean)}\n" for one in older)
    room.path_of(open_days.now()).write_text("part,date,file,clean\nnone,0001-01-01,none,0\n" + "".join(lines))
    assert differing(room, room.read())
    begun(out)
    assert not differing(room, room.read())
    open_days._wait(room.lists()[-1])
    rooms.check(out)
    lists = room.lists()
    begun(out)
    assert room.lists() == lists


@pytest.mark.parametrize(
    "where", ["", "before_future_lists_go", "before_unlist", "after_unlist", "mid_late", "before_enlist", "after_enlist"]
)
def test_nothing_is_counted_where_all_is_as_it_was_left(out, monkeypatch, where):
    """Whatever a batch dies at, settling, sealing and purging between: to count costs all footers."""
    monkeypatch.setattr(shown_rows, "differing", None)
    first(out)

    def fail(name):
        if name == where:
            raise KeyboardInterrupt

    for number in range(2, 6):
        commit = stage(
            out,
            f"b{number:04}",
            [story(f"b{number}"), story(f"c{number}", at=DAYS[number % 3])],
            published_at=NOON + timedelta(hours=number),
        )
        write_commit(out, commit)
        with pytest.MonkeyPatch.context() as patch, suppress(KeyboardInterrupt):
            for module in (open_days, passing_rows):
                patch.setattr(module, "failpoint", fail)
            publish(out, commit)
        begun(out)
        with closing(open_state(out.database)) as conn:
            seal_due(out, conn, NOON + timedelta(days=number))
            purge(out, conn, digits("story", f"b{number}"), anyway=True)
            recover(out, conn)
    put(out, 6)  # a batch without rows
    begun(out)
    room = Room.of(out.stories)
    open_days._wait(room.lists()[-1])
    rooms.check(out)
