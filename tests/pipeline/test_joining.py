"""Tellings under another id, brought home through whole runs: by the number that a kill names, in a batch or across runs."""

from datetime import timedelta

import pytest
from newsroom import FEEDS, NOON, item, rows, run, write

pytestmark = pytest.mark.slow

STORY = "NAIROBI - The harbour bridge will close for nine nights in June while its cables are checked, the roads board said."
KILL = "Please kill item kestrel.example 7 about the harbour bridge: the roads board has withdrawn its statement in full."


def killed_item():
    return item("kestrel.example", 9, KILL, title="KILL: harbour bridge item withdrawn")


@pytest.fixture
def desk(tmp_path):
    (tmp_path / "feeds.toml").write_text(FEEDS, encoding="utf-8")
    write(
        tmp_path, "lagoon", item("lagoon.example", 1, "Rain fell on the northern plains for a third day, traders in Nakuru said.")
    )
    return tmp_path


@pytest.mark.parametrize("together", [True, False])
def test_a_kill_finds_the_item_whose_number_it_names(desk, together):
    first = item("kestrel.example", 7, STORY, title="Harbour bridge to close")
    first = first.replace("kestrel.example-7<", "dpa-157<")
    kill = killed_item().replace("kestrel.example 7", "dpa 157")
    if not together:
        write(desk, "kestrel", first)
        run(desk)
    write(desk, "kestrel", kill, first)
    report = run(desk, at=NOON + timedelta(hours=1))
    assert report.exit_code == 0
    joined = [row for row in rows(desk / "out", "story_id, revision_kind, join_basis, pub_status") if row[1:] is not None]
    kills = [row for row in joined if row[1] == "kill"]
    assert [(row[2], row[3]) for row in kills] == [("story_number", "canceled")]
    assert kills[0][0] in {row[0] for row in joined if row[1] != "kill"}
