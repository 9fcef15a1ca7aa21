"""What all tests share."""

import gc
import os

import pytest
from hypothesis import settings

# The first example of a process may load a gazetteer or a date parser: a deadline would tell of that and of the machine's load.
settings.register_profile("newsbeam", deadline=None)
settings.load_profile("newsbeam")

# A plain loop is faster than an engine and starts no threads; the tests of engines, the samples and some plays name Beam's.
os.environ.setdefault("NEWSBEAM_RUNNER", "inline")


@pytest.fixture(autouse=True, scope="module")
def what_is_loaded_is_not_searched_again():
    """A run looks for garbage when it ends, and here it would look through every module and table that earlier tests loaded."""
    gc.freeze()
