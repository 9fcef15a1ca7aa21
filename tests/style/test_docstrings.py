"""The examples in docstrings, of every module of ours, are run."""

import doctest
import importlib
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PACKAGES = ("schemas", "connectors", "pipeline")


def _with_examples() -> list[str]:
    files = (file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py")) if ">>>" in file.read_text())
    return ["newsbeam." + ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for file in files]


def test_every_example_says_what_it_prints():
    found = [doctest.testmod(importlib.import_module(name)) for name in _with_examples()]
    assert sum(one.attempted for one in found) > 100
    assert sum(one.failed for one in found) == 0
