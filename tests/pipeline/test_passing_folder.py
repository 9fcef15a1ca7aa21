"""A folder that several processes use goes with the last of them, and not before."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
USER = "import sys; from pathlib import Path; from newsbeam.pipeline.process.passing_folder import use; use(Path(sys.argv[1])); use(Path(sys.argv[1])); print('uses', flush=True); sys.stdin.read()"


def user(folder: Path) -> subprocess.Popen:
    process = subprocess.Popen([sys.executable, "-c", USER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"uses\n"
    return process


@pytest.fixture
def folder(tmp_path) -> Path:
    folder = tmp_path / "workers" / "place"
    (folder / "stories").mkdir(parents=True)
    (folder / "stories" / "file").write_bytes(b"kept")
    return folder


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.parent.iterdir())


def test_the_last_of_two_takes_it_along_however_they_end(folder):
    first, second = user(folder), user(folder)
    first.kill()  # without a word
    first.communicate()
    end = time.monotonic() + 30
    while len(list((folder.parent / "place.users").iterdir())) > 1:
        assert time.monotonic() < end
        time.sleep(0.02)
    assert (folder / "stories" / "file").read_bytes() == b"kept", "the other one uses it"
    second.communicate()
    while left(folder):
        assert time.monotonic() < end, left(folder)
        time.sleep(0.02)


def test_whoever_comes_after_the_last_has_a_folder_of_its_own(folder):
    user(folder).communicate()
    end = time.monotonic() + 30
    while left(folder):
        assert time.monotonic() < end, left(folder)
        time.sleep(0.02)
    folder.mkdir()
    last = user(folder)
    assert left(folder) == ["place", "place.users"]
    last.communicate()
    while left(folder):
        assert time.monotonic() < end, left(folder)
        time.sleep(0.02)
