"""What all tests share."""

import gc
import os
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from newsbeam.pipeline.dataset import reading

# The first example of a process may load a gazetteer or a date parser: a deadline, or a bound on how long examples take to draw,
# would tell of that and of the machine's load. A commit meets the same examples wherever it is tested, so that a failure is its own;
# `--hypothesis-profile=search` draws new ones, and says how to draw a failing one again.
settings.register_profile("search", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow], derandomize=False)
settings.register_profile("newsbeam", settings.get_profile("search"), derandomize=True, database=None)
settings.register_profile("quick", settings.get_profile("newsbeam"), max_examples=25)
settings.load_profile("newsbeam")

# A plain loop is faster than an engine and starts no threads; the tests of engines, the samples and some plays name Beam's.
os.environ.setdefault("NEWSBEAM_RUNNER", "inline")

# argparse looks for its words in the user's language, for each of the command line's forty parsers anew.
os.environ["LANGUAGE"] = "C"

# Containers say that Python shall keep no compiled files: each of the hundred processes that tests start would compile all anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Every batch is synced some forty times, and a disk takes milliseconds for each. What is synced before what, and what a power loss
# leaves, is tested by the calls (tests/durability), not by a disk.
_MEMORY, _ENOUGH = Path("/dev/shm"), 2 * 1024**3  # a container may have 64 MB of it
if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ENOUGH:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))


# As a command's own process does (`newsbeam.pipeline.process.memory`): what pytest holds is looked through in vain every 700 objects.
gc.set_threshold(50_000, 10, 10)

_ALL_SLOW = re.compile(r"^pytestmark = \[?(?:\s*pytest\.mark\.\w+,)*\s*pytest\.mark\.slow\b", re.MULTILINE)


def pytest_configure(config: pytest.Config) -> None:
    """The quick tests draw fewer examples; `--hypothesis-profile` has the last word."""
    if "not slow" in config.getoption("markexpr") and not config.getoption("--hypothesis-profile"):
        settings.load_profile("quick")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Where slow tests are left out, do not import files of slow tests alone, with the engines and clouds that they need."""
    if collection_path.suffix != ".py" or "not slow" not in config.getoption("markexpr"):
        return None
    return True if _ALL_SLOW.search(collection_path.read_text(encoding="utf-8")) else None


_LONG = (
    "test_kills.py", "test_object_store.py", "test_power_loss.py", "test_simulation.py", "test_hostile_ingest.py", "test_gazetteer.py",
    "test_settled.py", "test_hostile.py", "test_wheel.py", "test_transforms.py", "test_language_model.py", "test_library.py",
    "test_pool.py", "test_poll.py", "test_lean.py", "test_shards.py",
)  # fmt: skip
"""The files that take longest, whose tests are few or many."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take long come first: of several processes that take a file at a time, none is left alone with one in the end."""
    slow = Counter(item.path for item in items if item.get_closest_marker("slow"))
    first = {name: at for at, name in enumerate(_LONG)}
    items.sort(key=lambda item: (first.get(item.path.name, len(_LONG)) if slow[item.path] else len(_LONG), -slow[item.path]))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[pytest.TestReport]:
    """Where a tool was made for the tests just before (`make recipes`, `make test-engines`, `make test-flink`), a test that does not find it fails."""
    report: pytest.TestReport = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("NEWSBEAM_NO_SKIPS"):
        report.outcome, report.longrepr = (
            "failed",
            f"{item.nodeid}: NEWSBEAM_NO_SKIPS is set, and it was skipped: {report.longrepr}",
        )
    return report


@pytest.fixture(autouse=True, scope="module")
def what_is_loaded_is_not_searched_again():
    """A run looks for garbage when it ends, and here it would look through every module and table that earlier tests loaded."""
    gc.freeze()


@pytest.fixture
def millions_of_objects():
    """What a test makes are millions of objects without cycles: looking through them for garbage takes a third of its time."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(autouse=True, scope="session")
def lists_hold_soon():
    """Each batch waits 50 ms for the moment of its list, here five: nobody queries meanwhile. Where readers race a writer
    (tests/durability), and where a test runs the command, they are processes of their own, which wait as shipped.
    """
    reading.AHEAD = 5_000


@pytest.fixture(scope="session", autouse=True)
def temporary_files_go_with_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Beam makes a folder for every pipeline, and removes it of those that are run: tests make many that are not, or are refused."""
    folder = str(tmp_path_factory.mktemp("temporary"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", folder)
        patch.setattr(tempfile, "tempdir", folder)
        yield
