"""The CPU of processes that outlive the one that began them: a fork server and its workers end after the run that they worked for."""

import ctypes
import os
import resource
import sys
import time

PR_SET_CHILD_SUBREAPER = 36
"""From prctl(2)."""
PATIENCE = 10.0
"""Seconds for which orphans may go on."""


def adopt() -> bool:
    """Have orphans of this process's children become its own; whether the system does so (Linux does)."""
    return sys.platform.startswith("linux") and ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0


def bury() -> float:
    """Wait for the orphans that there are; seconds of CPU that they and those they waited for took."""
    before = _waited_for()
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            ended, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            break
        if not ended:
            time.sleep(0.01)
    return _waited_for() - before


def _waited_for() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
