import sys
from datetime import timedelta

import pyarrow.parquet as pq
import pytest
from batches_made import NOON, stage, story

from newsbeam.pipeline.publish.commit import write_commit
from newsbeam.pipeline.publish.finish import finish, recover, seal_due
from newsbeam.pipeline.publish.rows import publish


def put(out, state, number, *stories, at=NOON):
    commit = stage(out, f"b{number:03}", stories, published_at=at)
    write_commit(out, commit)
    publish(out, commit)
    finish(out, state, commit)


def groups(out):
    return {p.parent.name: pq.read_metadata(p).num_row_groups for p in out.stories.rglob("*.parquet")}


@pytest.mark.slow
def test_a_file_of_many_row_groups_is_sealed(out, state, monkeypatch):
    monkeypatch.setattr(sys.modules["newsbeam.pipeline.publish.finish"], "MANY_GROUPS", 4)
    for number in range(5):
        put(out, state, number, story(str(number)))
        if number < 4:
            assert seal_due(out, state, NOON) == ()
    assert seal_due(out, state, NOON) == ("date=2026-03-10/country=PK",)
    assert groups(out) == {"country=PK": 1}
    put(out, state, 40, story("later"))
    assert groups(out) == {"country=PK": 2}
    assert len(list(out.stories.rglob("*.parquet"))) == 1


def test_a_settled_date_is_sealed_once_a_quiet_day_has_passed(out, state):
    for number in range(3):
        put(out, state, number, story(str(number)))
    assert seal_due(out, state, NOON + timedelta(days=1)) == ()
    late = NOON + timedelta(days=3)
    put(out, state, 4, story("late"), at=late)
    assert seal_due(out, state, late) == ()
    assert seal_due(out, state, late + timedelta(days=1)) == ("date=2026-03-10/country=PK",)
    assert seal_due(out, state, late + timedelta(days=2)) == ()
    assert groups(out) == {"country=PK": 1}


def test_no_more_are_sealed_at_once_than_asked(out, state):
    for number in range(2):
        put(out, state, number, *(story(f"{number}{c}", country=c) for c in ("PK", "NA", "IN")))
    late = NOON + timedelta(days=3)
    assert len(seal_due(out, state, late, limit=2)) == 2
    assert len(seal_due(out, state, late, limit=2)) == 1


def test_recovery_tells_what_it_did(out, state):
    commit = stage(out, "b1", [story("a")])
    write_commit(out, commit)
    stage(out, "b2", [story("b")])
    (out.staging / "litter").write_text("x")
    found = recover(out, state)
    assert [(batch, [g.rows_added for g in growths]) for batch, growths in found.rolled_forward] == [("b1", [1])]
    assert found.dropped == ("b2",)
    assert not any(out.staging.iterdir())
    assert recover(out, state) == ((), ())


@pytest.mark.slow
def test_of_a_growing_file_only_the_small_row_groups_are_written_anew(out, state, monkeypatch):
    """The first sealing is whole; after it what is large stays byte for byte, until what came since is as much; at the end all is one."""
    monkeypatch.setattr(sys.modules["newsbeam.pipeline.publish.finish"], "MANY_GROUPS", 8)
    partition = ("date=2026-03-10/country=PK",)
    seen = []
    put(out, state, 0, *(story(f"s{n}") for n in range(40)))
    for number in range(1, 60):
        put(out, state, number, story(f"late{number}"))
        (before,) = (path.read_bytes() for path in out.stories.rglob("*.parquet"))
        if seal_due(out, state, NOON):
            (path,) = out.stories.rglob("*.parquet")
            metadata = pq.read_metadata(path)
            seen.append([metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)])
            if len(seen[-1]) > 1:
                end = metadata.row_group(metadata.num_row_groups - 1).column(0).data_page_offset
                assert path.read_bytes()[:end] == before[:end]
            rows = pq.read_table(path, page_checksum_verification=True)
            assert len(set(rows.column("story_id").to_pylist())) == rows.num_rows == 40 + number
        assert max([0, *groups(out).values()]) <= 8
    assert seen[0] == [40, 8]
    assert max(map(sum, seen)) == sum(seen[-1]) > 80
    assert min(map(len, seen)) == 1 < max(map(len, seen)), "what came since was as much as what stayed"
    assert seal_due(out, state, NOON + timedelta(days=3)) == partition
    assert groups(out) == {"country=PK": 1}
    (path,) = out.stories.rglob("*.parquet")
    created = pq.read_table(path, columns=["first_created", "story_id"]).to_pylist()
    assert [tuple(row.values()) for row in created] == sorted(tuple(row.values()) for row in created)
    assert len(created) == 99
    assert seal_due(out, state, NOON + timedelta(days=5)) == ()


@pytest.mark.slow
def test_large_row_groups_of_a_growing_file_stay_and_are_not_counted(out, state, monkeypatch):
    monkeypatch.setattr(sys.modules["newsbeam.pipeline.publish.finish"], "MANY_GROUPS", 8)
    seal = sys.modules["newsbeam.pipeline.publish.seal"]
    for module in (seal, sys.modules["newsbeam.pipeline.dataset.published_file"]):
        monkeypatch.setattr(module, "LARGE", 12_000)
    monkeypatch.setattr(seal, "TOGETHER_BYTES", 24_000)
    before, sealed = [], 0
    for number in range(80):
        put(out, state, number, *(story(f"{number}-{n}") for n in range(6)))
        sealed += len(seal_due(out, state, NOON))
        (path,) = out.stories.rglob("*.parquet")
        metadata = pq.read_metadata(path)
        sizes = [metadata.row_group(n).total_byte_size for n in range(metadata.num_row_groups)]
        rows = [metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)]
        large = [(count, size) for count, size in zip(rows, sizes, strict=True) if size >= 12_000]
        assert large[: len(before)] == before, "a large group is not written again"
        assert sum(size < 12_000 for size in sizes) <= 9 + sealed, sizes
        assert pq.read_table(path, columns=["story_id"], page_checksum_verification=True).num_rows == 6 * (number + 1)
        before = large
    assert len(before) > 16
    assert sealed <= 12, "large groups alone make no partition due"
    assert seal_due(out, state, NOON + timedelta(days=3)) == ("date=2026-03-10/country=PK",)
    assert groups(out) == {"country=PK": 1}
