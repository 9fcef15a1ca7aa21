"""The real stages under kills, a few of them; `python tests/durability/real.py` does all."""

import pytest
from real import at_random, with_failpoints

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
