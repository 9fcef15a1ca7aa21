"""Every batch is published after the one before it, whatever the clocks of their runs said."""

from datetime import timedelta

import pytest
from newsroom import NOON, fall_over, item, rows, run, write

from newsbeam.pipeline.cli import main

pytestmark = pytest.mark.slow


def test_a_run_that_began_earlier_and_got_the_lock_later_is_not_missed(desk, capsys):
    later = run(desk, at=NOON + timedelta(minutes=5))
    write(desk, "lagoon", item("lagoon.example", 2, "LAGOS - The market hall opens at nine, the county said."))
    earlier = run(desk, at=NOON)
    published = rows(desk / "out", "batch_id, published_at", "published_at")
    assert [one[0] for one in published] == [later.batch_id] * 4 + [earlier.batch_id]
    assert main(["changes", "--out", str(desk / "out"), "--since", later.batch_id]) == 0
    shown = capsys.readouterr().out
    assert f"1 changes; next time: --since {earlier.batch_id}" in shown


def test_the_halves_of_a_batch_are_in_order_with_the_batches_after_it(desk, monkeypatch):
    from newsbeam.pipeline.runs import tasks as work

    fall_over(monkeypatch, b"poison")
    monkeypatch.setattr(work, "BATCH_ENTRIES", 4)
    (desk / "feeds.toml").write_text((desk / "feeds.toml").read_text() + '\n[[feed]]\nid = "sour"\npath = "sour.xml"\n')
    (desk / "sour.xml").write_text("poison")
    write(desk, "kestrel", *(item("kestrel.example", n, f"MOMBASA - Notice {n}: the hall opens at {n}.") for n in range(1, 5)))
    report = run(desk)
    assert len(report.batches) > 2
    lines = [
        line.split(",") for path in sorted((desk / "out" / "batches").glob("*.csv")) for line in path.read_text().splitlines()[1:]
    ]
    assert [line[0] for line in lines] == list(report.batches)
    assert [line[1] for line in lines] == sorted({line[1] for line in lines})
