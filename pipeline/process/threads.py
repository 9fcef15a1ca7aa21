"""The few threads that reading and growing files share: Arrow and the disk work outside Python's lock.

Kept for the process's life, because every new thread brings an allocator heap that is never given back.
"""

import os
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import cache
from typing import Any

COUNT = 4
MANY = 20_000
"""Rows of a batch from which on several threads write it: more than a usual batch has."""


@cache
def threads() -> ThreadPoolExecutor:
    """This process's pool."""
    return ThreadPoolExecutor(max_workers=COUNT, thread_name_prefix="newsbeam-files")


class _AtOnce(Executor):
    """Does what it is given before it answers."""

    def submit(self, call: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(call(*given, **named))
        return done


def writers(rows: int) -> Executor:
    """Who looks at the files of a batch of so many rows, and makes them: the pool, where a cluster's driver would else do it alone, one file
    after the other; else the caller's own thread, for in four they cost half as much CPU again (Python's lock, and the one heap of `be_frugal`).
    """
    return threads() if rows >= MANY else _AtOnce()


# A forked child has none of its parent's threads, and would wait for them for ever.
os.register_at_fork(after_in_child=threads.cache_clear)
