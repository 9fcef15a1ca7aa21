"""A part of the harness in every run of the suite; `python tests/durability/harness.py` does all of it."""

import re
from pathlib import Path

import pytest
from harness import kill_at, kill_at_random, undisturbed
from readers import VIEWS, race_apart

from newsbeam.connectors.disk import failpoints

pytestmark = pytest.mark.slow

TICKS = 5
QUICK = ["mid_land_write:1", "after_commit:1", "after_unlist:1", "after_rename:5", "mid_late:1", "mid_txn:1", "mid_unstage:1"]


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    return undisturbed(tmp_path_factory.mktemp("undisturbed") / "out", TICKS)


def clean(verdict):
    return verdict._replace(died=0) == (0,) * len(verdict) or verdict


def test_every_failpoint_is_passed_somewhere_and_named():
    root = Path(__file__).parents[2]
    sources = [p for room in ("connectors", "pipeline") for p in (root / room).rglob("*.py")]
    called = {name for path in sources for name in re.findall(r'failpoint\("(\w+)"\)', path.read_text("utf-8"))}
    assert called == set(failpoints.NAMES)


@pytest.mark.parametrize("name", QUICK)
def test_a_kill_loses_and_doubles_nothing(tmp_path, reference, name):
    verdict = kill_at(tmp_path / "out", reference, [name, "mid_recovery:1"], TICKS)
    assert verdict.died
    assert clean(verdict) is True


@pytest.mark.slow
def test_kills_at_one_failpoint_after_the_other(tmp_path):
    names = [f"{name}:1" for name in failpoints.NAMES]
    ticks = len(names) + 4
    verdict = kill_at(tmp_path / "out", undisturbed(tmp_path / "undisturbed", ticks), names, ticks)
    assert verdict.died > 20  # the others need an object store, or something to recover
    assert clean(verdict) is True


@pytest.mark.slow
def test_kills_at_random(tmp_path, reference):
    for seed in range(3):
        assert clean(kill_at_random(tmp_path / "out", reference, seed, TICKS, longest=0.2)) is True  # of some 0.4 s


@pytest.mark.slow
def test_readers_never_stumble_while_files_grow(tmp_path):
    batches, seen = race_apart(tmp_path / "out", 3, seals=False)
    assert batches > 3
    for name, met in seen.items():
        assert met.reads > 1, name
        assert met[1:] == (0, 0, 0, 0, 0), name


@pytest.mark.slow
def test_the_shipped_views_meet_no_error_and_never_lie_while_days_are_sealed_and_settled(tmp_path):
    batches, seen = race_apart(tmp_path / "out", 8, seals=True, readers=VIEWS, pause=1.5)
    assert batches > 3
    for name, met in seen.items():
        assert met.reads > 1, name
        assert met[1:] == (0, 0, 0, 0, 0), name


@pytest.mark.slow
def test_around_a_sealing_an_error_is_loud_and_cured(tmp_path):
    batches, seen = race_apart(tmp_path / "out", 3, seals=True)
    assert batches > 3
    for name, met in seen.items():
        assert met.reads, name
        assert (met.doubled, met.vanished, met.mixed) == (0, 0, 0), name
