"""Trouble that is not a crash: a clear line, nothing half done, and the next run goes on."""

import errno
import os
import resource
import subprocess
import sys
import textwrap
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import source

from newsbeam.pipeline.dataset.output import Output, refusal
from newsbeam.schemas.errors import OutputError, StateError

pytestmark = pytest.mark.slow

TICKS = 4


@contextmanager
def limited(what, soft):
    before = resource.getrlimit(what)
    resource.setrlimit(what, (soft, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(what, before)


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    out = Output(tmp_path_factory.mktemp("undisturbed") / "out")
    for tick in range(1, TICKS + 1):
        source.run(out, tick)
    return source.published(out)


@pytest.mark.parametrize("bytes_allowed", [1_000, 9_000, 30_000, 60_000])
def test_a_limit_on_file_size_loses_nothing(tmp_path, reference, bytes_allowed):
    """`ulimit -f` stands in for a full disk: it strikes the landing, a fragment, a grown file or the database, by its size."""
    out = Output(tmp_path / "out")
    refused = []
    source.run(out, 1)
    for tick in range(2, TICKS + 1):
        with limited(resource.RLIMIT_FSIZE, bytes_allowed):
            try:
                source.run(out, tick)
            except (OSError, OutputError, StateError) as error:
                refused.append(str(error))
    assert refused
    assert all("larg" in one or "disk" in one for one in refused), refused
    source.run(out, TICKS)
    assert source.published(out) == reference


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small file system")
def test_a_full_disk_loses_nothing(tmp_path, reference):
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "none", small], check=False, capture_output=True).returncode:
        pytest.skip("mounting is not permitted here")
    try:
        out = Output(small / "out")
        refused = []
        for tick in range(1, TICKS + 1):
            try:
                source.run(out, tick)
            except (OSError, OutputError, StateError) as error:
                refused.append(error)
        assert refused
        subprocess.run(["mount", "-o", "remount,size=50m", small], check=True)
        source.run(out, TICKS)
        rows = source.published(out)
        assert {row[2:4] for row in rows} == {row[2:4] for row in reference}
        assert len(rows) == len(reference)
    finally:
        subprocess.run(["umount", small], check=True)


@pytest.mark.slow
def test_few_file_handles_are_enough(tmp_path, reference):
    program = textwrap.dedent(
        """
        import resource, sys
        from pathlib import Path
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
        sys.path.insert(0, sys.argv[2])
        import source
        out = source.Output(Path(sys.argv[1]))
        for tick in range(1, int(sys.argv[3]) + 1):
            source.run(out, tick)
        """
    )
    here = str(Path(__file__).parent)
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "out"), here, str(TICKS)], check=True)
    assert source.published(Output(tmp_path / "out")) == reference


@pytest.mark.slow
def test_another_zone_of_the_machine_changes_nothing(tmp_path, reference):
    here = Path(__file__).parent
    command = [sys.executable, str(here / "source.py"), str(tmp_path / "out"), "1", str(TICKS)]
    subprocess.run(command, check=True, env=os.environ | {"TZ": "Asia/Kathmandu", "PYTHONPATH": str(here.parents[1])})
    assert source.published(Output(tmp_path / "out")) == reference


def test_a_clock_that_jumps_back_loses_nothing(tmp_path):
    out = Output(tmp_path / "out")
    for tick in (1, 2, 9, 3, 4):
        source.run(out, tick)
    keys = [row[2:4] for row in source.published(out)]
    assert len(keys) == len(set(keys))
    assert set(keys) >= source.expected_tellings(4)


def test_a_read_only_output_is_reported_before_anything_is_fetched(tmp_path, monkeypatch):
    out = Output(tmp_path / "out")
    source.run(out, 1)

    def refuse(self, *args, **kwargs):
        raise OSError(errno.EROFS, "Read-only file system", str(self))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(OutputError, match="the file system is read-only; name another --out"):
        out.prepare()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EFBIG, errno.EMFILE, errno.EIO, errno.EACCES, errno.EDQUOT])
def test_each_refusal_says_the_way_out_in_one_line(number):
    line = refusal(Path("/out"), OSError(number, os.strerror(number)))
    assert line.startswith("/out: ")
    assert "\n" not in line
    assert len(line) > len("/out: ") + 15


def test_a_refusal_names_arrows_relative_places_and_both_ends_of_a_renaming(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OSError, match="Failed to open") as refused:
        pq.write_table(pa.table({"a": [1]}), "out/.feeds.parquet.tmp")
    assert refusal(None, refused.value).startswith("out/.feeds.parquet.tmp: no such folder")
    with pytest.raises(OSError, match="No such file") as refused:
        Path("out/_staging/b.arrow").rename("out/_state/sketches/b.arrow")
    assert refusal(None, refused.value).startswith("out/_staging/b.arrow to out/_state/sketches/b.arrow: no such folder")
