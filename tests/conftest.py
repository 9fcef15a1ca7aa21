"""What all tests share."""

import os

from hypothesis import settings

# The first example of a process may load a gazetteer or a date parser: a deadline would tell of that and of the machine's load.
settings.register_profile("newsbeam", deadline=None)
settings.load_profile("newsbeam")

# A plain loop is faster than an engine and starts no threads; the tests of engines, the samples and some plays name Beam's.
os.environ.setdefault("NEWSBEAM_RUNNER", "inline")
