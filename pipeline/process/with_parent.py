"""`python -m newsbeam.pipeline.process.with_parent -m MODULE`: run a module that ends with the run that began it.

Beam begins the workers of its direct runner itself, by the name of this Python, in a shell; so that name is lent another meaning
while it does.
"""

import runpy
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from newsbeam.pipeline.process.parent import end_with_parent


@contextmanager
def workers_end_with_us() -> Iterator[None]:
    """Let what is begun by `sys.executable` in a shell begin here."""
    real = sys.executable
    sys.executable = f"{shlex.quote(real)} -m newsbeam.pipeline.process.with_parent"
    try:
        yield
    finally:
        sys.executable = real


if __name__ == "__main__":
    end_with_parent()
    sys.argv[:] = sys.argv[2:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
