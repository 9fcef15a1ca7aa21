"""The benchmark's own environment: the project's packages and, beside them, what only a comparison needs.

It lies under `.cache/`, is made once and again when `requirements.txt` changes, and is filled by the ordinary pip from
whatever index pip is configured for. newsbeam itself never needs it.
"""

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".cache" / "benchmarks"
REQUIREMENTS = Path(__file__).with_name("requirements.txt")


def enter() -> None:
    """Go on in the benchmark's environment: makes it where it is missing, then starts this program again inside it."""
    python = HOME / "bin" / "python"
    if Path(sys.prefix).resolve() == HOME.resolve():
        return
    wanted = REQUIREMENTS.read_text(encoding="utf-8")
    made = HOME / "made-from.txt"
    if not made.exists() or made.read_text(encoding="utf-8") != wanted:
        print(f"making {HOME.relative_to(ROOT)} (once)", file=sys.stderr)
        venv.create(HOME, with_pip=True, clear=True)
        folder = subprocess.check_output([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True)
        (Path(folder.strip()) / "project.pth").write_text(f"{ROOT}\n{sysconfig.get_path('purelib')}\n", encoding="utf-8")
        subprocess.check_call([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS])
        made.write_text(wanted, encoding="utf-8")
    os.execv(python, [str(python), *sys.argv])
