"""What a killed run leaves behind is cleared or told; and messages that say where and what to do."""

import json
import os
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from newsroom import NOON, run

from newsbeam.connectors.disk.failpoints import KILLED, VARIABLE
from newsbeam.connectors.state import database
from newsbeam.pipeline.cli import main
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.report.model import RunReport
from newsbeam.schemas.errors import StateError


@pytest.mark.slow
def test_a_killed_runs_batch_gets_its_report_from_the_run_that_finishes_it(desk):
    command = [
        sys.executable,
        "-m",
        "newsbeam",
        "ingest",
        "--feeds",
        str(desk / "feeds.toml"),
        "--out",
        str(desk / "out"),
        "--due",
        "all",
    ]
    died = subprocess.run(
        [*command, "--as-of", NOON.isoformat()], env=os.environ | {VARIABLE: "after_publish"}, capture_output=True, check=False
    )
    assert died.returncode == KILLED
    runs = desk / "out" / "runs"
    (runs / "20260503T120000Z-0000.html.tmp").write_text("half")
    report = run(desk, at=NOON + timedelta(hours=1))
    (batch_id,) = report.recovered
    run_report = RunReport.from_json(json.loads((runs / f"{batch_id}.json").read_text()))
    assert (run_report.batch_id, run_report.recovered) == (batch_id, (batch_id,))
    assert (runs / f"{batch_id}.html").exists()
    assert not list(runs.glob("*.tmp"))


def test_a_full_disk_never_says_rebuild_the_state(tmp_path, monkeypatch):
    out = Output(tmp_path / "out")
    out.prepare()

    class Full:
        def execute(self, *_):
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise error

        def close(self):
            pass

    with monkeypatch.context() as patch:
        patch.setattr(database.sqlite3, "connect", lambda *_, **__: Full())
        with pytest.raises(StateError, match="see to the disk and run again"):
            database.open_state(out.database)
    out.database.write_bytes(b"no database, but long enough to be taken for one" * 100)
    with pytest.raises(StateError, match="--rebuild-state"):
        database.open_state(out.database)


def test_no_message_names_a_place_as_a_dot(desk, monkeypatch, capsys):
    (desk / "out").mkdir()
    monkeypatch.chdir(desk / "out")
    out = Output(Path.cwd())
    out.prepare()
    with out.lock():
        assert main(["ingest", "--feeds", str(desk / "feeds.toml"), "--out", "."]) == 75
    assert capsys.readouterr().err.startswith(f"newsbeam: {desk / 'out'}: another run is writing here")
