"""What a batch adds: decided from its keys and from what is published."""

from datetime import timedelta

import pyarrow.parquet as pq
import pytest
from batches_made import NOON, stage, story

from newsbeam.pipeline.dataset.history import History, make_index, opened_here
from newsbeam.pipeline.publish.commit import write_commit
from newsbeam.pipeline.publish.finish import finish
from newsbeam.pipeline.publish.grow import begin
from newsbeam.pipeline.publish.plan import plan
from newsbeam.pipeline.publish.rows import publish
from newsbeam.schemas.errors import OutputError


def put(out, conn, batch_id, *stories, at=NOON):
    commit = stage(out, batch_id, stories, published_at=at)
    write_commit(out, commit)
    publish(out, commit)
    finish(out, conn, commit)


def planned(out, batch_id, *stories):
    commit = stage(out, batch_id, stories)
    return plan(out, commit)


def test_rows_stand_by_creation_then_by_their_ids_and_the_undated_last(out):
    stories = [story(name, at=NOON + timedelta(hours=hour)) for name, hour in (("b", 2), ("a", 1), ("c", 1), ("d", 3))]
    undated = [story(name, first_created=None) for name in ("x", "y")]
    (one,) = planned(out, "b1", *stories, *undated, story("a", 2, at=NOON + timedelta(hours=1))).additions
    keys = [(k.row.first_created, k.row.story_id, k.row.telling_id) for k in one.kept]
    assert keys == sorted(keys, key=lambda key: (key[0] is None, key[0] or 0, *key[1:]))
    assert [key[0] is None for key in keys] == [False] * 5 + [True] * 2


def test_a_row_told_twice_in_a_batch_is_passed_over_once(out):
    again = story("a")
    found = planned(out, "b1", again, story("b"), story("a", 1, entry=7))
    assert (found.fresh, found.rows, [row.story_id for row in found.passed]) == (2, 2, [again.story_id])
    assert planned(out, "b2", story("a"), story("b")).passed == ()


def test_what_another_batch_has_published_is_passed_over_and_what_this_one_has_is_counted(out, state):
    put(out, state, "b1", story("a"), story("b"))
    other = planned(out, "b2", story("a"), story("c"))
    assert (other.fresh, other.rows, [row.story_id for row in other.passed]) == (1, 1, [story("a").story_id])
    same = planned(out, "b1", story("a"), story("c"))
    assert (same.fresh, same.rows, same.passed, [one.there for one in same.additions]) == (1, 2, (), [1])


def test_the_earliest_telling_of_a_batch_fixes_the_partition(out):
    """By when it was made; where that is not known, by when it was fetched; then by its order."""
    late = story("a", 1, at=NOON + timedelta(days=1), country="IN")
    early = story("a", 2, at=NOON, country="PK")
    (one,) = planned(out, "b1", late, early).additions
    assert (one.date, one.country, len(one.kept)) == ("2026-03-10", "PK", 2)
    undated = story("b", 1, country="NA", first_created=None, fetched_at=NOON - timedelta(hours=1))
    (one,) = planned(out, "b2", story("b", 2, country="NO"), undated).additions
    assert one.country == "NA"
    undated = story("c", 1, country="NA", first_created=None, fetched_at=NOON + timedelta(hours=1))
    (one,) = planned(out, "b3", undated, story("c", 2, country="NO")).additions
    assert one.country == "NO"
    (one,) = planned(out, "b4", story("d", 2, country="NO"), story("d", 1, country="NA")).additions
    assert one.country == "NA"


def test_partitions_come_by_date_and_country(out):
    found = planned(out, "b1", story("a", country="PK"), story("b", country="IN"), story("c", at=NOON - timedelta(days=1)))
    assert [(one.date, one.country) for one in found.additions] == [
        ("2026-03-09", "PK"),
        ("2026-03-10", "IN"),
        ("2026-03-10", "PK"),
    ]


@pytest.mark.parametrize("wrong", [{"country": "pk"}, {"country": "PAK"}, {"date": "2026-3-10"}, {"date": "../2026-03-10"}])
def test_what_is_no_partition_is_a_bug_and_never_a_folder(out, wrong):
    with pytest.raises(OutputError, match="is no partition"):
        planned(out, "b1", story("a", **wrong))


def test_a_story_that_an_old_newsbeam_has_in_two_partitions_is_numbered_from_both(out, state):
    put(out, state, "b1", story("a", 1), story("b", 1))
    (path,) = out.stories.rglob("*.parquet")
    table = pq.ParquetFile(path).read()
    moved = [row for row in table.to_pylist() if row["story_id"] == story("a").story_id]
    moved[0] |= {"telling_id": story("a", 2).telling_id, "revision": 2, "revision_order": "00000002"}
    other = out.stories / "date=2026-03-11" / "country=IN"
    other.mkdir(parents=True)
    begin(other / "stories-00000.parquet", table.from_pylist(moved, schema=table.schema))
    make_index(out.stories, NOON)
    opened_here().clear()
    assert [t.date for t in History.load(out.stories).tellings(story("a").story_id)] == ["2026-03-10", "2026-03-11"]
    (one,) = planned(out, "b2", story("a", 3), story("b", 2), story("a", 2)).additions
    numbers = {k.row.telling_id: (k.revision, k.supersedes) for k in one.kept}
    assert (one.date, one.country) == ("2026-03-10", "PK")
    assert numbers == {
        story("a", 3).telling_id: (3, story("a", 2).telling_id),
        story("b", 2).telling_id: (2, story("b", 1).telling_id),
    }


def test_what_is_kept_knows_the_current_telling(out, state):
    put(out, state, "b1", story("a", 1))
    put(out, state, "b2", story("a", 4), at=NOON + timedelta(hours=1))
    (one,) = planned(out, "b3", story("a", 2), story("a", 3), story("a", 5)).additions
    by_order = sorted(one.kept, key=lambda k: k.row.revision_order)
    assert [(k.revision, k.supersedes) for k in by_order] == [(3, None), (4, None), (5, story("a", 4).telling_id)]
    assert {k.before.telling_id for k in one.kept} == {story("a", 4).telling_id}
    assert {k.before.revision for k in one.kept} == {2}
