"""Staged rows: their keys first, their payload a row group at a time, in whatever order a partition wants it."""

import random
from dataclasses import replace
from hashlib import sha256

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from batches_made import stage, story

from newsbeam.pipeline.publish.commit import write_commit
from newsbeam.pipeline.publish.finish import recover
from newsbeam.pipeline.publish.fragments import payloads, read_keys
from newsbeam.pipeline.publish.staged_file import StagedFile
from newsbeam.pipeline.stages.ledger import FragmentRef
from newsbeam.schemas.arrow import STORY_SCHEMA
from newsbeam.schemas.errors import OutputError


@pytest.fixture(params=["arrow", "parquet"])
def staged(out, request):
    """Two fragments of several groups each, as they are staged now and as a newsbeam before 0.2 staged them."""
    commit = stage(out, "b1", [story(f"s{n}", country="PK" if n % 3 else "NO") for n in range(61)])
    refs = []
    for one in commit.fragments:
        path = out.batch("b1") / one.file
        table = pq.read_table(path)
        if request.param == "parquet":
            pq.write_table(table, path, row_group_size=7)
        else:
            with pa.ipc.new_file(path, table.schema) as file:
                file.write_table(table.combine_chunks(), max_chunksize=7)
        refs.append(FragmentRef(one.file, one.rows, sha256(path.read_bytes()).hexdigest()))
    return out.batch("b1"), replace(commit, fragments=tuple(refs))


@pytest.mark.parametrize("seed", range(5))
def test_rows_come_whole_and_in_the_order_asked_for(staged, seed):
    folder, commit = staged
    rows = read_keys(folder, commit)
    assert len({row.story_id for row in rows}) == 61
    texts = {one.story_id: one.body_text for one in (story(f"s{n}") for n in range(61))}
    chance = random.Random(seed)
    with payloads(folder, commit) as payload:
        for size in (1, 5, 61, 30):
            wanted = chance.sample(rows, size)
            table = payload.take(wanted)
            assert table.column("story_id").to_pylist() == [row.story_id for row in wanted]
            assert table.column("body_text").to_pylist() == [texts[row.story_id] for row in wanted]


def test_no_row_group_is_read_twice_where_rows_come_in_order(staged, monkeypatch):
    folder, commit = staged
    rows = read_keys(folder, commit)
    with payloads(folder, commit) as payload:
        read = []
        real = StagedFile.group
        monkeypatch.setattr(StagedFile, "group", lambda self, n: read.append((id(self), n)) or real(self, n))
        for begin in range(0, 61, 4):
            payload.take([row for row in rows if begin <= row.at < begin + 4])
    assert len(read) == len(set(read)) == sum(one.rows // 7 + bool(one.rows % 7) for one in commit.fragments)


def test_other_rows_than_were_committed_are_refused(staged):
    folder, commit = staged
    wrong = replace(commit, fragments=(commit.fragments[0]._replace(rows=3), commit.fragments[1]))
    with pytest.raises(OutputError, match="rows or columns are not those that were committed"):
        read_keys(folder, wrong)


def test_a_batch_that_an_older_version_staged_is_published(out, state):
    commit = stage(out, "b1", [story("a"), story("b")])
    folder, fragments = out.batch("b1"), []
    for one in commit.fragments:  # as schema version 1 had it
        table = pq.read_table(folder / one.file)
        pq.write_table(
            table.select([n for n in table.schema.names if n not in ("text", "region", "focus_countries")]), folder / one.file
        )
        fragments.append(one._replace(digest=sha256((folder / one.file).read_bytes()).hexdigest()))
    commit = replace(commit, fragments=tuple(fragments))
    write_commit(out, commit)
    recover(out, state)
    (path,) = out.stories.rglob("*.parquet")
    rows = pq.ParquetFile(path).read()
    assert rows.schema.equals(STORY_SCHEMA)
    assert rows.column("text").to_pylist() == rows.column("body_text").to_pylist(), "which that version did not write, and is known"
    assert rows.column("partition_country").to_pylist() == ["PK", "PK"]
