"""Regular expressions, compiled once on a machine: a run has five hundred, and compiling them takes a process 0.13 s of CPU.

Python compiles a pattern to a list of numbers and makes the pattern of those. The numbers are kept (`kept.py`) by what they were compiled of,
for this very Python; whatever is not there is compiled as ever. `re` offers no door to this, so it is done at `re._compiler`,
by commands alone, which own their process; where a Python is other than we know, nothing is done.
"""

import marshal
import re
import sys
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any

from newsbeam.pipeline.process.kept import keep, kept

KNOWN = ((3, 11), (3, 12), (3, 13))
"""Pythons whose `re` was read."""
MOST = 5_000
"""Patterns in the file: with more it begins anew, for then they come from what is read and not from what we wrote."""
Numbers = tuple[int, bytes, int, dict[str, int], tuple[str | None, ...]]


@contextmanager
def patterns_kept() -> Iterator[None]:
    """While a command runs: its patterns come from the cache, and those that were not there are kept at its end."""
    insides = _insides()
    if insides is None:
        yield
        return
    compiler, parser, sre = insides
    name = f"patterns-{sys.implementation.cache_tag}-{sys.hexversion:x}-{sre.MAGIC}-{sys.byteorder}"
    found, before = _read(name), compiler.compile
    of_old = len(found)
    compiler.compile = _through(found, before, compiler, parser, sre)
    try:
        yield
    finally:
        compiler.compile = before
        if len(found) > of_old:
            keep(name, marshal.dumps(found if len(found) <= MOST else {}))


def _insides() -> tuple[Any, Any, Any] | None:
    if sys.version_info[:2] not in KNOWN or sys.implementation.name != "cpython":
        return None
    compiler, parser, sre = map(import_module, ("re._compiler", "re._parser", "_sre"))
    return (compiler, parser, sre) if array("I").itemsize == sre.CODESIZE else None


def _read(name: str) -> dict[Any, Numbers]:
    with suppress(ValueError, TypeError, EOFError):
        found: dict[Any, Numbers] = marshal.loads(kept(name) or b"")  # noqa: S302 (sealed, and the user's own)
        return found
    return {}


def _through(found: dict[Any, Numbers], before: Callable[..., Any], compiler: Any, parser: Any, sre: Any) -> Callable[..., Any]:
    """`re._compiler.compile`, line for line, but for where the numbers come from."""

    def compile_(pattern: Any, flags: int = 0) -> Any:
        if type(pattern) not in (str, bytes) or flags & re.DEBUG:
            return before(pattern, flags)
        numbers = found.get((pattern, flags))
        if numbers is None:
            parsed = parser.parse(pattern, flags)
            code = compiler._code(parsed, flags)
            names = parsed.state.groupdict
            of_group: list[str | None] = [None] * parsed.state.groups
            for name, at in names.items():
                of_group[at] = name
            numbers = (flags | parsed.state.flags, array("I", code).tobytes(), parsed.state.groups - 1, names, tuple(of_group))
            found[pattern, flags] = numbers
        of, codes, groups, names, of_group_ = numbers
        return sre.compile(pattern, of, array("I", codes).tolist(), groups, names, of_group_)

    return compile_
