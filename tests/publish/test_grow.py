from contextlib import contextmanager

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from batches_made import story
from hypothesis import given, settings
from hypothesis import strategies as st

from newsbeam.pipeline.publish.grow import begin, extend
from newsbeam.pipeline.publish.row_groups import OPEN_GROUP
from newsbeam.pipeline.publish.seal import seal
from newsbeam.schemas.arrow import STORY_SCHEMA
from newsbeam.schemas.errors import DamagedFile

SMALL = pa.schema(
    [("story_id", pa.string()), ("telling_id", pa.string()), ("first_created", pa.int64()), ("names", pa.list_(pa.string()))],
    metadata={"newsbeam.schema_version": "1"},
)
rows = st.lists(
    st.tuples(st.text(max_size=8), st.text(max_size=8), st.none() | st.integers(0, 9), st.none() | st.lists(st.text(max_size=3))),
    min_size=1,
    max_size=20,
)


def table(values):
    return pa.table([list(column) for column in zip(*values, strict=True)], schema=SMALL)


def grown(path, generations):
    begin(path, generations[0])
    for more in generations[1:]:
        extend(path, pq.read_metadata(path), path.with_name("aside"), more)
        path.with_name("aside").replace(path)


@given(st.lists(rows, min_size=1, max_size=5))
@settings(max_examples=10, deadline=None)
def test_a_grown_file_reads_as_all_that_was_added(tmp_path_factory, generations):
    path = tmp_path_factory.mktemp("grow") / "stories-00000.parquet"
    tables = [table(values) for values in generations]
    grown(path, tables)
    assert pq.read_table(path, page_checksum_verification=True).equals(pa.concat_tables(tables))
    assert pl.read_parquet(path).rows() == [tuple(r.values()) for t in tables for r in t.to_pylist()]


def test_every_byte_stays_where_it_was(tmp_path):
    path = tmp_path / "stories-00000.parquet"
    begin(path, table([("a", "1", 1, ["x"])] * OPEN_GROUP))
    for number in range(40):
        before = path.read_bytes()
        extend(path, pq.read_metadata(path), tmp_path / "aside", table([("b", str(number), number, None)] * 20))
        (tmp_path / "aside").replace(path)
        assert path.read_bytes()[: len(before)] == before
    metadata = pq.read_metadata(path)
    assert (metadata.num_row_groups, metadata.num_rows) == (41, OPEN_GROUP + 800)
    assert metadata.metadata[b"newsbeam.schema_version"] == b"1"
    assert metadata.row_group(0).column(0).has_offset_index
    assert duckdb.sql(f"SELECT count(*) FROM '{path}' WHERE telling_id = '7'").fetchall() == [(20,)]


@given(st.lists(rows, min_size=2, max_size=5))
@settings(max_examples=10, deadline=None)
def test_sealing_keeps_the_rows_and_sorts_them(tmp_path_factory, generations):
    path = tmp_path_factory.mktemp("seal") / "stories-00000.parquet"
    grown(path, [table(values) for values in generations])
    before = pq.read_table(path).to_pylist()
    assert seal(path, path.with_name("aside"))
    after = pq.read_table(path).to_pylist()
    assert sorted(map(repr, after)) == sorted(map(repr, before))
    keys = [(r["first_created"] is None, r["first_created"] or 0, r["story_id"], r["telling_id"]) for r in after]
    assert keys == sorted(keys, key=lambda k: (k[0], k[1], k[2].encode(), k[3].encode()))
    assert pq.read_metadata(path).num_row_groups == 1
    assert pq.read_metadata(path).metadata[b"newsbeam.schema_version"] == b"1"
    assert not seal(path, path.with_name("aside"))


def test_sealing_reads_a_large_file_group_by_group(tmp_path, monkeypatch):
    monkeypatch.setattr("newsbeam.pipeline.publish.in_order.GROUP_ROWS", 100)
    path = tmp_path / "stories-00000.parquet"
    grown(path, [table([(f"{n * 7919 % 1000:04}", str(g), n * 31 % 50, ["x"] * (n % 3)) for n in range(90)]) for g in range(6)])
    before = sorted(map(repr, pq.read_table(path).to_pylist()))
    assert seal(path, tmp_path / "aside")
    after = pq.read_table(path).to_pylist()
    assert sorted(map(repr, after)) == before
    assert [r["first_created"] for r in after] == sorted(r["first_created"] for r in after)
    assert pq.read_metadata(path).num_row_groups == 6


def test_a_sealed_file_of_long_texts_has_groups_of_some_megabytes_and_is_not_due_again(tmp_path, monkeypatch):
    monkeypatch.setattr("newsbeam.pipeline.publish.in_order.GROUP_BYTES", 64 << 10)
    path = tmp_path / "stories-00000.parquet"
    of_one = [(f"{n * 7919 % 1000:04}", "x" * 100 + str(n), n, None) for n in range(600)]
    grown(path, [table(of_one[start : start + 200]) for start in (0, 200, 400)])
    before = sorted(map(repr, pq.read_table(path).to_pylist()))
    assert seal(path, tmp_path / "aside")
    metadata = pq.read_metadata(path)
    sizes = [metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)]
    assert len(sizes) > 1
    assert min(sizes[:-1]) >= 256  # whatever their texts
    after = pq.read_table(path).to_pylist()
    assert sorted(map(repr, after)) == before
    assert [r["first_created"] for r in after] == sorted(r["first_created"] for r in after)
    assert not seal(path, tmp_path / "aside")
    extend(path, metadata, tmp_path / "grown", table(of_one[:1]))
    (tmp_path / "grown").replace(path)
    assert seal(path, tmp_path / "aside")
    assert pq.read_metadata(path).num_rows == 601


def test_what_fails_in_writing_is_no_damage_of_what_is_read(tmp_path, monkeypatch):
    path = tmp_path / "stories-00000.parquet"
    grown(path, [table([("a", "b", 1, None)]), table([("c", "d", 2, None)])])
    before = path.read_bytes()

    @contextmanager
    def full(sink, schema, how):
        raise OSError("a full disk, as Arrow says it: without a number")
        yield

    monkeypatch.setattr("newsbeam.pipeline.publish.seal.writing", full)
    with pytest.raises(OSError, match="full disk"):
        seal(path, tmp_path / "aside")
    assert path.read_bytes() == before
    monkeypatch.undo()
    path.write_bytes(before[:8] + bytes([before[8] ^ 255]) + before[9:])
    with pytest.raises(DamagedFile):
        seal(path, tmp_path / "aside")


def test_long_texts_do_not_fill_the_footer(tmp_path):
    path = tmp_path / "stories-00000.parquet"
    columns = [pa.nulls(1, f.type) if f.nullable else None for f in STORY_SCHEMA]
    made = story("a", body_text="x" * 100_000)
    filled = {
        "story_id": made.story_id,
        "telling_id": made.telling_id,
        "body_text": made.body_text,
        "fetched_at": made.fetched_at,
        "published_at": made.fetched_at,
        "revision": 1,
    }
    arrays = []
    for field, nulls in zip(STORY_SCHEMA, columns, strict=True):
        if field.name in filled:
            arrays.append(pa.array([filled[field.name]], field.type))
        elif nulls is not None:
            arrays.append(nulls)
        else:
            value = [] if pa.types.is_list(field.type) else "x" if pa.types.is_string(field.type) else 1
            arrays.append(pa.array([value], field.type))
    begin(path, pa.Table.from_arrays(arrays, schema=STORY_SCHEMA))
    assert pq.read_metadata(path).serialized_size < 20_000
