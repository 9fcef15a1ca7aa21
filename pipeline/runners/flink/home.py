"""Where Flink's jars and the compiled driver lie, and the Java that runs them."""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from newsbeam.schemas.errors import EngineError

RELEASE = "2.70.0"
"""Beam's runner for Flink, as `pom.xml` has it. It ran under the pinned Python SDK; `docs/engines.md` says what was seen."""
FLINK = "1.19"
HOME_VARIABLE = "NEWSBEAM_FLINK"
HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parents[2]
MIN_JAVA = 17
# Flink and Beam's coders look into these packages by reflection, which Java 17 refuses unless told.
_OPENED = (
    "java.util",
    "java.lang",
    "java.net",
    "java.io",
    "java.nio",
    "sun.nio.ch",
    "java.lang.reflect",
    "java.text",
    "java.time",
    "java.util.concurrent",
    "java.util.concurrent.atomic",
    "java.util.concurrent.locks",
)

_SOON = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""For programs that are to be there soon and leave the work to Python: of a cold start's 39 seconds of CPU, the compiler for long runs took
half."""


def flink_home() -> Path:
    """The folder that `make flink` fills: `$NEWSBEAM_FLINK`, else `.cache/` of the checkout, else the user's cache."""
    named = os.environ.get(HOME_VARIABLE)
    if named:
        return Path(named)
    name = f"flink-{FLINK}-beam-{RELEASE}"
    if (CHECKOUT / "pyproject.toml").is_file():
        return CHECKOUT / ".cache" / name
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "newsbeam" / name


def is_ready(home: Path) -> bool:
    """Whether the jars are there and the driver is compiled."""
    return (home / "classes" / "RunPipeline.class").is_file()


def ready_home() -> Path:
    """The filled folder. Raises EngineError (exit 2), which names the folder and the way to fill it."""
    home = flink_home()
    if not is_ready(home):
        raise EngineError(
            f"{home}: Flink's jars are not there; run `python -m newsbeam.pipeline.runners.flink.fetch` (needs Java {MIN_JAVA} and"
            f" Maven), or name a folder that has them by {HOME_VARIABLE}"
        )
    return home


def java() -> str:
    """The `java` to run. Raises EngineError where there is none, or one that is too old."""
    found = _of_java_home() or shutil.which("java")
    if found is None:
        raise EngineError(f"java: not found; Flink needs Java {MIN_JAVA} or newer: install it, or set JAVA_HOME")
    answer = subprocess.run([found, "-version"], capture_output=True, encoding="utf-8", errors="replace", check=False)  # noqa: S603 (no shell)
    version = re.search(r'version "(\d+)', answer.stderr + answer.stdout)
    if version is None or int(version[1]) < MIN_JAVA:
        has = f"version {version[1]}" if version else "of no version that can be read"
        raise EngineError(f"{found}: Java {has}; Flink needs Java {MIN_JAVA} or newer: install it, or set JAVA_HOME")
    return found


def java_command(home: Path, main: str, *arguments: str, heap_mb: int, options: Sequence[str] = ()) -> list[str]:
    """The command line of one of Flink's programs, or of the driver."""
    opens = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED]
    path = os.pathsep.join((str(home / "classes"), str(home / "jars" / "*")))
    return [java(), f"-Xmx{heap_mb}m", *_SOON, *opens, *options, "-cp", path, main, *arguments]


def _of_java_home() -> str | None:
    home = os.environ.get("JAVA_HOME")
    path = Path(home) / "bin" / "java" if home else None
    return str(path) if path is not None and path.is_file() else None
