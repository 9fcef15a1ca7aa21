"""An output's store, as a worker sees it: to fetch from, never to write to."""

import hashlib
import os
import sqlite3
import threading
from pathlib import Path

from newsbeam.pipeline.dataset.storage import FolderForAll
from newsbeam.pipeline.publish.store import Store


class StoreReader(FolderForAll):
    """What a pickled `Remote` is in a worker's hands: it brings what is not in the folder, and puts nothing back."""

    is_local = False

    def __init__(self, store: Store, root: Path) -> None:
        self._store, self._root = store, root
        self._brought: set[str] = set()

    def want(self, prefix: str) -> None:
        """Have the files below a prefix in the folder. What lies there is the store's, or what the batch's driver is making of it."""
        if prefix in self._brought:
            return
        for entry in self._store.list(prefix):
            if not (self._root / entry.key).exists():
                fetch(self._store, entry.key, self._root / entry.key)
        self._brought.add(prefix)

    def push(self, folder: Path) -> int:
        """Only the driver writes."""
        raise NotImplementedError(f"{folder}: a worker keeps nothing in the store")

    def mirror(self, folder: Path) -> None:
        """Only the driver writes."""
        self.push(folder)

    def push_state(self, conn: sqlite3.Connection) -> None:
        """Only the driver writes."""
        raise NotImplementedError(f"{conn}: a worker keeps nothing in the store")

    def unstage(self, batch_id: str) -> None:
        """Only the driver writes."""
        raise NotImplementedError(f"{batch_id}: a worker keeps nothing in the store")


def fetch(store: Store, key: str, path: Path) -> str | None:
    """Bring an object whole, or not at all; its etag, None where there is none. Several processes and threads may fetch it at once."""
    found = store.get(key)
    if found is None:
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.part")
    aside.write_bytes(found[0])
    aside.replace(path)
    return found[1]


def has_etag(content: bytes, etag: str) -> bool:
    """Whether the etag is these bytes' digest, as S3's of an object put whole is. Of others nothing is known."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest() == etag.strip('"')
