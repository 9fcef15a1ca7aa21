"""After the rows: what is kept in the store and in which order, what the state holds, which partitions are sealed and when."""

import shutil
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from batches_made import NOON, letter, put, stage, story

from newsbeam.connectors.state import batches, partitions
from newsbeam.connectors.state.cursors import load_cursors, load_live, save_cursor
from newsbeam.pipeline.dataset.reading import Room
from newsbeam.pipeline.publish.commit import StateChange, write_commit
from newsbeam.pipeline.publish.finish import finish, recover, seal_due
from newsbeam.pipeline.publish.rows import publish
from newsbeam.schemas.cursor import Cursor
from newsbeam.schemas.document import LiveEntry


class Noting:
    """A storage that notes what it is asked for, and whether the batch's COMMIT stood then."""

    is_local = False

    def __init__(self, out):
        self.out, self.asked = out, []

    def __getattr__(self, verb):
        def note(what):
            name = str(what.relative_to(self.out.root)) if hasattr(what, "relative_to") else what
            self.asked.append((verb, name if isinstance(name, str) else "state"))

        return note


def stored(out):
    """(the output kept in a store, what that is asked for)."""
    noting = Noting(out)
    return replace(out, storage=noting), noting.asked


def test_a_store_gets_what_readers_need_then_the_state_then_loses_the_staging(out, state):
    commit = stage(out, "b1", [story("a")])
    write_commit(out, commit)
    out, asked = stored(out)
    publish(out, commit)
    finish(out, state, commit)
    after = asked[asked.index(("push", "batches")) :]
    assert after == [
        ("push", "batches"),
        ("push", "_state/journal"),
        ("push", "_state/sketches"),
        ("push_state", "state"),
        ("unstage", "b1"),
    ]


def test_what_was_dropped_and_what_was_sealed_a_store_is_told(out, state):
    stage(out, "b0", [story("z")])
    put(out, state, "b1", story("a"))
    put(out, state, "b2", story("b"), at=NOON + timedelta(hours=1))
    out, asked = stored(out)
    assert recover(out, state).dropped == ("b0",)
    assert ("unstage", "b0") in asked
    asked.clear()
    assert seal_due(out, state, NOON + timedelta(days=2)) == ("date=2026-03-10/country=PK",)
    assert ("want", "stories/date=2026-03-10/") in asked
    assert ("push", "stories") in asked
    asked.clear()
    assert seal_due(out, state, NOON + timedelta(days=3)) == ()
    assert ("push", "stories") not in asked


def test_a_batch_without_rows_has_a_line_that_says_none(out, state):
    put(out, state, "b1", story("a"))
    commit = stage(out, "b2", [], published_at=NOON + timedelta(hours=1))
    write_commit(out, commit)
    finish(out, state, commit)  # nothing was published of it: no note of homes is there
    lines = [line.split(",") for line in (out.batches / "2026-03-10.csv").read_text().splitlines()[1:]]
    assert [(one[0], one[3]) for one in lines] == [("b1", "1"), ("b2", "0")]
    assert batches.rows_known(state) == {"b1": 1, "b2": 0}
    assert not out.batch("b2").exists()


def test_sketches_of_one_batch_after_the_other_come_to_lie_in_one_folder(out, state):
    for number in range(2):
        commit = stage(
            out, f"b{number}", [story(str(number))], published_at=NOON + timedelta(hours=number), sketches=(f"s{number}",)
        )
        (out.batch(commit.batch_id) / f"s{number}").write_bytes(b"sketch")
        write_commit(out, commit)
        publish(out, commit)
        finish(out, state, commit)
    assert sorted(path.name for path in out.sketches.iterdir()) == ["s0", "s1"]


def test_the_state_has_all_that_a_batch_changed(out, state):
    known = Cursor(feed_id="f", id_basis="guid", gaps=3)
    save_cursor(state, known)
    entry = LiveEntry(item_hash=b"h", story_id="s", telling_id="t", content_hash="c", date="2026-03-10", country="PK")
    change = StateChange(
        cursors=(Cursor(feed_id="g", gaps=1),), bases={"f": "url_id", "new": "text"}, live={"f": {"k": entry}}, letters=(letter(),)
    )
    put(out, state, "b1", story("a"), state=change)
    cursors = load_cursors(state)
    assert {one: (cursor.id_basis, cursor.gaps) for one, cursor in cursors.items()} == {
        "f": ("url_id", 3),
        "g": (None, 1),
        "new": ("text", 0),
    }
    assert load_live(state, "f") == {"k": entry}
    assert state.execute("SELECT raw FROM dead_letters").fetchall() == [(b"<item>",)]
    assert batches.rows_known(state) == {"b1": 1}
    assert batches.last_finished(state) == NOON


