"""A process that ends when the one that began the run has ended, however that was: no worker outlives its run by more than seconds.

Workers are children of shells and engines, and what those do when their parent is killed is nobody's promise; so a worker looks
itself, by the process id that it finds in its environment.
"""

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path

VARIABLE = "NEWSBEAM_PARENT"
LOOK_S = 1.0
_watching: list[threading.Thread] = []


def name_parent() -> None:
    """Let every process that is begun from here on end with this one."""
    os.environ[VARIABLE] = str(os.getpid())


def end_with_parent() -> None:
    """End this process, at once, when the one that its environment names has ended. Said twice it watches once."""
    named = os.environ.get(VARIABLE, "")
    if not named.isdigit() or int(named) == os.getpid() or any(one.is_alive() for one in _watching):
        return
    thread = threading.Thread(target=_watch, args=(int(named),), name="parent", daemon=True)
    _watching[:] = [thread]
    thread.start()


def held(command: Sequence[str]) -> "subprocess.Popen[bytes]":
    """A shell that begins a program and kills it as soon as this process has ended: for a child that is no Python, and does not look
    itself. The shell is there before the child is, and waits at a pipe of ours, which the system closes whatever ends us; closing
    it (`let_go`) ends both. Raises FileNotFoundError.
    """
    if shutil.which(command[0]) is None:
        raise FileNotFoundError(f"{command[0]}: no such program")
    script = '"$@" & read -r _; kill -9 $! 2>/dev/null; wait'
    return subprocess.Popen(["/bin/sh", "-c", script, "held", *command], stdin=subprocess.PIPE)  # noqa: S603 (our own words)


def let_go(shell: "subprocess.Popen[bytes]") -> None:
    """End what a shell holds, and wait until it has ended."""
    if shell.stdin is not None:
        shell.stdin.close()
    shell.wait()


def is_alive(pid: int) -> bool:
    """Whether a process runs. One that has ended and that nobody has asked for yet (a zombie) does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()[0] not in ("Z", "X")
    except (OSError, IndexError):  # no such file system, or it ended just now: asked again in a second
        return True


def _watch(pid: int) -> None:
    while is_alive(pid):
        time.sleep(LOOK_S)
    os._exit(1)  # whatever it is doing is done again by the next run
