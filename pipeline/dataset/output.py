"""An output root: its folders, its lock, and the check that it can be written before anything is fetched.

stories/         the table, nothing else: every reader's glob points here
dead_letters/    date=.../ what was refused, and why
landing/         date=.../*.warc.gz: the bytes as received
reading/         settled days as one file each, derived (pipeline/dataset/reading.py)
batches/         the batches that are finished, for readers of changes
runs/            one report per batch
_state/          newsbeam.db (cursors, holds, batches) and what can be rebuilt (keys/, sketches/)
_staging/        batches on their way
"""

import errno
import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from newsbeam.connectors.disk.durable import make_folder, sync_file, sync_folder
from newsbeam.pipeline.dataset.storage import LOCAL, Storage
from newsbeam.schemas.errors import LockHeld, OutputError, UnsafeOutputPath

_NO_LINKS = ("reading", "reading/days", "reading/current", "_state/index", "_state/journal", "_state/keys", "_state/sketches")
AT_ROOT = ("README.md", "croissant.json", "feeds.parquet", "providers.parquet", "views.sql")
"""The files beside an output's folders."""


@dataclass(frozen=True, slots=True)
class Output:
    """The paths of one output root. Nothing is touched before `prepare`."""

    root: Path
    storage: Storage = field(default=LOCAL, compare=False, repr=False)
    """Where its files are kept: here, or in an object store that the root is a copy of."""

    @classmethod
    def at(cls, place: "Path | Output") -> "Output":
        """The output of a folder; one that was opened already is itself."""
        return place if isinstance(place, Output) else cls(place)

    @property
    def stories(self) -> Path:
        """The table: `date=YYYY-MM-DD/country=XX/stories-00000.parquet`."""
        return self.root / "stories"

    @property
    def dead_letters(self) -> Path:
        """`date=YYYY-MM-DD/letters-00000.parquet`."""
        return self.root / "dead_letters"

    @property
    def landing(self) -> Path:
        """`date=YYYY-MM-DD/*.warc.gz`."""
        return self.root / "landing"

    @property
    def batches(self) -> Path:
        """`<day>.csv`: the batches that are finished (`pipeline/publish/finished.py`)."""
        return self.root / "batches"

    @property
    def runs(self) -> Path:
        """`<batch_id>.json` and `.html`."""
        return self.root / "runs"

    @property
    def state(self) -> Path:
        """The folder of the database and of what can be rebuilt."""
        return self.root / "_state"

    @property
    def database(self) -> Path:
        """The SQLite file with cursors, holds and batches."""
        return self.state / "newsbeam.db"

    @property
    def keys(self) -> Path:
        """The key columns of the published rows by date: derived, rebuilt when stale (`pipeline/dataset/history.py`)."""
        return self.state / "keys"

    @property
    def sketches(self) -> Path:
        """The near-duplicate sketches of the last days: derived."""
        return self.state / "sketches"

    @property
    def orders(self) -> Path:
        """The queues of `newsbeam stream`, one a process; what lies there of a process that is gone is worth nothing."""
        return self.state / "orders"

    @property
    def shards(self) -> Path:
        """The states and leases of `newsbeam poll`, one a shard."""
        return self.state / "shards"

    @property
    def staging(self) -> Path:
        """One folder per batch on its way."""
        return self.root / "_staging"

    def folders(self) -> tuple[Path, ...]:
        """Every folder that `prepare` makes, the root first."""
        inside = (self.stories, self.dead_letters, self.landing, self.batches, self.runs, self.state, self.staging)
        return (self.root, *inside)

    def batch(self, batch_id: str) -> Path:
        """The staging folder of one batch."""
        return self.staging / batch_id

    def prepare(self) -> None:
        """Make the folders and prove that they can be written, synced and renamed in.

        Raises UnsafeOutputPath where a folder is a symlink (a link inside could send rows, or a deletion, elsewhere; the
        root itself may be one), OutputError where the disk refuses.
        """
        self.check()
        try:
            for folder in self.folders():
                make_folder(folder)
            self._prove_writable()
        except OSError as error:
            raise OutputError(refusal(self.root, error)) from error

    def check(self) -> None:
        """Look whether the folders may be used, and make none. Raises as `prepare` does."""
        try:
            for folder in (*self.folders(), *(self.root / name for name in _NO_LINKS)):
                if folder != self.root and folder.is_symlink():
                    raise UnsafeOutputPath(f"{folder}: is a symlink; newsbeam writes only below its own root: make it a folder")
            for folder in self.folders():
                if folder.exists() and not folder.is_dir():
                    raise OutputError(f"{folder}: is a file, a folder is needed there; name another --out or move it away")
            # An output's own folders are there from its first run on: before it, a file of such a name is somebody else's.
            if self.root.is_dir() and not any(folder.exists() for folder in self.folders()[1:]):
                for name in AT_ROOT:
                    if (self.root / name).exists():
                        raise OutputError(
                            f"{self.root / name}: an output has a file of that name, and this is none of newsbeam's;"
                            " name another --out (a folder of its own), or move it away"
                        )
        except OSError as error:
            raise OutputError(refusal(self.root, error)) from error

    def _prove_writable(self) -> None:
        # Of this process alone, and where no other looks: several runs may begin at once, and only one has the lock.
        probe = self.state / f".probe-{os.getpid()}"
        renamed = probe.with_name(f"{probe.name}-renamed")
        try:
            with probe.open("wb") as file:
                file.write(b"newsbeam\n" * 512)
                sync_file(file)
            probe.rename(renamed)
            sync_folder(self.state)
            if renamed.read_bytes()[:8] != b"newsbeam":
                raise OutputError(f"{renamed}: what was written does not read back; is the disk sound?")
        finally:
            probe.unlink(missing_ok=True)
            renamed.unlink(missing_ok=True)

    @contextmanager
    def lock(self, *, wait: bool = False) -> Iterator[None]:
        """Be the one writer. The kernel gives the lock up when the process dies, so no stale lock is left.

        Raises LockHeld where another run holds it and `wait` is false.
        """
        path = self.state / "lock"
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
        except OSError as error:
            raise OutputError(refusal(path, error)) from error
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise LockHeld(f"{self.root}: another run is writing here; wait for it, or say --wait") from None
            yield
        finally:
            os.close(handle)


