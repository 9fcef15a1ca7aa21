"""An output that lives in an object store, worked on in a local folder that may be thrown away.

The order of a batch is the same, with the store as the disk: landing and fragments are put before COMMIT, COMMIT is created
(`If-None-Match: *`), grown files replace the objects that they grew from (`If-Match`), then the state's next generation and
the pointer to it, and last the staging goes. Who dies anywhere is rolled forward by the next run, in whichever container.
A lease object names the writer; the conditions hold even against one whose lease has run out.
"""

import hashlib
import json
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from newsbeam.connectors.disk.failpoints import failpoint
from newsbeam.connectors.state import records
from newsbeam.connectors.state.database import open_state
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.passing_files import Files
from newsbeam.pipeline.dataset.storage import FolderForAll, Storage
from newsbeam.pipeline.publish.lease import LEASE, Lease
from newsbeam.pipeline.publish.remote_state import HEAD, Generations
from newsbeam.pipeline.publish.store import Store
from newsbeam.pipeline.publish.store_files import StoreFiles
from newsbeam.pipeline.publish.store_reader import StoreReader, fetch, has_etag
from newsbeam.pipeline.publish.store_writer import StoreWriter
from newsbeam.pipeline.publish.worker_copy import WorkerCopy
from newsbeam.schemas.errors import OutputError

_CACHE = "cache.json"
_TABLES = ("stories/", "dead_letters/")
_STAMP = tuple[int, int]


