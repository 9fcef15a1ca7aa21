"""Texts made for the patterns of names: a word without end must not be walked through from each of its letters."""

import time

import pytest

from newsbeam.pipeline.taggers.name_runs import ANY, SEVERAL


@pytest.mark.parametrize("text", ["A" * 60_000 + "!", "A." * 30_000, "A-" * 30_000, "Aa'" * 20_000, "A a " * 20_000])
def test_no_run_of_capitals_takes_long(text):
    began = time.process_time()
    for pattern in (SEVERAL, ANY):
        for _ in pattern.finditer(text):
            pass
    assert time.process_time() - began < 1
