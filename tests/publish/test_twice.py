"""What a mutation of the publisher survived: supersedes within a batch, finishing twice, the very day of sealing, the order of unstaging."""

import os
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
from batches_made import NOON, put, stage, story

from newsbeam.pipeline.dataset.history import History
from newsbeam.pipeline.publish.commit import StateChange, write_commit
from newsbeam.pipeline.publish.finish import finish, seal_due
from newsbeam.pipeline.publish.rows import publish
from newsbeam.pipeline.stages.ledger import Held


def test_two_tellings_in_a_batch_each_supersede_the_one_before(out, state):
    put(out, state, "b1", story("a", 1))
    put(out, state, "b2", story("a", 2), story("a", 3), at=NOON + timedelta(hours=1))
    (path,) = out.stories.rglob("*.parquet")
    rows = sorted(pq.ParquetFile(path).read().to_pylist(), key=lambda row: row["revision"])
    assert [row["revision"] for row in rows] == [1, 2, 3]
    assert [row["supersedes"] for row in rows] == [None, rows[0]["telling_id"], rows[1]["telling_id"]]


def test_a_batch_that_is_finished_twice_changes_nothing(out, state):
    commit = put(out, state, "b1", story("a"))
    lines = (out.batches / "2026-03-10.csv").read_text()
    before = "\n".join(state.iterdump())
    out.batch("b1").mkdir()
    finish(out, state, commit)
    assert "\n".join(state.iterdump()) == before
    assert (out.batches / "2026-03-10.csv").read_text() == lines


def test_sealing_begins_on_the_very_day(out, state):
    put(out, state, "b1", story("a"))
    put(out, state, "b2", story("b"), at=NOON + timedelta(hours=1))
    day_after_next = NOON.replace(hour=0) + timedelta(days=2)
    assert seal_due(out, state, day_after_next - timedelta(microseconds=1)) == ()
    assert seal_due(out, state, day_after_next) == ("date=2026-03-10/country=PK",)


def test_the_commit_is_gone_for_good_before_the_fragments_go(out, state, monkeypatch):
    commit = stage(out, "b1", [story("a")])
    write_commit(out, commit)
    publish(out, commit)
    folder = out.batch("b1")
    seen = []
    real = os.fsync

    def fsync(handle):
        place = str(Path(f"/proc/self/fd/{handle}").readlink())
        if place in (str(folder), str(out.staging)):
            seen.append((place == str(folder), (folder / "COMMIT").exists(), folder.exists()))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    finish(out, state, commit)
    assert seen[-2:] == [(True, False, True), (False, False, False)]


def test_released_holds_are_deleted(out, state):
    held = Held("example.main", "date=2026-03-10/x#0#r", 4, "s" * 32, "t" * 32, NOON.isoformat())
    put(out, state, "b1", story("a"), state=StateChange(holds=(held,)))
    assert state.execute("SELECT count(*) FROM holds").fetchone() == (1,)
    put(out, state, "b2", story("b"), at=NOON + timedelta(hours=1), state=StateChange(released=((held.landing_ref, 3),)))
    assert state.execute("SELECT count(*) FROM holds").fetchone() == (1,)
    put(out, state, "b3", story("c"), at=NOON + timedelta(hours=2), state=StateChange(released=((held.landing_ref, 4),)))
    assert state.execute("SELECT count(*) FROM holds").fetchone() == (0,)


def test_history_finds_a_row_of_a_file_that_was_replaced_since_it_was_listed(out, state):
    put(out, state, "b1", story("b"))
    put(out, state, "b2", story("c"), at=NOON + timedelta(hours=1))
    history, wanted = History.load(out.stories), story("c")
    ((day, row),) = history._places(wanted.story_id)
    (path,) = out.stories.rglob("*.parquet")
    other = path.with_name("other")
    pq.write_table(pq.ParquetFile(path).read().take([1, 0]), other)
    other.replace(path)
    history._opened.clear()
    assert history._telling(wanted.story_id, day, row).telling_id == wanted.telling_id
