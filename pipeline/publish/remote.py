"""An output that lives in an object store, worked on in a local folder that may be thrown away.

The order of a batch is the same, with the store as the disk: landing and fragments are put before COMMIT, COMMIT is created
(`If-None-Match: *`), grown files replace the objects that they grew from (`If-Match`), then the state's next generation and
the pointer to it, and last the staging goes. Who dies anywhere is rolled forward by the next run, in whichever container.
A lease object names the writer; the conditions hold even against one whose lease has run out.
"""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

from newsbeam.connectors.disk.failpoints import failpoint
from newsbeam.connectors.landing.landing import AFTER_SYNC
from newsbeam.connectors.state import database, records
from newsbeam.connectors.state.database import open_state
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.storage import keep_in, keep_local
from newsbeam.pipeline.publish.store import ConflictError, Store
from newsbeam.schemas.errors import LockHeld, OutputError

LEASE = "_state/lease"
HEAD = "_state/HEAD"
LEASE_FOR = timedelta(minutes=15)
_STAMP = tuple[int, int]


class Remote:
    """One writer's view of an output in a store: the `Storage` of its local folder. Made by `remote_output`."""

    is_local = False

    def __init__(self, store: Store, out: Output, owner: str, clock: Callable[[], datetime]) -> None:
        self.store, self.out, self._owner, self._clock = store, out, owner, clock
        self._etags: dict[str, str] = {}
        """Every object of stories/, dead_letters/ and landing/ that this run knows of."""
        self._local: dict[str, _STAMP] = {}
        """What the local copy was when it was last equal to the object."""
        self._lease = ""
        self._head: tuple[int, str | None] = (0, None)

    # the lease

    def acquire(self) -> None:
        """Become the writer. Raises LockHeld while another's lease runs."""
        held = self.store.get(LEASE)
        try:
            if held is None:
                self._lease = self.store.create(LEASE, self._lease_text())
                return
            told = json.loads(held[0])
            if told["owner"] != self._owner and datetime.fromisoformat(told["until"]) > self._clock():
                raise LockHeld(f"{told['owner']} is writing there until {told['until']}; wait for it")
            self._lease = self.store.replace(LEASE, self._lease_text(), held[1])
        except ConflictError as error:
            raise LockHeld("another run took the lease at this moment; wait for it") from error

    def renew(self) -> None:
        """Keep the lease for another while. Raises ConflictError where it was lost."""
        self._lease = self.store.replace(LEASE, self._lease_text(), self._lease)

    def release(self) -> None:
        """Let the next writer begin at once."""
        told = {"owner": self._owner, "until": "1970-01-01T00:00:00+00:00"}
        self.store.replace(LEASE, json.dumps(told).encode(), self._lease)

    def _lease_text(self) -> bytes:
        return json.dumps({"owner": self._owner, "until": (self._clock() + LEASE_FOR).isoformat()}).encode()

    # down

    def pull(self) -> None:
        """Make the local folder what the store says: state, journal, sketches, index, committed batches and what is owed of the landing.

        Stories come when they are asked for. What lay in the folder goes: it may be of a run that was overtaken.
        """
        for folder in self.out.folders()[1:]:
            shutil.rmtree(folder, ignore_errors=True)
        self.out.prepare()
        for kind in ("stories/", "dead_letters/", "landing/", "batches/"):
            self._etags.update({entry.key: entry.etag for entry in self.store.list(kind)})
        head = self.store.get(HEAD)
        if head is not None:
            told = json.loads(head[0])
            self._head = (told["generation"], head[1])
            self._down(told["database"], self.out.database)
        for prefix in ("_state/journal/", "_state/sketches/", "_state/index/", "_staging/", "batches/"):
            for entry in self.store.list(prefix):
                self._down(entry.key, self.out.root / entry.key)
                self._note(entry.key, self._etags[entry.key])
        with closing(open_state(self.out.database)) as conn:
            known = records.known_bytes(conn)
            owed = records.files_in_use(conn, "9999")
        for entry in list(self.store.list("landing/")):
            file = entry.key.removeprefix("landing/")
            if file in owed or known.get(file, 0) < entry.size:
                self.want(entry.key)

    def want(self, prefix: str) -> None:
        """Bring the objects below a prefix here, where the local copy is missing or another."""
        for key, etag in list(self._etags.items()):
            if key.startswith(prefix) and self._noted(key) != etag:
                path = self.out.root / key
                self._down(key, path)
                self._note(key, etag)

    def _down(self, key: str, path: Path) -> None:
        found = self.store.get(key)
        if found is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.part")
        aside.write_bytes(found[0])
        aside.replace(path)
        self._etags[key] = found[1]

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
        self.renew()
        pushed = 0
        for path in sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith(".")):
            key = path.relative_to(self.out.root).as_posix()
            if self._local.get(key) == _stamp(path):
                continue
            content = path.read_bytes()
            etag = self._etags.get(key)
            stamp = _stamp(path)
            self._etags[key] = self.store.replace(key, content, etag) if etag else self._create(key, content)
            self._local[key] = stamp
            pushed += 1
            failpoint("mid_remote_push")
        return pushed

    def mirror(self, folder: Path) -> None:
        """Push a folder of derived files, and remove what has gone from it. Names that others lead to sort last."""
        self.push(folder)
        prefix = folder.relative_to(self.out.root).as_posix() + "/"
        for key in [key for key in self._etags if key.startswith(prefix) and not (self.out.root / key).exists()]:
            self.store.delete(key)
            del self._etags[key]
            self._local.pop(key, None)

    def _create(self, key: str, content: bytes) -> str:
        """Create an object; one that a run before its death made of the very same bytes will do."""
        try:
            return self.store.create(key, content)
        except ConflictError:
            found = self.store.get(key)
            if found is None or found[0] != content:
                raise
            return found[1]

    def push_state(self, conn: sqlite3.Connection) -> None:
        """Put the state's next generation, then the pointer to it."""
        generation = self._head[0] + 1
        snapshot = self.out.state / ".snapshot.db"
        snapshot.unlink(missing_ok=True)
        database.snapshot(conn, snapshot)
        # The name holds the writer too: a dead run's object of this generation is in nobody's way.
        writer = "".join(filter(str.isalnum, self._lease))[:16]
        name = f"_state/newsbeam-{generation:08}-{writer}.db"
        self._create(name, snapshot.read_bytes())
        failpoint("after_remote_state")
        old = self.store.get(HEAD)
        text = json.dumps({"generation": generation, "database": name}).encode()
        etag = self.store.replace(HEAD, text, self._head[1]) if self._head[1] else self.store.create(HEAD, text)
        self._head = (generation, etag)
        snapshot.unlink()
        if old is not None:
            self.store.delete(json.loads(old[0])["database"])

    def unstage(self, batch_id: str) -> None:
        """Remove a finished batch's staging, COMMIT first."""
        self.store.delete(f"_staging/{batch_id}/COMMIT")
        for entry in list(self.store.list(f"_staging/{batch_id}/")):
            self.store.delete(entry.key)


def _stamp(path: Path) -> _STAMP:
    facts = path.stat()
    return (facts.st_size, facts.st_mtime_ns)


@contextmanager
def remote_output(store: Store, workdir: Path, *, owner: str, clock: Callable[[], datetime]) -> Iterator[Output]:
    """An Output whose truth is in `store`; `workdir` is a cache, empty or of an earlier run. Runs may then use its root.

    Raises LockHeld while another writer's lease runs, ConflictError (exit 3) where one has overtaken this run.
    """
    out = Output(workdir)
    remote = Remote(store, out, owner, clock)
    out.prepare()
    remote.acquire()
    remote.pull()
    keep_in(out.root, remote)
    AFTER_SYNC[out.landing] = lambda: remote.push(out.landing)
    try:
        yield out
        remote.push(out.landing)
        with closing(open_state(out.database)) as conn:
            remote.push_state(conn)
        remote.push(out.runs)
        remote.release()
    except ConflictError:
        raise
    except BaseException:  # whatever ended the run: the next one goes on from the store, so it need not wait for the lease
        with suppress(OutputError):
            remote.release()
        raise
    finally:
        keep_local(out.root)
        del AFTER_SYNC[out.landing]
