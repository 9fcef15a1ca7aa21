"""A partition's file is read once by a run of many batches, and again wherever anybody else wrote it."""

import os

import pyarrow.parquet as pq
import pytest
from batches_made import put, stage, story

from newsbeam.pipeline.publish import files
from newsbeam.pipeline.publish.plan import plan
from newsbeam.schemas.errors import DamagedFile


@pytest.fixture
def read(monkeypatch):
    """The files that a partition's look reads, in order."""
    seen = []
    footer = files.footer
    monkeypatch.setattr(files, "footer", lambda path: seen.append(path) or footer(path))
    return seen


def test_what_was_written_here_is_not_read_before_it_grows(out, state, read):
    for number in range(5):
        put(out, state, f"b{number}", story(f"s{number}"), story("other", number, country="NA"))
    (own,) = out.stories.rglob("country=PK/*.parquet")
    assert read.count(own) == 1, "after its first batch, which began it"
    assert pq.read_table(own).num_rows == 5
    again = plan(out, stage(out, "b9", [story("s1"), story("s9"), story("other", 9, country="NA")]))
    assert again.fresh == 2
    assert {one.country: [kept.revision for kept in one.kept] for one in again.additions} == {"PK": [1], "NA": [6]}


def test_what_another_wrote_is_looked_at_again(out, state, read):
    for number in range(3):
        put(out, state, f"b{number}", story(f"s{number}"))
    (path,) = out.stories.rglob("*.parquet")
    aside = path.with_name("aside")
    aside.write_bytes(path.read_bytes())
    read.clear()
    aside.replace(path)
    put(out, state, "b3", story("s3"))
    assert read == [path]
    assert pq.read_table(path).num_rows == 4


def test_damage_between_two_batches_is_met(out, state):
    for number in range(3):
        put(out, state, f"b{number}", story(f"s{number}"))
    (path,) = out.stories.rglob("*.parquet")
    column = pq.read_metadata(path).row_group(0).column(0)
    torn = bytearray(path.read_bytes())
    torn[column.data_page_offset + column.total_compressed_size - 1] ^= 0xFF
    path.write_bytes(torn)
    stat = path.stat()
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1))  # a clock may tick slower than this test
    with pytest.raises(DamagedFile, match=path.name):
        plan(out, stage(out, "b3", [story("s3")]))
