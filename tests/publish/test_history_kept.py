"""What history keeps in memory, which addresses a story was published under, and what it says where a partition waits."""

from collections import OrderedDict
from datetime import timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from batches_made import NOON, digits, stage, story

from newsbeam.pipeline.dataset import history as module
from newsbeam.pipeline.dataset.history import History, KnownTelling, Opened, make_index
from newsbeam.pipeline.dataset.key_index import sources
from newsbeam.pipeline.publish.commit import write_commit
from newsbeam.pipeline.publish.finish import finish
from newsbeam.pipeline.publish.rows import publish
from newsbeam.schemas.errors import PartitionWaits


def put(out, conn, batch_id, *stories, at=NOON):
    commit = stage(out, batch_id, stories, published_at=at)
    write_commit(out, commit)
    publish(out, commit)
    finish(out, conn, commit)
    module.opened_here().clear()


def test_those_used_last_stay():
    cache = OrderedDict()
    for name in "abc":
        module._keep(cache, name, name, 3)
    module._keep(cache, "a", "a", 3)
    module._keep(cache, "d", "d", 3)
    assert list(cache) == ["c", "a", "d"]
    assert (module._OPEN_DAYS, module._OPEN_FILES) == (400, 128), "docs/operators.md sizes a worker's memory by these"


def test_a_day_and_a_file_are_read_once_and_forgotten_when_told(out, state):
    put(out, state, "b1", story("a"))
    opened, look = Opened(), object()
    (path,) = out.stories.rglob("*.parquet")
    (source,) = sources(out.stories, "2026-03-10")
    day, columns = opened.day(out.stories, "2026-03-10", look), opened.key_columns(path, source)
    assert opened.day(out.stories, "2026-03-10", look) is day
    assert opened.day(out.stories, "2026-03-10", object()) is day, "looked at again, and nothing had changed"
    assert opened.key_columns(path, source) is columns
    opened.clear()
    assert opened.day(out.stories, "2026-03-10", look) is not day
    assert opened.key_columns(path, source) is not columns


def test_a_day_is_listed_once_a_look(out, state, monkeypatch):
    put(out, state, "b1", story("a"))
    listed = []
    real = module.sources
    monkeypatch.setattr(module, "sources", lambda *given: listed.append(given) or real(*given))
    history = History.load(out.stories)
    for _ in range(3):
        assert history.tellings(story("a").story_id)
    assert len(listed) == 1
    assert History.load(out.stories).tellings(story("a").story_id)
    assert len(listed) == 2


def test_a_telling_is_told_whole(out, state):
    one = story("a", 2, pub_status="canceled")
    put(out, state, "b1", one)
    (found,) = History.load(out.stories).tellings(one.story_id)
    assert found == KnownTelling(one.telling_id, one.content_hash, "canceled", "00000002", "2026-03-10", "PK", 1, found.cluster_id)


def test_the_addresses_of_a_story_are_those_of_all_its_tellings_and_of_no_other(out, state):
    put(out, state, "b1", story("a", guid="g1", url="u1"), story("b", guid="other", url="other"))
    put(out, state, "b2", story("a", 2, guid="g2", url=None), at=NOON + timedelta(hours=1))
    history = History.load(out.stories)
    assert history.addresses(story("a").story_id) == {("g1", "u1"), ("g2", None)}
    assert history.addresses(digits("nobody")) == set()


def test_without_an_index_it_is_made_in_memory_and_says_the_same(out, state):
    stories = [story(name, at=NOON - timedelta(days=days)) for name, days in (("a", 0), ("b", 3), ("c", 0), ("d", 90))]
    put(out, state, "b1", *stories)
    for path in (out.state / "index").iterdir():
        path.unlink()
    history = History.load(out.stories)
    assert len(history) == 4
    assert [[t.date for t in history.tellings(one.story_id)] for one in stories] == [[one.date] for one in stories]
    assert history.tellings(digits("nobody")) == ()
    make_index(out.stories, NOON)
    module.opened_here().clear()
    assert [len(History.load(out.stories).tellings(one.story_id)) for one in stories] == [1] * 4


def test_of_nothing_published_it_knows_nothing(out):
    history = History.load(out.stories)
    assert (len(history), history.tellings(digits("a")), history.addresses(digits("a"))) == (0, (), set())


def test_a_story_of_a_day_that_waits_is_not_taken_for_new(out, state):
    put(out, state, "b1", story("a", country="IN"), story("b"), story("c", at=NOON - timedelta(days=5)))
    (path,) = out.stories.glob("date=2026-03-10/country=IN/*.parquet")
    whole = path.read_bytes()
    path.write_bytes(whole[:-9])
    module.waiting(out.stories)
    from newsbeam.pipeline.dataset.published_file import footer
    from newsbeam.pipeline.dataset.waiting import let_wait
    from newsbeam.schemas.errors import DamagedFile

    with pytest.raises(DamagedFile) as damage:
        footer(path)
    assert let_wait(out.stories, damage.value)
    module.opened_here().clear()
    history = History.load(out.stories)
    assert [t.country for t in history.tellings(story("b").story_id)] == ["PK"], "found elsewhere"
    assert [t.date for t in history.tellings(story("c").story_id)] == ["2026-03-05"]
    assert history.tellings(digits("nobody")) == (), "of no day that waits"
    with pytest.raises(PartitionWaits, match=r"is of 2026-03-10, of which a partition cannot be read; `newsbeam repair`"):
        history.tellings(story("a").story_id)


def test_a_row_that_is_nowhere_is_an_error_and_never_another_story(out, state):
    put(out, state, "b1", story("a"), story("b"))
    history = History.load(out.stories)
    ((day, row),) = history._places(story("a").story_id)
    (path,) = out.stories.rglob("*.parquet")
    whole = pq.ParquetFile(path).read()
    for kept in ([whole.column("story_id").to_pylist().index(story("b").story_id)], []):
        other = path.with_name("other")
        pq.write_table(whole.take(pa.array(kept, pa.int64())), other)
        other.replace(path)
        module.opened_here().clear()
        with pytest.raises(LookupError, match="not where history has it"):
            history._telling(story("a").story_id, day, row)
