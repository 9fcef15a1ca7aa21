"""Where an output lies: a folder, or an object store worked on through a folder that may be thrown away."""

import argparse
import os
import re
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from newsbeam.pipeline.commands.arguments import now
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.place import why_unreadable
from newsbeam.schemas.errors import NewsbeamError, UsageError

SCHEMES = ("s3", "gs", "gcs", "az", "abfs", "abfss")
WRITES = frozenset({"backfill", "deadletters", "doctor"})
"""Commands that work on an output in a store through a local copy; `ingest` opens its own."""
GOES_ON = frozenset({"stream"})
"""Commands that write for as long as they run, and bring what they need."""
LOOKS = frozenset(
    {"show", "stats", "changes", "export", "explain", "site", "page", "doctor", "feeds list", "feeds show", "deadletters list"}
)
"""Commands that read a copy which is thrown away."""
MAKES = frozenset({"ingest", "watch", "stream", "poll", "backfill", "replay"})
"""Commands that make an output where there is none."""
_PLACES = ("out", "source")
_DRIVE = re.compile(r"[^/]*:")
_AWAY = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]+):/+(?P<rest>.*)")


def is_remote(out: str) -> bool:
    """Whether `--out` names an object store."""
    return "://" in out


def store_of(out: str) -> Any:
    """The store that `scheme://bucket/prefix` names. Raises UsageError for another scheme, and where the extra is not installed."""
    scheme, _, rest = out.partition("://")
    out = f"{scheme.lower()}://{rest}"
    if scheme.lower() not in SCHEMES:
        raise UsageError(f"{out}: no store of that kind; there are {', '.join(f'{one}://' for one in SCHEMES)}, and folders")
    try:
        from newsbeam.pipeline.publish.store import ObjectStore
    except ModuleNotFoundError:
        raise UsageError(f"{out}: object stores need the extra: pip install 'newsbeam[s3]'") from None
    return ObjectStore.at(out.rstrip("/"), endpoint=os.environ.get("AWS_ENDPOINT_URL"))


@contextmanager
def opened(out: str, *, wait: bool = False, whole: bool = False, look: bool = False) -> Iterator[Output]:
    """The output to run on. Of an object store its folder is a cache below the system's temporary folder.

    `whole`: with all of the table and the landing; `look`: without a lease, and nothing is put back. Credentials, region and
    endpoint (AWS_ENDPOINT_URL) come from the environment. Raises LockHeld (75) while another writer's lease runs, UsageError.
    """
    if not is_remote(out):
        yield Output(Path(out))
        return
    store = store_of(out)
    from newsbeam.pipeline.publish.open_remote import remote_copy, remote_output

    name = f"newsbeam-{sha256(out.encode()).hexdigest()[:16]}"
    owner = f"{socket.gethostname()}:{os.getpid()}"
    if look:
        with (
            tempfile.TemporaryDirectory(prefix=f"{name}-") as folder,
            remote_copy(store, Path(folder), owner=owner, clock=now) as local,
        ):
            yield local
        return
    with remote_output(store, Path(tempfile.gettempdir()) / name, owner=owner, clock=now, wait=wait, whole=whole) as local:
        yield local


def output_of(arguments: argparse.Namespace) -> Output:
    """The output that a command works on."""
    return getattr(arguments, "opened", None) or Output(arguments.out)


@contextmanager
def _naming(place: str, folder: Path) -> Iterator[None]:
    """What is said of the local copy is said of the place that it is a copy of."""
    try:
        yield
    except NewsbeamError as error:
        error.args = tuple(one.replace(str(folder), place) if isinstance(one, str) else one for one in error.args)
        raise


def refuse_unreadable(place: str) -> None:
    """Raise UsageError where a new output's place is one that no view can name. An old one goes on: its rows are there."""
    why = why_unreadable(place)
    if why is not None and (is_remote(place) or not Path(place, "stories").exists()):
        raise UsageError(f"{place!r}: {why}; name another --out")


def run_where_it_lies(run: Callable[[argparse.Namespace], int], arguments: argparse.Namespace) -> int:
    """Run a command on the output that it names, wherever that is. Raises UsageError where the command works on folders only."""
    for name in _PLACES:
        if str(getattr(arguments, name, "")) == ".":  # a message that names a place as "." names none
            setattr(arguments, name, type(getattr(arguments, name))(Path.cwd()))
        elif _DRIVE.match(text := str(getattr(arguments, name, ""))) and not _AWAY.fullmatch(text):
            setattr(arguments, name, type(getattr(arguments, name))(Path.cwd() / text))  # Arrow would take `a:` for a scheme
    command = f"{arguments.command} {getattr(arguments, 'action', '')}".strip()
    if arguments.command in MAKES:
        refuse_unreadable(str(arguments.out))
    if arguments.command in ("ingest", "unlock"):
        return run(arguments)
    for name in _PLACES:
        # A Path takes one of the slashes away.
        found = _AWAY.fullmatch(str(getattr(arguments, name, "")))
        if found is None:
            continue
        place = f"{found['scheme'].lower()}://{found['rest']}"
        if found["scheme"].lower() not in SCHEMES:
            store_of(place)  # which refuses it
        if name != "out" or (arguments.command not in WRITES | GOES_ON and command not in LOOKS):
            raise UsageError(
                f"{place}: `newsbeam {command}` works on a folder: `newsbeam copy {place} FOLDER`, and back when it is done"
            )
        look = command in LOOKS and not getattr(arguments, "rebuild_state", False)
        goes_on = arguments.command in GOES_ON
        wait = goes_on or getattr(arguments, "wait", False)  # for the lease of one that was killed, say
        with opened(place, wait=wait, whole=not (goes_on or look), look=look) as local:
            arguments.out, arguments.opened = local.root, local
            with _naming(place, local.root):
                return run(arguments)
    return run(arguments)
