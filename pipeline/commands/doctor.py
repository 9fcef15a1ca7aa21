"""`newsbeam doctor`: is this machine, and this output, fit to run? And `--rebuild-state` where the state is lost."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from newsbeam.pipeline.commands.arguments import add_out, now
from newsbeam.pipeline.commands.doctor_derived import check_index, check_reading
from newsbeam.pipeline.commands.doctor_table import BAD, OK, WARN, Finding, check_landing, check_table

if TYPE_CHECKING:
    from newsbeam.pipeline.dataset.output import Output

SMALLEST_FREE = 1 << 30
"""Bytes: a batch stages its rows beside what is published."""


def add(parser: argparse.ArgumentParser) -> None:
    """Its words."""
    add_out(parser)
    parser.add_argument("--deep", action="store_true", help="read every page of the table and every record of the landing")
    parser.add_argument("--json", action="store_true", help="print the checks as JSON")
    parser.add_argument(
        "--rebuild-state", action="store_true", help="make _state anew from stories/ and landing/ (the old is put aside)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print a line per check; 3 where one is bad."""
    if arguments.rebuild_state:
        return _rebuild(arguments)
    found = [*_versions(), *_plugins(), *_machine(), *_output(arguments.out, deep=arguments.deep)]
    code = 3 if any(verdict == BAD for verdict, _, _ in found) else 0
    if arguments.json:
        checks = [{"verdict": verdict, "what": what, "detail": detail} for verdict, what, detail in found]
        sys.stdout.write(json.dumps({"exit_code": code, "checks": checks}, indent=2) + "\n")
        return code
    for verdict, what, detail in found:
        sys.stdout.write(f"{verdict:<4}  {what:<18}  {detail}\n")
    return code


def _versions() -> Iterator[Finding]:
    from importlib import metadata

    from packaging.requirements import Requirement

    yield OK, "newsbeam", metadata.version("newsbeam")
    for line in metadata.requires("newsbeam") or ():
        needed = Requirement(line)
        if needed.marker is not None and not needed.marker.evaluate({"extra": ""}):
            continue  # of an extra
        try:
            version = metadata.version(needed.name)
        except metadata.PackageNotFoundError:
            yield BAD, needed.name, f"not installed; newsbeam needs {needed.specifier}"
            continue
        fits = needed.specifier.contains(version, prereleases=True)
        yield OK if fits else WARN, needed.name, version if fits else f"{version}; newsbeam is tested with {needed.specifier}"


def _plugins() -> Iterator[Finding]:
    """What other installed distributions add."""
    from newsbeam.connectors.plugins import plugins
    from newsbeam.pipeline.runs.plugins import check_plugins
    from newsbeam.schemas.errors import PluginError

    try:
        check_plugins()
    except PluginError as error:
        yield BAD, "plugin", str(error)
        return
    for group in ("newsbeam.formats", "newsbeam.taggers", "newsbeam.providers"):
        for one in plugins(group):
            yield OK, group.removeprefix("newsbeam."), f"{one.name}, of {one.distribution} {one.version}"


def _machine() -> Iterator[Finding]:
    import os
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    yield OK if soft >= 1024 else WARN, "open files", f"{soft} allowed" + ("" if soft >= 1024 else "; raise it: ulimit -n 4096")
    yield OK, "cores", str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count())
    year = now().year
    yield (
        (OK if year >= 2026 else BAD),
        "clock",
        f"{now():%Y-%m-%d %H:%M:%S} UTC" + ("" if year >= 2026 else "; it is wrong: set it"),
    )


def _output(root: Path, *, deep: bool) -> Iterator[Finding]:
    import shutil

    if not root.exists():
        yield OK, "output", f"{root}: not there yet; the first run makes it"
        return
    if not root.is_dir():
        yield BAD, "output", f"{root}: is a file; name another --out"
        return
    from newsbeam.pipeline.dataset.output import Output, refusal
    from newsbeam.schemas.errors import StateError

    out = Output(root)
    free = shutil.disk_usage(root).free
    yield OK if free > SMALLEST_FREE else WARN, "disk", f"{free / 1e9:.1f} GB free at {root}"
    yield _writable(root)
    yield from _state(out)
    waiting = sorted(p.name for p in out.staging.iterdir() if p.is_dir()) if out.staging.is_dir() else []
    yield OK, "staging", f"{len(waiting)} batches to finish: the next run does" if waiting else "empty"
    checks = {"stories": check_table, "index": check_index, "reading": check_reading, "landing": check_landing}
    for name, check in checks.items():
        try:
            yield from check(out, deep=deep)
        except StateError:
            yield WARN, name, "not held against the state, which cannot be read"
        except OSError as error:
            yield BAD, name, refusal(root, error)


def _writable(root: Path) -> Finding:
    import os

    fits = os.access(root, os.W_OK | os.X_OK)
    return (OK, "permission", "writable") if fits else (BAD, "permission", f"{root}: not writable by this user")


def _state(out: "Output") -> Iterator[Finding]:
    from contextlib import closing

    from newsbeam.connectors.state import batches, dead_letters, holds, records
    from newsbeam.pipeline.dataset.own_state import open_own_state, refuse_lost
    from newsbeam.schemas.errors import StateError

    database = out.database
    if not database.exists():
        try:
            refuse_lost(out)
        except StateError as error:
            yield WARN, "state", str(error)  # a copy of the table is fit to be read, not to be added to
        else:
            yield WARN, "state", f"{database}: not there; the next run makes it"
        return
    try:
        with closing(open_own_state(out, claim=False)) as conn:
            counts = {
                "batches done": len(batches.done_batches(conn)),
                "documents waiting": records.counts(conn).get("pending", 0),
                "held": holds.count(conn),
                "open dead letters": dead_letters.count_open(conn),
            }
    except StateError as error:
        yield BAD, "state", str(error)
        return
    yield OK, "state", "sound; " + ", ".join(f"{count} {name}" for name, count in counts.items())
    yield _lock(database.parent / "lock")


def _lock(path: Path) -> Finding:
    import fcntl

    try:
        with path.open("rb") as handle:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return OK, "lock", "free"
    except BlockingIOError:
        return OK, "lock", "held: a run is at work"
    return OK, "lock", "free"


def _rebuild(arguments: argparse.Namespace) -> int:
    from newsbeam.pipeline.commands.open_output import output_of
    from newsbeam.pipeline.runs.rebuild import rebuild_state

    out = output_of(arguments)
    out.prepare()
    with out.lock():
        found = rebuild_state(out, now())
    counts = ", ".join(f"{name} {value}" for name, value in found._asdict().items() if isinstance(value, int))
    kept = f"; the old one is kept: {', '.join(f'_state/{name}' for name in found.kept_aside)}" if found.kept_aside else ""
    sys.stdout.write(f"state made anew: {counts}{kept}\n")
    return 0
