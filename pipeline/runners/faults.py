"""What the disk refused, told by the worker that met it.

An engine hands on what its workers raise as text, and a text is no place to look for the system's error numbers. So a worker
writes the number into a file of the batch's staging folder before it raises; the driver, whose batch has failed, reads it there.
The file is as long from the start as it will ever be: a disk that is full has room for it.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from newsbeam.pipeline.dataset.output import DISK_FAULTS, refusal
from newsbeam.schemas.errors import OutputError

FAULT_FILE = "fault.json"
FAULTS = (OSError, OutputError)
_ROOM = 2048


def expect_faults(staging: str) -> None:
    """Make room. Raises OSError."""
    Path(staging, FAULT_FILE).write_bytes(b" " * _ROOM)


def forget_faults(staging: str) -> None:
    """The batch got through."""
    Path(staging, FAULT_FILE).unlink(missing_ok=True)


@contextmanager
def reporting_faults(staging: str) -> Iterator[None]:
    """Tell of what is raised inside, and let it pass."""
    try:
        yield
    except FAULTS as fault:
        tell(staging, fault)
        raise


def tell(staging: str, fault: OSError | OutputError) -> None:
    """Write it down, where it is the disk's. Raises nothing: what is raised already says more."""
    refused = disk_fault(fault)
    if refused is None:
        return
    written = json.dumps(refused[: _ROOM // 8]).encode("ascii")
    with suppress(OSError):
        handle = os.open(Path(staging, FAULT_FILE), os.O_WRONLY)
        try:
            os.pwrite(handle, written.ljust(_ROOM), 0)
        finally:
            os.close(handle)


def reported_fault(staging: str) -> str | None:
    """What a worker wrote down, as one line."""
    with suppress(OSError, ValueError):
        return str(json.loads(Path(staging, FAULT_FILE).read_bytes()))
    return None


def disk_fault(error: BaseException) -> str | None:
    """One line on the disk's refusal, where that is what was raised; None: something else was."""
    if isinstance(error, OutputError):
        return str(error)
    if isinstance(error, OSError) and error.errno in DISK_FAULTS:
        return refusal(None, error)
    return None