def refuse_symlinks(path: Path, root: Path) -> None:
    """Raise UnsafeOutputPath if a part of `path` below `root` is a symlink. Called before a published file is touched."""
    while path != root:
        if path.is_symlink():
            raise UnsafeOutputPath(f"{path}: is a symlink; newsbeam writes only below its own root: remove it")
        path = path.parent


_WAYS_OUT = {
    errno.ENOENT: "no such folder, or it cannot be made there; make its parent, or name another --out",
    errno.ENOTDIR: "a file stands where a folder is needed; move it away, or name another --out",
    errno.EACCES: "not permitted; give this user the right to it, or name another --out",
    errno.EPERM: "not permitted; give this user the right to it, or name another --out",
    errno.EROFS: "the file system is read-only; name another --out",
    errno.ENOSPC: "no space left; nothing is lost: free some and run again",
    errno.EDQUOT: "the quota is used up; nothing is lost: free some and run again",
    errno.EFBIG: "larger than this process may write (ulimit -f); nothing is lost: raise it and run again",
    errno.EMFILE: "too many open files (ulimit -n); nothing is lost: raise it and run again",
    errno.ENFILE: "too many open files on this machine; nothing is lost: run again",
    errno.EIO: "the disk reports an error; nothing is committed that was not synced: see the system's log",
}


DISK_FAULTS = frozenset(_WAYS_OUT) - {errno.ENOENT, errno.ENOTDIR, errno.EPERM}
"""What the disk or the system's limits refuse whatever the document: no document is to blame."""


_NAMED = re.compile(r"(?:file|directory) '([^']+)'|'(/[^']+)'")


def refusal(path: Path | None, error: OSError, out: Path | str | None = None) -> str:
    """One line for people: the place, as far as it is known, what the system refused, the way out. `out`: the output, where it is not to blame
    for a place elsewhere.
    """
    reason = _WAYS_OUT.get(error.errno or 0, error.strerror or str(error))
    named = None if error.filename else _NAMED.search(str(error))  # Arrow's have the path in their text alone
    place = error.filename or (named[1] or named[2] if named else path)
    if place is None:
        return reason
    if out is not None and isinstance(place, str | Path) and not Path(place).absolute().is_relative_to(Path(out).absolute()):
        reason = reason.replace("another --out", "another place")
    if error.filename2 is not None:  # of a renaming either place may be the one that refused
        place = f"{place} to {error.filename2}"
    return f"{place}: {reason}"
