"""One tree of errors, each with its exit code; and how the disk's refusal comes home from a worker."""

import ast
import errno
import importlib
import inspect
import pkgutil
import re
from argparse import Namespace
from pathlib import Path

import pytest

import newsbeam
from newsbeam.pipeline.commands import errors as answers
from newsbeam.pipeline.commands.errors import answered
from newsbeam.pipeline.runners.faults import FAULT_FILE, disk_fault, expect_faults, reported_fault, reporting_faults
from newsbeam.schemas import errors
from newsbeam.schemas.errors import ConfigError, EngineGone, LockHeld, NewsbeamError, OutputError

SIGNALS = {"EngineLost", "StageFailed", "StepAside", "_Died"}
"""Raised and caught between two functions of ours; nobody else sees them."""
ROOT = Path(newsbeam.__file__).parent


@pytest.mark.slow  # imports every module, and Beam
def test_every_class_of_error_stands_in_the_tree():
    strangers, looked = [], 0
    for info in pkgutil.walk_packages([str(ROOT)], "newsbeam."):
        if info.name.endswith(("__main__", "polars_views")):
            continue
        try:
            module = importlib.import_module(info.name)
        except ImportError as missing:  # what only builds our tables needs an extra
            if (missing.name or "").startswith("newsbeam"):
                raise
            continue
        looked += 1
        for name, one in inspect.getmembers(module, inspect.isclass):
            if one.__module__ == info.name and issubclass(one, Exception) and not issubclass(one, NewsbeamError):
                strangers.append(name)
    assert looked > 250
    assert set(strangers) == SIGNALS


def test_each_error_of_the_page_says_what_it_is_and_has_a_documented_exit_code():
    page = (Path(__file__).parents[2] / "docs" / "operators.md").read_text()
    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)}
    classes = [one for _, one in inspect.getmembers(errors, inspect.isclass) if issubclass(one, NewsbeamError)]
    assert len(classes) > 8
    for one in classes:
        assert one.__doc__
        assert one.exit_code in documented, one


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (ConfigError("feeds.toml:3: no"), 2, "feeds.toml:3: no"),
        (EngineGone("b: gone"), 3, "b: gone"),
        (LockHeld("out: held"), 75, "out: held"),
        (OSError(errno.ENOSPC, "No space left", "out/x"), 3, "out/x: no space left; nothing is lost: free some and run again"),
        (OSError(errno.ENOSPC, "No space left"), 3, "no space left; nothing is lost: free some and run again"),
        (OSError("a library's own words"), 3, "a library's own words"),
    ],
)
def test_a_command_ends_in_one_line_and_the_errors_own_code(raised, code, said, capsys):
    def fails(_):
        raise raised

    assert answered(fails, Namespace()) == code
    assert capsys.readouterr().err == f"newsbeam: {said}\n"


def test_what_is_in_no_tree_is_a_bug_and_shows_its_trace():
    with pytest.raises(ZeroDivisionError):
        answered(lambda _: 1 // 0, Namespace())


def test_nobody_asks_an_error_for_its_class_to_find_the_code():
    tree = ast.parse(inspect.getsource(answers))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "isinstance"]


def test_the_disks_refusal_is_written_where_there_is_room(tmp_path):
    expect_faults(str(tmp_path))
    size = (tmp_path / FAULT_FILE).stat().st_size
    assert reported_fault(str(tmp_path)) is None
    with pytest.raises(BrokenPipeError), reporting_faults(str(tmp_path)):
        raise BrokenPipeError(errno.EPIPE, "a child is gone")
    assert reported_fault(str(tmp_path)) is None, "a document's own trouble is none of the disk's"
    with pytest.raises(OSError, match="left"), reporting_faults(str(tmp_path)):
        raise OSError(errno.ENOSPC, "No space left on device", "x" * 9_000)
    with pytest.raises(OutputError), reporting_faults(str(tmp_path)):
        raise OutputError("stories/a.parquet: damaged")
    assert reported_fault(str(tmp_path)) == "stories/a.parquet: damaged"
    assert (tmp_path / FAULT_FILE).stat().st_size == size
    assert disk_fault(ValueError("[Errno 28] in a text is a text")) is None
