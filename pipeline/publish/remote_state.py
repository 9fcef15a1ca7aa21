"""The state's generations in an object store: a database each, and `HEAD`, which leads to the one that counts."""

import json
import sqlite3
from pathlib import Path

from newsbeam.connectors.disk.failpoints import failpoint
from newsbeam.connectors.state import database
from newsbeam.pipeline.publish.store import Store
from newsbeam.pipeline.publish.store_reader import fetch
from newsbeam.pipeline.publish.store_writer import StoreWriter

HEAD = "_state/HEAD"


class Generations:
    """As one writer knows them."""

    def __init__(self, store: Store, writer: StoreWriter) -> None:
        self._store, self._writer = store, writer
        self._head: tuple[int, str | None] = (0, None)
        self._there: set[str] = set()
        """Those that lie in the store: HEAD's, and what runs that died have left."""
        self._last = b""
        """The one that counts."""

    def pull(self, there: set[str], path: Path) -> None:
        """Bring the one that counts, where there is one."""
        self._there = there
        head = self._store.get(HEAD)
        if head is not None:
            facts = json.loads(head[0])
            self._head = (facts["generation"], head[1])
            fetch(self._store, facts["database"], path)
            self._last = path.read_bytes()

    def push(self, conn: sqlite3.Connection, snapshot: Path, writer: str) -> None:
        """Put the next one, then the pointer to it. Raises ConflictError where another writer has led it elsewhere."""
        generation = self._head[0] + 1
        snapshot.unlink(missing_ok=True)
        database.snapshot(conn, snapshot)
        content = snapshot.read_bytes()
        snapshot.unlink()
        if _same_state(content, self._last):
            return
        # The name holds the writer too: a dead run's object of this generation is in nobody's way.
        name = f"_state/newsbeam-{generation:08}-{''.join(filter(str.isalnum, writer))[:16]}.db"
        self._writer.written(name, content)
        failpoint("after_remote_state")
        text = json.dumps({"generation": generation, "database": name}).encode()
        self._head = (generation, self._writer.written(HEAD, text, self._head[1]))
        self._last = content
        # A writer whose lease has run out may still be about to lead HEAD to its own, a generation on; to none of these any more.
        past = {one for one in self._there if _generation(one) <= generation} - {name}
        for one in sorted(past):
            self._store.delete(one)
        self._there = self._there - past | {name}


def _generation(name: str) -> int:
    return int(name.partition("newsbeam-")[2].partition("-")[0])


def _same_state(one: bytes, other: bytes) -> bool:
    """Whether two states, packed by `VACUUM INTO`, say the same: in a file's first 100 bytes SQLite counts its changes."""
    return len(one) == len(other) and one[100:] == other[100:]