class Remote(FolderForAll):
    """One writer's view of an output in a store: the `Storage` of its local folder. `open_remote.py` makes it."""

    is_local = False

    def __init__(self, store: Store, out: Output, owner: str, clock: Callable[[], datetime]) -> None:
        self.store, self.out = store, out
        self.lease = Lease(store, owner, clock)
        self._etags: dict[str, str] = {}
        """Every object of stories/, dead_letters/ and landing/ that this run knows of."""
        self._local: dict[str, _STAMP] = {}
        """What the local copy was when it was last equal to the object."""
        self._writer = StoreWriter(store)
        self._generations = Generations(store, self._writer)

    def __reduce__(self) -> tuple[type[StoreReader], tuple[Store, Path]]:
        return (StoreReader, (self.store, self.out.root))

    # down

    def pull(self) -> None:
        """Make the local folder what the store says: state, journal, sketches, index, committed batches and what is owed of the landing.

        Stories come when they are asked for. What lay in the folder goes, unless it is the very object: it may be of a run that
        was overtaken.
        """
        there = [entry for entry in self.store.list("") if entry.key not in (LEASE, HEAD)]
        databases = {entry.key for entry in there if entry.key.endswith(".db")}
        there = [entry for entry in there if entry.key not in databases]
        self._etags = {entry.key: entry.etag for entry in there}
        self._keep_cached()
        self.out.prepare()
        self._generations.pull(databases, self.out.database)
        for prefix in ("_state/journal/", "_state/sketches/", "_state/index/", "_staging/", "batches/"):
            self.want(prefix)
        with closing(open_state(self.out.database)) as conn:
            known = records.known_bytes(conn)
            owed = records.files_in_use(conn, "9999")
        for entry in there:
            file = entry.key.removeprefix("landing/")
            if file != entry.key and (file in owed or known.get(file, 0) < entry.size):
                self.want(entry.key)

    def _keep_cached(self) -> None:
        """Of what lies in the local folder keep what is noted to be the object that the store has now."""
        try:
            noted = json.loads((self.out.root / _CACHE).read_text("ascii"))
        except (OSError, ValueError):
            noted = {}
        (self.out.root / _CACHE).unlink(missing_ok=True)  # until this run has ended well
        for folder in self.out.folders()[1:]:
            for path in sorted(folder.rglob("*"), reverse=True) if folder.is_dir() else ():
                if path.is_dir() and not path.is_symlink():
                    continue
                key = path.relative_to(self.out.root).as_posix()
                etag, *stamp = noted.get(key, [None])
                if etag is not None and etag == self._etags.get(key) and tuple(stamp) == _stamp(path):
                    self._local[key] = (stamp[0], stamp[1])
                else:
                    path.unlink()

    def note_cache(self) -> None:
        """Write down what the local folder has of the store, for the next run on this machine."""
        noted = {key: [self._etags[key], *stamp] for key, stamp in self._local.items() if key in self._etags}
        (self.out.root / _CACHE).write_text(json.dumps(noted), "ascii")

    def want(self, prefix: str) -> None:
        """Bring the objects below a prefix here, where the local copy is missing or another."""
        for key, etag in list(self._etags.items()):
            if key.startswith(prefix) and self._noted(key) != etag:
                path = self.out.root / key
                if not (path.exists() and has_etag(path.read_bytes(), etag)):  # a worker has fetched it (`StoreReader`)
                    self._down(key, path)
                self._note(key, etag)

    def _down(self, key: str, path: Path) -> None:
        etag = fetch(self.store, key, path)
        if etag is not None:
            self._etags[key] = etag

    def _noted(self, key: str) -> str | None:
        """The etag that the local copy is known to have, if it is still the same file."""
        path = self.out.root / key
        noted = self._local.get(key)
        return self._etags.get(key) if noted is not None and path.exists() and _stamp(path) == noted else None

    def _note(self, key: str, etag: str) -> None:
        self._etags[key] = etag
        self._local[key] = _stamp(self.out.root / key)

    # up

    def push(self, folder: Path) -> int:
        """Put every file below a folder that the store does not have so; how many. Raises ConflictError against another writer."""
        self.lease.renew()
        pushed = 0
        for path in sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith(".")):
            if self._put(path):
                pushed += 1
                failpoint("mid_remote_push")
        return pushed

    def _put(self, path: Path) -> bool:
        """Put a file, unless the store has it so."""
        key = path.relative_to(self.out.root).as_posix()
        if self._local.get(key) == _stamp(path):
            return False
        content = path.read_bytes()
        etag = self._etags.get(key)
        stamp = _stamp(path)
        if etag is not None and has_etag(content, etag):  # a worker has fetched it
            self._local[key] = stamp
            return False
        if etag is not None and key not in self._local and key.startswith(_TABLES):
            raise OutputError(
                f"{self.store.name}/{key}: was not read by this run, so nothing replaces it; nothing is lost: run again"
            )
        self._etags[key] = self._writer.written(key, content, etag)
        self._local[key] = stamp
        return True

    def mirror(self, folder: Path) -> None:
        """Push a folder of derived files, and remove what has gone from it. Names that others lead to sort last."""
        self.push(folder)
        prefix = folder.relative_to(self.out.root).as_posix() + "/"
        for key in [key for key in self._etags if key.startswith(prefix) and not (self.out.root / key).exists()]:
            self._remove(key)

    # to workers on other machines, and back

    def for_workers(self, root: Path) -> tuple[Path, Storage]:
        """A folder of their own, wherever they are; the store has what is to be in it."""
        place = hashlib.sha256(f"{self.store.name}\n{root}".encode()).hexdigest()[:16]
        own = Path(tempfile.gettempdir()) / "newsbeam-workers" / place
        return own, WorkerCopy(self.store, own)

    def hand_out(self, landing: Path, staging: Path) -> None:
        """Put what is landed and the batch's tasks; of an earlier try nothing stays."""
        self.unstage(staging.name)
        self.push(landing)
        self.push(staging)
        waiting = self.out.state / "waiting.json"
        if waiting.exists():
            self._put(waiting)
        else:
            self._remove("_state/waiting.json")

    def passing(self, folder: Path) -> Files:
        """As objects: whoever reads one asks the store."""
        return StoreFiles(self.store, folder.relative_to(self.out.root).as_posix())

    def collect(self, staging: Path) -> None:
        """Bring what workers made of a batch; what they left for each other in folders inside stays there."""
        prefix = f"_staging/{staging.name}/"
        for entry in self.store.list(prefix.rstrip("/")):
            if "/" not in entry.key.removeprefix(prefix):
                self._etags[entry.key] = entry.etag
        self.want(prefix)

    def push_state(self, conn: sqlite3.Connection) -> None:
        """Put the state's next generation, then the pointer to it."""
        self._generations.push(conn, self.out.state / ".snapshot.db", self.lease.token)

    def unstage(self, batch_id: str) -> None:
        """Remove a finished batch's staging, COMMIT first."""
        self._remove(f"_staging/{batch_id}/COMMIT")
        for entry in list(self.store.list(f"_staging/{batch_id}/")):
            self._remove(entry.key)

    def _remove(self, key: str) -> None:
        """Delete an object, and know it no longer: a batch that is done again puts one of the same name."""
        self.store.delete(key)
        self._etags.pop(key, None)
        self._local.pop(key, None)


def _stamp(path: Path) -> _STAMP:
    facts = path.stat()
    return (facts.st_size, facts.st_mtime_ns)
