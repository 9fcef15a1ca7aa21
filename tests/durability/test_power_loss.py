"""Power loss at every step of a batch (`power_loss.py` tries all of several): the table reads, and the next run completes it."""

import power_loss
import pytest

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("tick", [1, power_loss.TICK])
def test_power_loss_at_a_sample_of_steps_loses_and_doubles_nothing(tmp_path, tick):
    recorder, before = power_loss.states_of(tmp_path / "out", tick)
    assert recorder.steps > 50
    assert len({name for name in recorder.states if name.startswith("synced")}) > 15
    sample = list(recorder.states.items())[:: max(1, len(recorder.states) // 24)]
    wrong = {}
    for number, (name, disk) in enumerate(sample):
        found = power_loss.judged(disk, tmp_path / f"disk{number}", tick, before)
        if found:
            wrong[name] = found
    assert not wrong
    assert len(sample) > 20


def test_a_sync_that_is_left_out_is_noticed(tmp_path, monkeypatch):
    """The simulation can fail: a COMMIT whose bytes were never synced is a file without content."""
    from newsbeam.pipeline.publish import commit

    monkeypatch.setattr(commit, "sync_file", lambda file: file.flush())
    recorder, _ = power_loss.states_of(tmp_path / "out", 2)
    commits = {
        content
        for name, disk in recorder.states.items()
        if name.startswith("synced")
        for key, (_, content) in disk.items()
        if key.endswith("/COMMIT")
    }
    assert b"" in commits
