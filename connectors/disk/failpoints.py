"""Failpoints: places where a test may kill the process, to prove that whatever dies in between is simply done again.

`NEWSBEAM_FAILPOINT=after_commit:5` ends the process, as by power loss, when it passes `after_commit` the fifth time.
Unset, a failpoint costs one look into a dict.
"""

import os
from collections import Counter

NAMES: tuple[str, ...] = (
    # landing: see connectors/landing/landing_writer.py
    "before_land_write",
    "mid_land_write",
    "after_land_write",
    "before_land_sync",
    "after_land_sync",
    # what the state knows of the landing: see connectors/landing/landed.py
    "before_adopt",
    "mid_adopt",
    "after_adopt",
    # the commit point: see pipeline/publish/commit.py
    "before_commit_write",
    "mid_commit_write",
    "after_commit_write",
    "after_commit",
    # settled days off the list, and on it again: see pipeline/publish/open_days.py and settle.py
    "before_unlist",
    "after_unlist",
    "mid_late",
    "before_enlist",
    "after_enlist",
    "mid_settle",
    # partition files grow: see pipeline/publish/commit.py
    "before_grow",
    # the index of stories, before the rows that it leads to: see pipeline/dataset/story_index_files.py
    "before_index_head",
    "after_index_head",
    "mid_grow_write",
    "after_grow_write",
    "after_grow_fsync",
    "before_rename",
    "after_rename",
    "after_fsync_dir",
    "after_letters",
    "after_publish",
    # sealing: see pipeline/publish/seal.py
    "before_seal",
    "mid_seal_write",
    "after_seal_fsync",
    "after_seal_rename",
    # object stores: see pipeline/publish/remote
    "mid_remote_push",
    "after_remote_state",
    # the state goes last: see pipeline/publish/finish.py
    "before_txn",
    "mid_txn",
    "after_txn",
    "after_journal",
    "before_unstage",
    "mid_unstage",
    "after_unstage",
    # recovery: see pipeline/publish/finish.py
    "before_recovery",
    "mid_recovery",
    "after_recovery",
    # a clock set back: see pipeline/publish/open_days.py. Last of all: who dies at each in turn meets no other behind one that is not passed
    "before_future_lists_go",
    "mid_future_lists_go",
)
"""Every name that the code passes, in the order in which a batch does; a test holds this list against the calls."""

VARIABLE = "NEWSBEAM_FAILPOINT"
KILLED = 137
"""The exit status of a process ended here: that of SIGKILL as a shell reports it."""

_passed: Counter[str] = Counter()


def failpoint(name: str) -> None:
    """End the process here if the environment asks for it; else do nothing."""
    wanted = os.environ.get(VARIABLE)
    if wanted is None:
        return
    target, _, nth = wanted.partition(":")
    if target != name:
        return
    _passed[name] += 1
    if _passed[name] == int(nth or 1):
        os._exit(KILLED)
