"""A worker that dies once, by SIGKILL, with its first fragment on disk and nothing reported: the worst moment it has.

Started by an engine as `dying_worker.py GRAVE ...`: the file GRAVE is made on dying, and while it is there nobody dies.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from newsbeam.pipeline.runners import worker
from newsbeam.pipeline.stages import write_stories as write

grave = Path(sys.argv[1])
write_fragment = write.write_fragment


def write_and_die(*given: Any) -> Any:
    written = write_fragment(*given)
    try:
        grave.touch(exist_ok=False)
    except FileExistsError:
        return written
    os.kill(os.getpid(), signal.SIGKILL)
    return written


write.write_fragment = write_and_die
sys.exit(worker.main(sys.argv[2:]))
