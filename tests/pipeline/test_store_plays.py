"""The long plays on an object store: each run in a container with an empty folder, or with what the one before left there, killed or not."""

import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from newsroom import run
from obstore.store import MemoryStore
from test_long_plays import FORMS, STEPS, Play

from newsbeam.pipeline.publish.open_remote import remote_output
from newsbeam.pipeline.publish.store import ObjectStore

pytestmark = pytest.mark.slow


class StorePlay(Play):
    """A play whose output lies in a store; what is checked is a copy of it."""

    kept: frozenset[int]
    """The runs that find the folder as the run before left it."""

    def __init__(self, desk: Path, form: str) -> None:
        super().__init__(desk, form)
        self.store = ObjectStore(MemoryStore(), "memory://output")
        self.runs = 0

    def run(self) -> None:
        self.runs += 1
        container = self.desk / "container"
        if self.runs not in self.kept:
            shutil.rmtree(container, ignore_errors=True)
        now = self.at + timedelta(minutes=2 * (self.runs % 2))  # a lease that a dead run left has run out
        with remote_output(self.store, container, owner=f"job {self.runs}", clock=lambda: now) as out:
            run(self.desk, out=out, at=self.at)

    def check(self) -> None:
        shutil.rmtree(self.out.root, ignore_errors=True)
        for one in self.store.list(""):
            path = self.out.root / one.key
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(self.store.get(one.key)[0])
        self.check_keys()


@settings(max_examples=int(os.environ.get("PLAYS", "3")), phases=[Phase.generate], report_multiple_bugs=False)
@given(form=st.sampled_from(sorted(FORMS)), steps=st.lists(STEPS, min_size=3, max_size=7), kept=st.frozensets(st.integers(1, 14)))
def test_a_store_holds_what_a_folder_holds(tmp_path_factory, form, steps, kept):
    desk = tmp_path_factory.getbasetemp() / "desk of the plays"  # one for both: ids of tellings hash the feeds' address
    rows = []
    for kind in (StorePlay, Play):
        shutil.rmtree(desk, ignore_errors=True)
        play = kind(desk, form)
        play.kept = kept
        for step in steps:
            play.step(step if kind is StorePlay else step._replace(dies=None))
            play.check()
        rows.append(play.tellings())
    assert rows[0] == rows[1]
