"""A worker on another machine, as near as one machine can show it: whatever lies below NEWSBEAM_HIDDEN it cannot open or list."""

import os
import sys

from newsbeam.pipeline.runners import worker

HIDDEN = os.environ["NEWSBEAM_HIDDEN"]
_OF_FILES = frozenset({"open", "os.listdir", "os.scandir", "os.mkdir", "os.rename", "os.remove", "shutil.rmtree"})


def refuse(event: str, given: tuple[object, ...]) -> None:
    if (
        event in _OF_FILES
        and given
        and isinstance(given[0], str | bytes | os.PathLike)
        and os.fsdecode(given[0]).startswith(HIDDEN)
    ):
        raise PermissionError(f"{event} {given[0]!r}: this worker does not see the driver's folder")


sys.addaudithook(refuse)
os.chdir("/")
sys.exit(worker.main())
