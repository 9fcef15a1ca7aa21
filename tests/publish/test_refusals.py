"""What is never built upon: damaged, foreign, newer, or led elsewhere by a link. The batch stops before anything is touched."""

import random

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from batches_made import stage, story

from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.publish.commit import write_commit
from newsbeam.pipeline.publish.finish import finish
from newsbeam.pipeline.publish.rows import publish
from newsbeam.schemas.arrow import STORY_SCHEMA
from newsbeam.schemas.errors import LockHeld, OutputError, UnsafeOutputPath


@pytest.fixture
def published(out, state):
    commit = stage(out, "b1", [story("a"), story("b", country="NA")])
    write_commit(out, commit)
    publish(out, commit)
    finish(out, state, commit)
    return out.stories / "date=2026-03-10" / "country=PK" / "stories-00000.parquet"


def files(out):
    return {p: (p.stat().st_size, p.stat().st_mtime_ns, p.stat().st_ino) for p in out.stories.rglob("*.parquet")}


def rewritten(path, version):
    table = pq.read_table(path, partitioning=None)
    pq.write_table(table.replace_schema_metadata({"newsbeam.schema_version": version} if version else {}), path)


def cut(path):
    path.write_bytes(path.read_bytes()[:-30])


def flipped(path):
    """Damage inside a column that publishing reads."""
    column = next(c for c in (pq.read_metadata(path).row_group(0).column(n) for n in range(10)) if c.path_in_schema == "story_id")
    begin = column.dictionary_page_offset or column.data_page_offset
    damaged = bytearray(path.read_bytes())
    damaged[begin : begin + column.total_compressed_size] = random.Random(7).randbytes(column.total_compressed_size)
    path.write_bytes(damaged)


def linked(path):
    path.rename(path.with_name("elsewhere"))
    path.symlink_to(path.with_name("elsewhere"))


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (cut, "not a whole Parquet file"),
        (lambda p: p.write_bytes(b""), "not a whole Parquet file"),
        (flipped, "damaged"),
        (lambda p: rewritten(p, "9"), "schema version 9, this newsbeam knows 2; run the newer newsbeam"),
        (lambda p: rewritten(p, None), "not written by newsbeam"),
        (lambda p: p.rename(p.with_name("mine.parquet")), "not written by newsbeam"),
        (lambda p: pq.write_table(pa.table({"a": [1]}), p), "not written by newsbeam"),
        (linked, "is a symlink"),
    ],
)
def test_what_is_not_ours_or_not_whole_is_refused(out, published, harm, says):
    harm(published)
    before = files(out)
    commit = stage(out, "b2", [story("c"), story("d", country="NA")])
    write_commit(out, commit)
    with pytest.raises(OutputError, match=says) as refused:
        publish(out, commit)
    assert "\n" not in str(refused.value)
    assert files(out) == before


def test_an_older_schema_is_closed_and_the_next_file_begins(out, published, monkeypatch):
    older = pq.read_table(published, partitioning=None).drop_columns(["newsbeam_version"])
    pq.write_table(older.replace_schema_metadata({"newsbeam.schema_version": "0"}), published)
    before = published.read_bytes()
    commit = stage(out, "b2", [story("a"), story("a", 2), story("c")])
    write_commit(out, commit)
    (growth,) = publish(out, commit)
    assert growth.rows_added == 2  # what the older file holds is not published again
    assert growth.file.endswith("country=PK/stories-00001.parquet")
    assert published.read_bytes() == before
    query = f"SELECT count(*), max(revision) FROM read_parquet('{out.stories}/**/*.parquet', union_by_name=true)"
    assert duckdb.sql(query).fetchall() == [(4, 2)]
    assert pq.read_schema(published.with_name("stories-00001.parquet")).equals(STORY_SCHEMA)


def test_a_full_file_is_closed(out, published, monkeypatch):
    monkeypatch.setattr("newsbeam.pipeline.publish.files.FULL_BYTES", 10)
    commit = stage(out, "b2", [story("c")])
    write_commit(out, commit)
    assert [g.file for g in publish(out, commit)] == ["date=2026-03-10/country=PK/stories-00001.parquet"]


@pytest.mark.parametrize("folder", ["stories", "landing", "_state", "_staging", "dead_letters", "runs"])
def test_a_link_inside_the_output_is_refused(tmp_path, folder):
    (tmp_path / "elsewhere").mkdir()
    out = Output(tmp_path / "out")
    out.root.mkdir()
    (out.root / folder).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UnsafeOutputPath, match=f"{folder}: is a symlink"):
        out.prepare()
    assert not any((tmp_path / "elsewhere").iterdir())


def test_a_linked_partition_is_refused(out, published, tmp_path):
    partition = published.parent
    partition.rename(tmp_path / "elsewhere")
    partition.symlink_to(tmp_path / "elsewhere")
    commit = stage(out, "b2", [story("c")])
    with pytest.raises(UnsafeOutputPath):
        publish(out, commit)


def test_one_writer(out):
    with out.lock(), pytest.raises(LockHeld, match="another run"), out.lock():
        pass
    with out.lock():
        pass


def test_a_file_where_the_output_should_be(tmp_path):
    (tmp_path / "out").write_text("hello")
    with pytest.raises(OutputError, match="is a file, a folder is needed"):
        Output(tmp_path / "out").prepare()