def test_what_is_due_for_sealing(out, state, monkeypatch):
    """Files of more than sixteen row groups, days two days past; sixteen partitions a run."""
    for number in range(2):
        put(out, state, f"b{number}", story(str(number)), at=NOON + timedelta(hours=number))
    asked = []
    real = partitions.due_for_sealing
    monkeypatch.setattr(partitions, "due_for_sealing", lambda conn, *given: asked.append(given) or real(conn, *given))
    for groups, sealed in ((16, ()), (17, ("date=2026-03-10/country=PK",))):
        partitions.note_growth(state, [("2026-03-10", "PK", groups)], NOON.date())
        assert seal_due(out, state, NOON) == sealed
    assert asked == [("2026-03-08", "2026-03-10", 16, 16)] * 2


def test_a_partition_of_which_a_file_is_damaged_waits_and_the_others_are_sealed(out, state):
    for number in range(2):
        at = NOON + timedelta(hours=number)
        put(out, state, f"b{number}", *(story(f"{number}{one}", country=one) for one in ("IN", "PK")), at=at)
    (path,) = out.stories.glob("date=*/country=IN/*.parquet")
    whole = path.read_bytes()
    path.write_bytes(whole[:-9])
    assert seal_due(out, state, NOON + timedelta(days=2)) == ("date=2026-03-10/country=PK",)
    assert seal_due(out, state, NOON + timedelta(days=2)) == ()
    assert path.read_bytes() == whole[:-9]


@pytest.mark.parametrize("work", [True, False])
def test_a_day_is_settled_for_readers_from_the_next_day_on(out, state, monkeypatch, work):
    asked, settled = [], []
    monkeypatch.setattr(Room, "has_work", lambda room, before, now: asked.append((before, now)) or work)
    monkeypatch.setattr("newsbeam.pipeline.publish.settle.settle_due", lambda out, before: settled.append(before))
    midnight = NOON.replace(hour=0) + timedelta(days=1)
    for at in (midnight - timedelta(microseconds=1), midnight):
        seal_due(out, state, at)
    assert [before for before, _ in asked] == ["2026-03-09", "2026-03-10"]
    assert all(abs(now / 1e6 - time.time()) < 60 for _, now in asked), "by the machine's clock, which the files' names are made by"
    assert settled == (["2026-03-09", "2026-03-10"] if work else [])


def test_litter_is_swept_and_nothing_else(out, state, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").touch()
    (out.staging / "a-link").symlink_to(elsewhere)
    (out.staging / ".sealing").mkdir()
    (out.staging / ".sealing" / "part").touch()
    (out.staging / "file").touch()
    found = recover(out, state)
    assert (found.dropped, list(out.staging.iterdir())) == ((), [])
    assert (elsewhere / "kept").exists()


def test_staging_of_a_batch_that_is_done_is_no_batch_to_do_again(out, state):
    put(out, state, "b1", story("a"))
    out.batch("b1").mkdir()
    (out.batch("b1") / "litter").touch()
    assert recover(out, state).dropped == ()
    assert not out.batch("b1").exists()


@pytest.mark.parametrize("gone", ["batches", "index"])
def test_what_is_derived_and_gone_comes_back_with_the_next_run(out, state, gone):
    put(out, state, "b1", story("a"))
    shutil.rmtree(out.batches if gone == "batches" else out.state / "index")
    recover(out, state)
    if gone == "batches":
        assert (out.batches / "2026-03-10.csv").read_text().splitlines()[1].startswith("b1,")
    else:
        assert list((out.state / "index").iterdir())


def test_growth_is_noted_on_the_day_of_the_run(out, state):
    put(out, state, "b1", story("a"), as_of=NOON + timedelta(days=9))
    put(out, state, "b2", story("b"), at=NOON + timedelta(hours=1), as_of=NOON + timedelta(days=9))
    assert partitions.due_for_sealing(state, "2026-03-19", "2026-03-19", 16, 9) == []
    assert [one.country for one in partitions.due_for_sealing(state, "2026-03-19", "2026-03-20", 16, 9)] == ["PK"]
