"""The real stages under kills, a few of them; `python tests/durability/real.py` does all."""

import subprocess
import sys

import pytest
from real import Wire, at_random, command, rows, with_failpoints

from newsbeam.pipeline.dataset.output import Output

pytestmark = pytest.mark.slow
FAULTS = ("lost", "doubled", "differing", "unreadable", "orphans", "pending", "requests over polls")


def test_kills_at_failpoints(tmp_path):
    verdict = with_failpoints(tmp_path, ["after_land_sync:1", "after_rename:2", "mid_txn:1"])
    assert verdict["died"] == 3
    assert verdict["rows"] > 50
    assert {fault: verdict[fault] for fault in FAULTS} == dict.fromkeys(FAULTS, 0)


def test_kills_of_the_command_with_its_process_group(tmp_path):
    verdict = at_random(tmp_path, 1, group=True)
    assert verdict["rows"] > 10
    assert {fault: verdict[fault] for fault in FAULTS} == dict.fromkeys(FAULTS, 0)


def test_a_second_run_is_sent_away_and_a_lost_state_made_anew_by_command(tmp_path):
    wire = Wire(tmp_path)
    wire.tick = 1
    out = Output(tmp_path / "out")
    out.prepare()
    with out.lock():
        refused = subprocess.run(command(wire, out.root, 1), check=False, capture_output=True, text=True)
    assert refused.returncode == 75
    assert len(refused.stderr.strip().splitlines()) == 1
    assert subprocess.run(command(wire, out.root, 1), check=False, capture_output=True).returncode == 0
    before = rows(out.root)
    out.database.write_bytes(b"not a database at all" * 100)
    broken = subprocess.run(command(wire, out.root, 1), check=False, capture_output=True, text=True)
    assert broken.returncode == 3
    assert "--rebuild-state" in broken.stderr
    rebuild = [sys.executable, "-m", "newsbeam", "doctor", "--rebuild-state", "--out", str(out.root)]
    assert subprocess.run(rebuild, check=False, capture_output=True).returncode == 0
    assert subprocess.run(command(wire, out.root, 1), check=False, capture_output=True).returncode == 0
    assert rows(out.root) == before
