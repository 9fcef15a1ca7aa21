"""A folder that goes with the last process that uses it, however that ends: workers are killed by engines, and clear nothing away."""

import os
import subprocess
from pathlib import Path

_USES: dict[Path, "subprocess.Popen[bytes]"] = {}
_CLEAR = 'read -r _; rm -f "$1/$3"; rmdir "$1" 2>/dev/null && mv "$2" "$2.$3" 2>/dev/null && rm -rf "$2.$3"'
"""Of several only the last one finds no mark of another's, and can remove the folder of marks."""


def use(folder: Path) -> None:
    """Have a folder removed once this process, and every other that has said this of it, has ended. Said twice it counts once.

    A shell waits at a pipe of ours, which the system closes whatever ends us (`parent.held` does the same).
    """
    if folder in _USES:
        return
    marks, pid = folder.with_name(f"{folder.name}.users"), str(os.getpid())
    while True:
        marks.mkdir(parents=True, exist_ok=True)
        try:
            (marks / pid).touch()
            break
        except FileNotFoundError:
            continue  # the last of the others has just gone
    words = ["/bin/sh", "-c", _CLEAR, "passing-folder", str(marks), str(folder), pid]
    _USES[folder] = subprocess.Popen(  # noqa: S603 (our own words)
        words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
