import os
import pickle
import random
from datetime import timedelta

import pyarrow.parquet as pq
import pytest
from batches_made import NOON, digits, stage, story
from hypothesis import given, settings
from hypothesis import strategies as st

from newsbeam.connectors.state.database import open_state
from newsbeam.pipeline.dataset import history as module
from newsbeam.pipeline.dataset.history import History
from newsbeam.pipeline.dataset.key_index import sources
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.publish.commit import write_commit
from newsbeam.pipeline.publish.finish import finish, seal_due
from newsbeam.pipeline.publish.rows import publish
from newsbeam.schemas.errors import OutputError

tellings = st.lists(
    st.tuples(st.integers(0, 12), st.integers(1, 3), st.integers(0, 40), st.sampled_from(["PK", "NA", "IN"])),
    min_size=1,
    max_size=25,
)


def put(out, conn, batch_id, stories, published_at=NOON):
    commit = stage(out, batch_id, stories, published_at=published_at)
    write_commit(out, commit)
    publish(out, commit)
    finish(out, conn, commit)


def on_disk(out):
    """story_id -> {(telling_id, revision, date, country)}, read plainly."""
    found: dict[str, set[tuple[object, ...]]] = {}
    for path in out.stories.glob("date=*/country=*/*.parquet"):
        date, country = (folder.partition("=")[2] for folder in path.relative_to(out.stories).parts[:2])
        for row in pq.ParquetFile(path).read(["story_id", "telling_id", "revision"]).to_pylist():
            found.setdefault(row["story_id"], set()).add((row["telling_id"], row["revision"], date, country))
    return found


@pytest.mark.slow
@given(st.lists(tellings, min_size=1, max_size=4))
@settings(max_examples=12, deadline=None)
def test_it_knows_what_was_published(tmp_path_factory, batches):
    out = Output(tmp_path_factory.mktemp("history") / "out")
    out.prepare()
    conn = open_state(out.database)
    for number, batch in enumerate(batches):
        batch_stories = {
            (name, telling): story(str(name), telling, at=NOON - timedelta(days=days), country=country)
            for name, telling, days, country in batch
        }
        put(out, conn, f"b{number}", batch_stories.values())
        if number % 2:
            seal_due(out, conn, NOON + timedelta(days=60), limit=99)
    conn.close()
    history = History.load(out.stories)
    for story_id, published in on_disk(out).items():
        assert len({one[2:] for one in published}) == 1  # all tellings of a story lie in one partition, whatever dates they bear
        assert sorted(one[1] for one in published) == list(range(1, len(published) + 1))
        assert {(t.telling_id, t.revision, t.date, t.country) for t in history.tellings(story_id)} == published
    assert history.tellings(digits("nobody")) == ()


@pytest.fixture
def some(out, state):
    put(out, state, "b1", [story("a"), story("a", 2), story("b", country="NA"), story("old", at=NOON - timedelta(days=90))])
    module.opened_here().clear()
    return out


def test_tellings_come_by_revision(some):
    first, second = History.load(some.stories).tellings(story("a").story_id)
    assert (first.revision, first.telling_id, first.date, first.country) == (1, story("a").telling_id, "2026-03-10", "PK")
    assert (second.revision, second.content_hash, second.pub_status) == (2, story("a", 2).content_hash, "usable")


def test_a_story_of_any_date_is_found(some):
    old = story("old", at=NOON - timedelta(days=90))
    assert [t.date for t in History.load(some.stories).tellings(old.story_id)] == [old.date]


def test_what_a_back_fill_adds_to_an_old_day_is_seen_by_the_next_batch(some, state):
    old = NOON - timedelta(days=90)
    for number, country in enumerate(("NO", "IN")):
        History.load(some.stories).tellings(digits("nobody"))
        put(some, state, f"old{number}", [story("late", number + 1, at=old, country=country)])
    found = History.load(some.stories).tellings(story("late").story_id)
    assert [(t.revision, t.country) for t in found] == [(1, "NO"), (2, "NO")]


def test_it_maps_its_files_once_until_something_is_published(some, state):
    history = History.load(some.stories)
    assert History.load(some.stories)._index is pickle.loads(pickle.dumps(history))._index is history._index
    put(some, state, "b2", [story("c")])
    assert History.load(some.stories)._index is not history._index
    assert History.load(some.stories).tellings(story("c").story_id)


@pytest.mark.parametrize("harm", ["cut", "random", "empty", "gone", "of another day"])
def test_an_index_that_cannot_be_trusted_is_made_anew(some, harm):
    for name in ("a", "old"):
        History.load(some.stories).tellings(story(name).story_id)
    path = some.keys / "2026-03-10.arrow"
    if harm == "gone":
        path.unlink()
    elif harm == "of another day":
        path.write_bytes((some.keys / "2025-12-10.arrow").read_bytes())
    else:
        whole = path.read_bytes()
        middle = len(whole) // 2
        path.write_bytes(
            {"cut": whole[:middle], "random": whole[: middle - 40] + random.Random(7).randbytes(40) + whole[middle:], "empty": b""}[
                harm
            ]
        )
    module.opened_here().clear()
    assert len(History.load(some.stories).tellings(story("a").story_id)) == 2


def test_a_read_only_state_costs_time_not_truth(some, monkeypatch):
    def refuse(*args, **kwargs):
        raise PermissionError(13, "no")

    monkeypatch.setattr("newsbeam.pipeline.dataset.key_index.pa.OSFile", refuse)
    for path in some.keys.glob("*"):
        path.unlink()
    module.opened_here().clear()
    assert len(History.load(some.stories).tellings(story("a").story_id)) == 2
    assert not list(some.keys.glob("*"))


def test_a_damaged_partition_is_reported(some):
    path = next(some.stories.glob("date=2026-03-10/country=PK/*.parquet"))
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(OutputError, match="not a whole Parquet file"):
        History.load(some.stories).tellings(story("a").story_id)


def test_sources_notice_every_change(some):
    before = sources(some.stories, "2026-03-10")
    assert [one.country for one in before] == ["NA", "PK"]
    path = some.stories / "date=2026-03-10" / before[0].path
    os.utime(path, ns=(1, 1))
    assert sources(some.stories, "2026-03-10") != before
    assert sources(some.stories, "2020-01-01") == ()
