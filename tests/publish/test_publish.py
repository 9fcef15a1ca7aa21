from datetime import timedelta

import duckdb
import pytest
from batches_made import NOON, letter, stage, story

from newsbeam.pipeline.publish.commit import StateChange, read_commit, write_commit
from newsbeam.pipeline.publish.finish import finish
from newsbeam.pipeline.publish.plan import plan
from newsbeam.pipeline.publish.rows import growths_of, publish
from newsbeam.pipeline.stages.ledger import Clustered
from newsbeam.schemas.errors import OutputError


def rows(out, columns="story_id, revision, country, date"):
    found = duckdb.sql(
        f"SELECT {columns} FROM read_parquet('{out.stories}/**/*.parquet', hive_partitioning=true, hive_types_autocast=false)"
        " ORDER BY headline, revision"
    )
    return found.fetchall()


def files(out):
    found = [*out.stories.rglob("*.parquet"), *out.dead_letters.rglob("*.parquet")]
    return {p: (p.stat().st_size, p.stat().st_mtime_ns, p.stat().st_ino) for p in found}


def batch(out, state, batch_id, stories, **more):
    commit = stage(out, batch_id, stories, **more)
    write_commit(out, commit)
    growths = publish(out, commit)
    finish(out, state, commit)
    return growths


def test_a_batch_becomes_rows_in_their_partitions(out, state):
    growths = batch(out, state, "b1", [story("a"), story("b", country="NA"), story("c", country="NO"), story("d", country="ZZ")])
    assert [(g.date, g.country, g.rows_added) for g in growths] == [("2026-03-10", c, 1) for c in ("NA", "NO", "PK", "ZZ")]
    assert sorted(r[2] for r in rows(out)) == ["NA", "NO", "PK", "ZZ"]
    assert {g.file for g in growths} == {f"date=2026-03-10/country={c}/stories-00000.parquet" for c in ("NA", "NO", "PK", "ZZ")}
    assert not any(out.staging.iterdir())


def test_publishing_twice_adds_nothing(out, state):
    commit = stage(out, "b1", [story("a"), story("a", 2), story("b")], state=StateChange(letters=(letter(),)))
    write_commit(out, commit)
    assert read_commit(out.batch("b1")) == commit
    assert [g.rows_added for g in growths_of(out, plan(out, commit))] == [3]
    assert not list(out.stories.rglob("*.parquet"))
    publish(out, commit)
    before = files(out)
    assert publish(out, commit) == ()
    assert files(out) == before
    finish(out, state, commit)
    assert state.execute("SELECT times FROM dead_letters").fetchall() == [(1,)]


def test_revisions_are_numbered_in_order_of_publication(out, state):
    batch(out, state, "b1", [story("a", 2)])
    batch(out, state, "b2", [story("a", 3), story("a", 1)])
    found = rows(out, "revision, revision_kind, revision_order, supersedes")
    assert [r[:3] for r in sorted(found)] == [(1, "original", "00000002"), (2, "update", "00000001"), (3, "update", "00000003")]
    of = {r[0]: r[3] for r in found}
    assert of[1] is None
    assert of[2] is None  # an old telling that comes late replaces nothing
    assert of[3] == story("a", 2).telling_id


def test_all_tellings_lie_with_the_first(out, state):
    batch(out, state, "b1", [story("a")])
    later = NOON + timedelta(days=40)
    batch(out, state, "b2", [story("a", 2, country="IN"), story("b", country="PK"), story("b", 2, country="IN")])
    batch(out, state, "b3", [story("b", 3, at=NOON + timedelta(days=1), country="AF")], published_at=later - timedelta(days=20))
    assert {r[2:] for r in rows(out)} == {("PK", "2026-03-10")}


def test_a_fragment_that_changed_is_refused(out):
    commit = stage(out, "b1", [story("a")])
    (out.batch("b1") / commit.fragments[0].file).write_bytes(b"PAR1")
    with pytest.raises(OutputError, match="not the fragment that was committed"):
        publish(out, commit)


def test_a_published_cluster_is_never_renumbered(out, state):
    """Whatever the batch made of a later telling, and where it made nothing of one that repeats the text."""
    first, led = story("a"), story("b")
    verdicts = (Clustered(first.story_id, first.telling_id, first.story_id, None, None),)
    member = Clustered(led.story_id, led.telling_id, first.story_id, "near", 0.9)
    batch(out, state, "b1", [first, led], clusters=(*verdicts, member))
    changed, same, repeated = story("b", 2), story("b", 3), story("b", 4)
    own = Clustered(changed.story_id, changed.telling_id, changed.story_id, None, None)
    kept = Clustered(same.story_id, same.telling_id, first.story_id, "contains", 0.6)
    batch(out, state, "b2", [changed, same, repeated], clusters=(own, kept))
    found = [row for row in rows(out, "headline, cluster_id, cluster_relation, cluster_similarity") if row[0].startswith("b")]
    assert [row[1:] for row in found] == [
        (first.story_id, "near", 0.9),
        (first.story_id, None, None),
        (first.story_id, "contains", 0.6),
        (first.story_id, "near", 0.9),
    ]
