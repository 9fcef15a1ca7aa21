"""An output's store, as a worker on another machine sees it: a folder of its own that is filled by need, and what the worker makes put back.

The landing is read by range, record by record; of the stories the keys of the days that are asked for, by prefix; the index of stories and
the sketches are fetched once and mapped. A folder may be of an earlier batch, or another worker's: what is another object now is fetched
again.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsbeam.pipeline.dataset.passing_files import Files
from newsbeam.pipeline.dataset.storage import Ranges
from newsbeam.pipeline.process.passing_folder import use
from newsbeam.pipeline.publish.store import Store
from newsbeam.pipeline.publish.store_files import StoreFiles
from newsbeam.pipeline.publish.store_reader import StoreReader, fetch, has_etag
from newsbeam.schemas.errors import ConflictError

BLOCK = 256 * 1024
"""Bytes that are read of a landing file at a time: most records whole."""
_FRAGMENTS = ("fragment-", "ledger-")
"""What only the driver reads of a batch's staging."""
_KNOWN: dict[Path, tuple[str, int, int]] = {}
"""Files that this process has held against their objects: etag, size, time."""


class WorkerCopy(StoreReader):
    """The `Storage` of a worker that shares no folder with its driver."""

    def __init__(self, store: Store, root: Path) -> None:
        super().__init__(store, root)
        self._kept: set[str] = set()

    def __reduce__(self) -> tuple[type["WorkerCopy"], tuple[Store, Path]]:
        return (WorkerCopy, (self._store, self._root))

    def want(self, prefix: str) -> None:
        """Have the objects below a prefix in the folder, as the store has them now, and no others. Asked once a worker and batch."""
        if prefix in self._brought:
            return
        with self._alone():
            there = self._bring(prefix, ())
            for path in (self._root / prefix).rglob("*"):
                if path.is_file() and path not in there and not path.name.startswith("."):
                    path.unlink(missing_ok=True)
        self._brought.add(prefix)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No other worker of this folder lists or fetches meanwhile: one of an earlier order would remove what a later one has brought."""
        self._root.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._root / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def passing(self, folder: Path) -> Files:
        """As objects: whoever reads one asks the store."""
        return StoreFiles(self._store, folder.relative_to(self._root).as_posix())

    def ranges(self, key: str) -> Ranges:
        """An object, to read pieces of."""
        return _Pieces(self._store, key)

    def ready(self, staging: Path) -> None:
        """Before a worker's first element: folders, the index of stories, the batch's tasks."""
        self.prepare(staging)
        self.gather(staging)

    def prepare(self, staging: Path) -> None:
        """Folders, and the index of stories. The folder goes with its workers."""
        use(self._root)
        for left in staging.parent.glob("*"):
            if left != staging:  # of an earlier batch: its driver has what it needs of it
                shutil.rmtree(left, ignore_errors=True)
        for folder in (staging, self._root / "stories", self._root / "_state" / "sketches"):
            folder.mkdir(parents=True, exist_ok=True)
        self.want("_state/index/")
        waiting = self._root / "_state" / "waiting.json"
        if fetch(self._store, "_state/waiting.json", waiting) is None:
            waiting.unlink(missing_ok=True)

    def gather(self, staging: Path) -> None:
        """Have what driver and other workers left for each other in the staging folder; and the sketches of the last days."""
        self.want("_state/sketches/")
        self._bring(f"_staging/{staging.name}/", _FRAGMENTS)

    def keep(self, staging: Path) -> None:
        """Put what this worker has written; its names say what it holds, so what is there already is that."""
        for path in sorted(staging.iterdir()):
            key = f"_staging/{staging.name}/{path.name}"
            if key in self._kept or path.suffix == ".tmp" or path.name.startswith(".") or path in _KNOWN:
                continue
            try:
                self._store.create(key, path.read_bytes())
            except ConflictError:
                pass
            except FileNotFoundError:  # another worker of this machine works in this folder too
                continue
            self._kept.add(key)

    def _bring(self, prefix: str, without: tuple[str, ...]) -> set[Path]:
        """Bring what is there at one moment: where the driver publishes meanwhile, look again."""
        while True:
            there, moved = set[Path](), False
            for entry in self._store.list(prefix.rstrip("/")):
                path = self._root / entry.key
                if without and path.name.startswith(without):
                    continue
                there.add(path)
                if not _is(path, entry.etag):
                    etag = fetch(self._store, entry.key, path)
                    moved |= etag != entry.etag
                    if etag is not None:
                        _note(path, etag)
            if not moved:
                return there


def _is(path: Path, etag: str) -> bool:
    """Whether a file is this very object."""
    try:
        facts = path.stat()
    except FileNotFoundError:
        return False
    if _KNOWN.get(path) == (etag, facts.st_size, facts.st_mtime_ns):
        return True
    if not has_etag(path.read_bytes(), etag):
        return False
    _note(path, etag)
    return True


def _note(path: Path, etag: str) -> None:
    facts = path.stat()
    _KNOWN[path] = (etag, facts.st_size, facts.st_mtime_ns)


class _Pieces:
    """An object as something that can be cut: each cut is a range of it, read in blocks."""

    def __init__(self, store: Store, key: str) -> None:
        self._store, self._key = store, key
        self._begin, self._block = 0, b""
        self._size = store.size(key)

    def __getitem__(self, cut: slice) -> bytes:
        begin, end = cut.start, min(cut.stop, self._size)
        if begin >= end:
            return b""
        if not self._begin <= begin or end > self._begin + len(self._block):
            self._block = self._store.read(self._key, begin, min(max(end, begin + BLOCK), self._size))
            self._begin = begin
        return self._block[begin - self._begin : end - self._begin]
