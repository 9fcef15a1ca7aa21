"""`python -m newsbeam.pipeline.runners.flink.fetch`: the jars by Maven, held against their digests, and the driver compiled.

Done once; a folder that is filled is left as it is. `--pin` writes the digests anew, after `pom.xml` was changed.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from newsbeam.pipeline.runners.flink.home import HERE, MIN_JAVA, flink_home, is_ready, java
from newsbeam.schemas.errors import EngineError

PINS = HERE / "jars.sha256"
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"


def fetch(home: Path, *, pin: bool = False) -> Path:
    """Fill a folder; its path. Raises EngineError where Java or Maven is missing, or a jar is not the one that was pinned."""
    if is_ready(home) and not pin:
        return home
    java()
    aside = home.with_name(home.name + ".new")
    shutil.rmtree(aside, ignore_errors=True)
    (aside / "classes").mkdir(parents=True)
    jars = aside / "jars"
    _run(
        [
            _found("mvn", "Maven"),
            "-q",
            "-B",
            "-f",
            str(HERE / "pom.xml"),
            _COPY,
            "-DincludeScope=runtime",
            f"-DoutputDirectory={jars}",
        ]
    )
    if pin:
        PINS.write_text("".join(f"{digest}  {name}\n" for name, digest in sorted(digests(jars).items())), encoding="utf-8")
    verify(jars, read_pins())
    _run([_found("javac", f"a JDK {MIN_JAVA}"), "-cp", f"{jars}/*", "-d", str(aside / "classes"), str(HERE / "RunPipeline.java")])
    shutil.rmtree(home, ignore_errors=True)
    aside.rename(home)
    return home


def verify(jars: Path, pinned: dict[str, str]) -> None:
    """Hold a folder of jars against the pins: none missing, none beside them, none with other bytes. Raises EngineError."""
    found = digests(jars)
    wrong = sorted(name for name in pinned.keys() | found.keys() if pinned.get(name) != found.get(name))
    if wrong:
        raise EngineError(
            f"{jars}: {len(wrong)} jars are not those of {PINS.name}, first {wrong[0]}; fetch again, or pin anew where pom.xml changed"
        )


def digests(jars: Path) -> dict[str, str]:
    """Name -> SHA-256 of each jar in a folder."""
    return {jar.name: hashlib.sha256(jar.read_bytes()).hexdigest() for jar in jars.glob("*.jar")}


def read_pins() -> dict[str, str]:
    """Name -> SHA-256, as pinned."""
    lines = PINS.read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}


def _found(program: str, package: str) -> str:
    path = shutil.which(program)
    if path is None:
        raise EngineError(f"{program}: not found; Flink's jars need {package} to be fetched: install it and run this again")
    return path


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)  # noqa: S603 (no shell; our own words)
    if done.returncode:
        said = (done.stdout + done.stderr).strip().splitlines()
        raise EngineError(f"{Path(command[0]).name}: exit {done.returncode}: {' | '.join(said[:4])[:600]}")


def main(argv: Sequence[str] | None = None) -> int:
    """The command; exit 2 with one line where something is missing."""
    parser = argparse.ArgumentParser(prog="newsbeam-flink-fetch", description=__doc__)
    parser.add_argument("--pin", action="store_true", help="write the digests anew")
    given = parser.parse_args(argv)
    try:
        home = fetch(flink_home(), pin=given.pin)
    except EngineError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"{home}: {len(read_pins())} jars and the driver are there\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
