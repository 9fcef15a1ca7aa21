"""What Arrow writes, handed on in large pieces: it writes three small ones for every column, and each is a call into Python or the system."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pyarrow as pa

PIECE = 256 * 1024


@contextmanager
def together(sink: Any) -> Iterator[Any]:
    """`sink`, a file that is open, as Arrow is to write into it; all is handed on when this ends well.

    Where the sink refuses, nothing complains of it a second time, from a destructor.
    """
    held = pa.BufferedOutputStream(pa.PythonFile(sink, mode="w"), PIECE)
    try:
        yield held
        held.detach()
    except BaseException:
        with suppress(pa.ArrowException, OSError):
            held.close()
        raise
