"""How a row group is written, seen in its file: what is compressed, what its footer tells, what a growing file keeps."""

import errno
import os
import random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from newsbeam.pipeline.publish import grow, row_groups
from newsbeam.pipeline.publish.grow import append_groups, begin, copy_prefix, data_end, extend, footer_bytes
from newsbeam.pipeline.publish.letters import LETTER_SCHEMA
from newsbeam.pipeline.publish.row_groups import (
    DAY,
    OPEN_GROUP,
    SEALED,
    SETTLED,
    SMALL_GROUP,
    growing,
    leaves,
    of_a_day,
    options,
    sealed,
    writing,
)
from newsbeam.schemas.arrow import CURRENT_SCHEMA, DAY_SCHEMA, STORY_SCHEMA

SOME = pa.schema(
    [
        ("telling_id", pa.string()),
        ("story_id", pa.string()),
        ("first_created", pa.int64()),
        ("published_at", pa.int64()),
        ("provider", pa.string()),
        ("headline", pa.string()),
        ("names", pa.list_(pa.string())),
    ],
    metadata={"newsbeam.schema_version": "1"},
)


def table(rows):
    columns = {
        "telling_id": [f"t{n}" for n in range(rows)],
        "story_id": [f"s{n}" for n in range(rows)],
        "first_created": list(range(rows)),
        "published_at": [7] * rows,
        "provider": ["p"] * rows,
        "headline": ["h" * 40] * rows,
        "names": [["a", "b"]] * rows,
    }
    return pa.table(columns, schema=SOME)


def columns_of(path, group=0):
    metadata = pq.read_metadata(path)
    return {one.path_in_schema: one for one in (metadata.row_group(group).column(n) for n in range(metadata.num_columns))}


def test_every_name_that_a_column_is_chosen_by_is_a_column():
    names = row_groups._LONG | row_groups._SOUGHT | row_groups._UNIQUE | row_groups._SOUGHT_IN_SMALL
    assert names <= {*STORY_SCHEMA.names, "country"}, "country is a folder's name in stories/, a column in a file for readers"


@pytest.mark.parametrize("schema", [STORY_SCHEMA, DAY_SCHEMA, CURRENT_SCHEMA, LETTER_SCHEMA, SOME])
def test_leaves_are_named_as_parquet_names_them(schema, tmp_path):
    pq.write_table(schema.empty_table(), tmp_path / "none.parquet")
    written = pq.read_metadata(tmp_path / "none.parquet").schema
    assert leaves(schema) == {written.column(n).path for n in range(len(written.names))}


def test_what_a_reader_filters_by_has_its_bounds_in_a_large_group_and_a_dictionary_where_values_repeat(tmp_path):
    path = tmp_path / "large.parquet"
    assert begin(path, table(OPEN_GROUP)) == OPEN_GROUP
    columns = columns_of(path)
    assert {name for name, one in columns.items() if one.is_stats_set} == {
        "telling_id",
        "story_id",
        "first_created",
        "published_at",
        "provider",
    }
    assert {name for name, one in columns.items() if one.has_dictionary_page} == {
        "first_created",
        "published_at",
        "provider",
        "names.list.element",
    }
    assert {one.compression for one in columns.values()} == {"SNAPPY"}, "its sealing packs it well"
    assert all(one.has_offset_index for one in columns.values())
    order = [(one.column_index, one.descending) for one in pq.read_metadata(path).row_group(0).sorting_columns]
    assert order == [(2, False), (1, False), (0, False)]


def test_a_few_rows_have_neither_dictionaries_nor_a_page_index_and_three_bounds(tmp_path):
    path = tmp_path / "few.parquet"
    assert begin(path, table(OPEN_GROUP - 1)) == OPEN_GROUP - 1
    columns = columns_of(path)
    assert {name for name, one in columns.items() if one.is_stats_set} == {"first_created", "published_at", "provider"}
    assert not any(one.has_dictionary_page or one.has_offset_index for one in columns.values())
    assert {one.compression for one in columns.values()} == {"SNAPPY"}


def test_a_sealed_file_of_few_rows_compresses_the_columns_that_gain(tmp_path):
    rows = table(8)
    how = sealed(8, rows)
    assert how.packed == {"telling_id", "story_id", "first_created", "published_at", "headline", "names"} - {
        name for name in rows.schema.names if rows.column(name).nbytes < 64
    }
    assert "names" in how.packed
    assert "provider" not in how.packed
    assert (how.level, sealed(SMALL_GROUP, rows), sealed(8, None)) == (9, SEALED, SEALED)
    edge = pa.table({"provider": pa.array([1] * 8, pa.int64())})
    assert edge.column(0).nbytes == 64
    assert sealed(8, edge).packed == {"provider"}
    path = tmp_path / "sealed.parquet"
    with path.open("wb") as file, writing(file, SOME, how) as writer:
        writer.write_table(rows)
    packed = {name.split(".")[0] for name, one in columns_of(path).items() if one.compression == "ZSTD"}
    assert packed == how.packed
    assert {one.compression for one in columns_of(path).values()} == {"ZSTD", "UNCOMPRESSED"}
    nothing = options(SOME.remove_metadata(), how._replace(packed=frozenset()))
    assert (nothing["compression"], nothing["compression_level"]) == ("none", None)


def test_a_day_that_is_over_is_packed_well_and_few_rows_without_dictionaries():
    for over, how in ((True, SETTLED), (False, DAY)):
        assert of_a_day(table(OPEN_GROUP), over=over) == how
        assert of_a_day(table(8), over=over) == how._replace(few=True)
    assert SETTLED.level > DAY.level


