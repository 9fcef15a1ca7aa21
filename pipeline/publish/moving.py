"""An output whole to another place: from a folder to an object store, and back. What is copied stays where it was.

Both have the same id and the same rows then: go on at one of them. What is derived and not kept in stores (`reading/`, the views) is made
anew where it is wanted.
"""

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from newsbeam.connectors.state import database
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.own_state import open_own_state
from newsbeam.pipeline.publish.finish import recover
from newsbeam.pipeline.publish.lease import LEASE
from newsbeam.pipeline.publish.open_remote import remote_output
from newsbeam.pipeline.publish.remote_state import HEAD
from newsbeam.pipeline.publish.store import Store
from newsbeam.schemas.errors import UsageError

_DERIVED = ("journal", "sketches", "index")


def copy_up(out: Output, store: Store, name: str, *, owner: str, clock: Callable[[], datetime], wait: bool = False) -> int:
    """A folder's output into an empty store, called `name`; how many files. Raises UsageError, LockHeld, OutputError."""
    if not out.database.exists():
        raise UsageError(f"{out.root}: no output of newsbeam there")
    if any(entry.key != LEASE for entry in store.list("")):
        raise UsageError(f"{name}: something lies there already; name an empty place")
    pushed = 0
    with (
        TemporaryDirectory(prefix=".copy-", dir=out.root.resolve().parent) as aside,
        out.lock(wait=wait),
        closing(open_own_state(out)) as conn,
        remote_output(store, Path(aside), owner=owner, clock=clock) as copy,
    ):
        recover(out, conn)
        # Last, what makes its reader believe the rest: the finished batches; the state goes at the end of all.
        names = ("landing", "dead_letters", "stories", "runs", *(f"_state/{one}" for one in _DERIVED), "batches")
        for folder in (one for one in names if (out.root / one).is_dir()):
            shutil.copytree(out.root / folder, copy.root / folder, dirs_exist_ok=True, copy_function=_link)
            pushed += copy.storage.push(copy.root / folder)
        copy.database.unlink(missing_ok=True)
        database.snapshot(conn, copy.database)
    return pushed


def copy_down(store: Store, name: str, out: Output, *, owner: str, clock: Callable[[], datetime], wait: bool = False) -> int:
    """A store's output into a folder that is empty, or not there; how many files. Raises UsageError, LockHeld, OutputError."""
    if out.root.exists() and any(out.root.iterdir()):
        raise UsageError(f"{out.root}: something lies there already; name an empty place")
    if store.get(HEAD) is None:
        raise UsageError(f"{name}: no output of newsbeam there")
    with remote_output(store, out.root, owner=owner, clock=clock, wait=wait) as copy:
        copy.storage.want("")
    for left in out.root.glob("cache.json"):
        left.unlink()
    return sum(1 for path in out.root.rglob("*") if path.is_file())


def _link(source: str, target: str) -> None:
    """The same bytes under another name where the file system can: nobody writes into a file that is there."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
