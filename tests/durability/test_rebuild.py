"""A state that is damaged or lost is made anew, and what follows is as if nothing had happened."""

import shutil
from pathlib import Path

import pytest
import source

from newsbeam.connectors.state.database import open_state
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.runs.rebuild import rebuild_state
from newsbeam.schemas.errors import StateError

pytestmark = pytest.mark.slow

TICKS = 8


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    out = Output(tmp_path_factory.mktemp("undisturbed") / "out")
    for tick in range(1, TICKS + 1):
        source.run(out, tick)
    return source.published(out), source.state_of(out)


@pytest.fixture(scope="module")
def five_ticks(tmp_path_factory) -> Path:
    """The folder after five ticks of it."""
    out = Output(tmp_path_factory.mktemp("five") / "out")
    for tick in range(1, 6):
        source.run(out, tick)
    return out.root


def cut(path: Path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize(
    ("harm", "journal"),
    [
        (cut, True),
        pytest.param(lambda p: p.write_bytes(b""), True, marks=pytest.mark.slow),
        (lambda p: p.unlink(), False),
        pytest.param(lambda p: p.write_text("no database" * 1000), False, marks=pytest.mark.slow),
    ],
    ids=["cut", "empty", "deleted, no journal", "foreign, no journal"],
)
def test_a_lost_state_is_made_anew(tmp_path, five_ticks, reference, harm, journal):
    out = Output(shutil.copytree(five_ticks, tmp_path / "out", symlinks=True))
    for path in out.state.glob("newsbeam.db-*"):
        path.unlink()
    harm(out.database)
    if not journal:
        for path in (out.state / "journal").iterdir():
            path.unlink()
    with out.lock():
        rebuilt = rebuild_state(out, source.at(6))
    assert (rebuilt.records, rebuilt.pending, rebuilt.letters) == (5, 0, 1)
    for tick in range(6, TICKS + 1):
        source.run(out, tick)
    assert source.published(out) == reference[0]
    assert source.state_of(out) == reference[1]


def test_what_was_landed_and_not_yet_done_is_still_owed(tmp_path, five_ticks, reference):
    out = Output(shutil.copytree(five_ticks, tmp_path / "out", symlinks=True))
    conn = open_state(out.database)
    source._poll(out, conn, 6)
    conn.close()
    out.database.unlink()
    with out.lock():
        assert rebuild_state(out, source.at(6)).pending == 1
    for tick in range(7, TICKS + 1):
        source.run(out, tick)
    assert source.published(out) == reference[0]


def test_a_newer_state_is_refused_not_rebuilt_unasked(tmp_path):
    out = Output(tmp_path / "out")
    source.run(out, 1)
    conn = open_state(out.database)
    conn.execute("PRAGMA user_version = 99")
    conn.close()
    with pytest.raises(StateError, match="run the newer newsbeam"):
        source.run(out, 2)