def test_what_is_written_once_more_has_smaller_pages(tmp_path):
    rows = table(OPEN_GROUP).set_column(5, SOME.field("headline"), pa.array([f"{n:01000}" for n in range(OPEN_GROUP)]))
    assert begin(tmp_path / "many", rows) == OPEN_GROUP
    found = pq.read_table(tmp_path / "many")
    assert found.column("headline").equals(rows.column("headline"))
    open_, few, sealed_ = (options(SOME, how) for how in (growing(rows), growing(table(1)), SEALED))
    assert open_["data_page_size"] == few["data_page_size"] < 1 << 20
    assert open_["write_batch_size"] * 1000 < open_["data_page_size"]
    assert "data_page_size" not in sealed_


def test_a_file_of_several_countries_is_sorted_within_each():
    several = pa.schema([*SOME, ("country", pa.string())])
    named = [(one.column_index, one.descending, one.nulls_first) for one in options(several, DAY)["sorting_columns"]]
    assert named == [(7, False, False), (2, False, False), (1, False, False), (0, False, False)]


def test_a_schema_without_the_keys_names_no_order():
    assert "sorting_columns" not in options(pa.schema([("story_id", pa.string()), ("first_created", pa.int64())]), SEALED)
    chosen = options(SOME.remove_metadata(), DAY)
    assert (chosen["write_page_checksum"], chosen["store_schema"], chosen["compression_level"]) == (True, False, 3)
    assert growing(table(1)).codec == "snappy"


@pytest.mark.parametrize("rows", [5, OPEN_GROUP])
def test_data_ends_where_the_footer_begins_and_a_group_costs_the_same_where_it_is_added(tmp_path, rows):
    path, aside = tmp_path / "one", tmp_path / "two"
    begin(path, table(rows))
    whole = path.read_bytes()
    metadata = pq.read_metadata(path)
    with path.open("rb") as file:
        assert data_end(file) == len(whole) - 8 - metadata.serialized_size
    assert footer_bytes(metadata) == whole[len(whole) - 8 - metadata.serialized_size :]
    assert extend(path, pq.read_metadata(path), aside, table(rows)) == 2 * rows
    joint = pq.read_metadata(aside)
    assert joint.row_group(1).total_byte_size == joint.row_group(0).total_byte_size
    groups = len(whole) - 8 - metadata.serialized_size - 4
    more = aside.stat().st_size - (len(whole) + groups + joint.serialized_size + 8)
    assert 0 <= more < 8  # nothing but the old, the rows (of a page index larger offsets), the footer


def test_groups_behind_more_bytes_than_the_filler_has(tmp_path):
    keep = (1 << 20) + 7
    path = tmp_path / "behind"
    path.write_bytes(b"\0" * keep)
    with path.open("r+b") as file:
        file.seek(keep)
        added = append_groups(file, keep, table(3))
        file.write(footer_bytes(added))
    assert pq.read_table(path).num_rows == 3
    assert path.read_bytes()[:keep] == b"\0" * keep


@pytest.fixture
def three_megabytes(tmp_path):
    path = tmp_path / "source"
    path.write_bytes(random.Random(7).randbytes(3 << 20))
    return path


def copied(source, length, target):
    with source.open("rb") as read, target.open("wb") as write:
        copy_prefix(read, write, length)
        assert write.tell() == length
    return target.read_bytes()


@pytest.mark.parametrize("code", [errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP])
def test_where_the_kernel_does_not_copy_we_do(three_megabytes, tmp_path, monkeypatch, code):
    def refuse(*given):
        raise OSError(code, "not here")

    monkeypatch.setattr(os, "copy_file_range", refuse)
    length = (5 << 19) + 3
    assert copied(three_megabytes, length, tmp_path / "target") == three_megabytes.read_bytes()[:length]


def test_what_the_kernel_left_we_copy_and_another_error_is_raised(three_megabytes, tmp_path, monkeypatch):
    real = os.copy_file_range
    turns = []

    def short(source, target, count, at, to):
        turns.append(count)
        return real(source, target, min(count, 1 << 19), at, to) if len(turns) < 3 else 0

    monkeypatch.setattr(os, "copy_file_range", short)
    assert copied(three_megabytes, 3 << 20, tmp_path / "target") == three_megabytes.read_bytes()
    assert turns == [3 << 20, 5 << 19, 2 << 20]

    def fails(*given, later=None):
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(os, "copy_file_range", fails)
    with pytest.raises(OSError, match="broken"):
        copied(three_megabytes, 10, tmp_path / "other")

    def fails_in_the_middle(source, target, count, at, to):
        if at:
            raise OSError(errno.EXDEV, "broken off")
        return real(source, target, 1, at, to)

    monkeypatch.setattr(os, "copy_file_range", fails_in_the_middle)
    with pytest.raises(OSError, match="broken off"):
        copied(three_megabytes, 10, tmp_path / "other")


def test_a_source_that_is_shorter_than_its_footer_says_is_named(three_megabytes, tmp_path):
    with pytest.raises(OSError, match="ends at 3145728 of 3145729 bytes"):
        copied(three_megabytes, (3 << 20) + 1, tmp_path / "target")
    assert grow.copy_prefix is copy_prefix


def test_a_writer_that_failed_is_shut_and_writes_no_footer():
    sink = pa.BufferOutputStream()
    writers = []

    def fill():
        with writing(sink, SOME, SEALED) as writer:
            writers.append(writer)
            writer.write_table(table(3))
            raise OSError(errno.ENOSPC, "full")

    with pytest.raises(OSError, match="full"):
        fill()
    assert writers[0].is_open is False
    assert not sink.getvalue().to_pybytes().endswith(b"PAR1") or len(sink.getvalue()) == 4
