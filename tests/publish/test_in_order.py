"""Rows of several files in order, whatever fits in memory: the same rows, each read once, and nothing left on disk."""

from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.pipeline.process import arrow_kernels
from newsbeam.pipeline.publish import current_file, in_order
from newsbeam.schemas.arrow import DAY_SCHEMA
from newsbeam.schemas.errors import DamagedFile

SOME = pa.schema([("first_created", pa.int64()), ("story_id", pa.string()), ("telling_id", pa.string()), ("text", pa.string())])
TIMES = st.one_of(st.none(), st.integers(0, 5))


def written(folder, rows, groups):
    """Files of these row groups (numbers of rows), in turn."""
    columns = {name: [row[at] for row in rows] for at, name in enumerate(SOME.names)}
    table, start, paths = pa.table(columns, schema=SOME), 0, []
    for number, sizes in enumerate(groups):
        paths.append(folder / f"stories-{number}.parquet")
        with pq.ParquetWriter(paths[-1], SOME, write_page_checksum=True) as writer:
            for size in sizes:
                writer.write_table(table.slice(start, size))
                start += size
    return paths


def rows_of(times):
    return [(time, f"s{at % 7}", f"t{at}", "x" * (at % 40)) for at, time in enumerate(times)]


def as_sorted(rows):
    return sorted(rows, key=lambda row: (row[0] is None, row[0] or 0, row[1], row[2]))


def given_in_order(paths, **options):
    return [tuple(row.values()) for table in in_order.in_order(paths, **options) for row in table.to_pylist()]


@given(data=st.data())
@pytest.mark.parametrize("worth", [1, 1_000])
def test_the_rows_come_sorted_whatever_fits_in_memory(tmp_path_factory, worth, data):
    groups = data.draw(st.lists(st.lists(st.integers(1, 12), min_size=1, max_size=5), min_size=1, max_size=4))
    count = sum(map(sum, groups))
    rows = rows_of(data.draw(st.lists(TIMES, min_size=count, max_size=count)))
    folder = tmp_path_factory.mktemp("partition")
    paths = written(folder, rows, groups)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrow_kernels, "WORTH", worth)
        patch.setattr(in_order, "WORTH", worth)
        patch.setattr(in_order, "GROUP_ROWS", data.draw(st.integers(1, 20)))
        tables = list(in_order.in_order(paths))
        assert max(table.num_rows for table in tables) <= in_order.GROUP_ROWS
        assert [tuple(row.values()) for table in tables for row in table.to_pylist()] == as_sorted(rows)
    assert sorted(folder.iterdir()) == paths


def test_no_more_is_in_memory_than_asked_for_and_each_row_group_is_read_once(tmp_path, monkeypatch):
    rows = [
        (time, story, telling, f"{telling:>02000}") for time, story, telling, _ in rows_of([n * 37 % 101 for n in range(4_000)])
    ]
    paths = written(tmp_path, rows, [[100] * 10] * 4)
    reads = Counter()
    there = []

    class Counting(pq.ParquetFile):
        def __init__(self, source, **options):
            super().__init__(source, **options)
            self.named = source
            there.append(self)

        def read_row_groups(self, groups, columns=None, **options):
            if columns is None:
                reads.update((self.named.name, group) for group in groups)
                assert sum(not one.closed for one in there) == 1, "one file is open at a time"
            return super().read_row_groups(groups, columns=columns, **options)

    monkeypatch.setattr(in_order.pq, "ParquetFile", Counting)
    tables = list(in_order.in_order(paths, size=1 << 20))
    assert 8 <= len(tables) <= 16
    assert sum(table.num_rows for table in tables) == 4_000
    assert len(reads) == 40
    assert set(reads.values()) == {1}
    assert all(one.closed for one in there)


def test_some_row_groups_of_a_file_alone(tmp_path):
    rows = rows_of([3, 2, 1, 9, 8, 7, 6])
    (path,) = written(tmp_path, rows, [[2, 1, 3, 1]])
    assert given_in_order([path], groups=range(1, 3)) == as_sorted(rows[2:6])


def test_rows_that_are_no_longer_wanted_leave_nothing_open(tmp_path, monkeypatch):
    monkeypatch.setattr(in_order, "GROUP_ROWS", 2)
    paths = written(tmp_path, rows_of(range(9)), [[3, 3], [3]])
    descriptors = Path("/dev/fd")
    before = len(list(descriptors.iterdir()))
    coming = in_order.in_order(paths)
    next(coming)
    coming.close()
    assert len(list(descriptors.iterdir())) == before
    assert sorted(tmp_path.iterdir()) == paths


@pytest.mark.parametrize("most", [3, 65_536])
def test_a_damaged_page_is_told_with_its_file(tmp_path, monkeypatch, most):
    monkeypatch.setattr(in_order, "GROUP_ROWS", most)
    rows = [(time, story, telling, "a text of some length " * 9) for time, story, telling, _ in rows_of(range(40))]
    paths = written(tmp_path, rows, [[10, 10], [10, 10]])
    at = pq.read_metadata(paths[1]).row_group(1).column(3).dictionary_page_offset
    held = bytearray(paths[1].read_bytes())
    held[at + 60] ^= 0xFF
    paths[1].write_bytes(held)
    with pytest.raises(DamagedFile, match=r"stories-1\.parquet"):
        list(in_order.in_order(paths))


STATUSES = st.sampled_from(["usable", "usable", "canceled", "withheld"])
TELLINGS = st.lists(
    st.tuples(st.sampled_from(["NA", "PK", "ZZ"]), st.integers(0, 6), st.integers(0, 4), STATUSES), min_size=1, max_size=40
)


@given(tellings=TELLINGS, group=st.integers(1, 9), at_once=st.integers(1, 9))
@pytest.mark.parametrize("worth", [1, 1_000])
def test_current_is_the_last_usable_telling_of_each_story_of_a_country(tmp_path_factory, worth, tellings, group, at_once):
    tellings = sorted(tellings, key=lambda one: one[0])
    day = pa.Table.from_pylist(
        [
            {
                "country": country,
                "story_id": f"s{story}",
                "revision_order": f"{order:04}",
                "pub_status": status,
                "headline": f"h{at}",
            }
            for at, (country, story, order, status) in enumerate(tellings)
        ],
        schema=pa.schema([field.with_nullable(True) for field in DAY_SCHEMA]),
    )
    path = tmp_path_factory.mktemp("day") / "day.parquet"
    pq.write_table(day, path, row_group_size=group)
    best = {}
    for at, (country, story, order, status) in enumerate(tellings):
        if (country, story) not in best or best[country, story][0] < order:
            best[country, story] = (order, at, status)
    wanted = [f"h{at}" for at, status in sorted((at, status) for _, at, status in best.values()) if status == "usable"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrow_kernels, "WORTH", worth)
        patch.setattr(current_file, "WORTH", worth)
        patch.setattr(current_file, "AT_ONCE", at_once)
        assert current_file.current_rows(day).column("headline").to_pylist() == wanted
        tables = list(current_file.current_of(path))
    assert [one for table in tables for one in table.column("headline").to_pylist()] == wanted
