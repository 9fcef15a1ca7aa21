"""What a process may keep of memory that it no longer uses: little. A run is many threads and large, short-lived buffers.

By default glibc gives every thread an arena of its own and Arrow's allocator keeps its pages for the next time; of a
batch of 8,000 entries a fifth of the process was such leavings (738 MB, of which 549 are left).
"""

import ctypes
import gc
import os
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TypeVar

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
"""glibc's names for them (malloc.h)."""
_LARGE = 1024 * 1024
_POOL = "ARROW_DEFAULT_MEMORY_POOL"
_BLAS = "OPENBLAS_NUM_THREADS"


_YOUNG, _MIDDLE, _OLD = 50_000, 10, 10
"""When Python looks for cycles: after so many new objects, and how many looks make a deeper one. Stories are trees, so its 700
found nothing: 8 % of a run's CPU."""
_IMPORTED = 400_000
"""The first of them until `settle_in` or `tidy_up`: what imports make stays, and to look through 50,000 objects takes 16 ms."""


def be_frugal() -> None:
    """Have this process give memory back, and look less for what is none to give. What the environment says of the allocators
    (`ARROW_DEFAULT_MEMORY_POOL`) stays, and a collector that was set already. For commands, which own their process, and
    before they import Arrow and numpy: `pa.set_memory_pool` is for what Python asks for, and its Parquet writer goes by the environment.
    """
    _OURS[:] = [True]
    if gc.get_threshold()[0] < _YOUNG and gc.isenabled():
        gc.set_threshold(_IMPORTED, _MIDDLE, _OLD)

    os.environ.setdefault(_BLAS, "1")  # numpy's products here are small; its threads wait for the next one in a loop
    if not os.environ.get(_POOL):
        os.environ[_POOL] = "system"
        if "pyarrow" in sys.modules:
            import pyarrow as pa

            pa.set_memory_pool(pa.system_memory_pool())
    mallopt = getattr(_libc(), "mallopt", None)
    if mallopt is not None:
        for name, value in ((_ARENA_MAX, 1), (_MMAP_THRESHOLD, _LARGE), (_TRIM_THRESHOLD, 2 * _LARGE)):
            mallopt(name, value)


def settle_in() -> None:
    """What is there by now stays: `tidy_up` need not look through it each time (50 ms). In a command's own process only."""
    if _OURS:
        gc.freeze()
        _look_as_ever()


def _look_as_ever() -> None:
    if gc.get_threshold()[0] == _IMPORTED:
        gc.set_threshold(_YOUNG, _MIDDLE, _OLD)


_OURS: list[bool] = []
"""Filled by `be_frugal`: the process is a command's own."""


def is_a_commands_own() -> bool:
    """Whether the process is a command's, and ends with it."""
    return bool(_OURS)


@contextmanager
def without_looking() -> Iterator[None]:
    """Look for no cycles meanwhile: where many small records are made at once, none of which is one."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def give_back() -> None:
    """Return what was freed to the system: after something large and short-lived, such as building a table."""
    trim = getattr(_libc(), "malloc_trim", None)
    if trim is not None:
        trim(0)


def tidy_up() -> None:
    """`give_back` after Python has looked for cycles itself: where a part of the run is over, and what it made with it."""
    gc.collect()
    _look_as_ever()
    give_back()


class _Cached(Protocol):
    def cache_clear(self) -> None: ...


T = TypeVar("T", bound=_Cached)
_RELEASABLE: list[_Cached] = []
_READ_BACK: set[_Cached] = set()


def releasable(table: T) -> T:
    """Marks a table that a process loads once (`@releasable` above `@cache`), and needs no more when its last text is read.

    Its functions must hold it no longer than a call takes.
    """
    _RELEASABLE.append(table)
    return table


def can_be_set_aside(table: _Cached) -> None:
    """Says of one of them that it has many megabytes, and lies where it is read back within some hundredths of a second."""
    _READ_BACK.add(table)


def set_aside() -> None:
    """Let go of those until the next text: where a large batch of several goes on without them."""
    _let_go(_READ_BACK)


def release() -> None:
    """Let go of all such tables, 40 MB where every one was needed; who asks for one again loads it again."""
    _let_go(_RELEASABLE)


def _let_go(tables: Collection[_Cached]) -> None:
    for table in tables:
        table.cache_clear()
    give_back()


def _libc() -> ctypes.CDLL | None:
    return ctypes.CDLL(None) if sys.platform.startswith("linux") else None


def peak_memory() -> int | None:
    """The most bytes that this process has had in memory since it began, as Linux counts them."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
    except (OSError, ValueError, StopIteration):
        return None
