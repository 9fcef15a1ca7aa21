"""What an engine leaves in the machine's folder of temporary files, where a run every five minutes would fill it: nothing."""

import os
import subprocess
import sys
import tempfile

import pytest

from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.process.temporary import temporary_files_in

FEED = """<rss version="2.0"><channel><title>Quay</title><item><title>Ferry sails</title><guid>quay-1</guid>
<description>The ferry to the islands sails again.</description></item></channel></rss>"""


def test_what_is_left_goes_and_the_machines_folder_is_used_again(tmp_path):
    before = tempfile.gettempdir()

    def fail():
        with temporary_files_in(tmp_path / "one"):
            raise KeyError(tempfile.mkdtemp())

    with pytest.raises(KeyError, match="/one/"):
        fail()
    assert tempfile.gettempdir() == before
    assert not (tmp_path / "one").exists()


@pytest.mark.slow  # starts a process, and Beam
def test_a_direct_run_leaves_no_temporary_files(tmp_path):
    run(tmp_path, "direct")


@pytest.mark.slow
@pytest.mark.engines
@pytest.mark.usefixtures("prism")
def test_nor_does_one_on_prism(tmp_path):
    run(tmp_path, "prism")


def run(tmp_path, runner):
    machine = tmp_path / "machine"
    machine.mkdir()
    (tmp_path / "one.xml").write_text(FEED)
    command = [
        sys.executable,
        "-m",
        "newsbeam",
        "ingest",
        "--runner",
        runner,
        "--out",
        str(tmp_path / "out"),
        str(tmp_path / "one.xml"),
    ]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "TMPDIR": str(machine)})
    assert not list(machine.iterdir())
    assert not list(Output(tmp_path / "out").staging.iterdir())
