"""Putting objects that only one writer puts, on a store that may have done what it says it could not do."""

from hashlib import sha256

from newsbeam.pipeline.publish.store import Store
from newsbeam.schemas.errors import ConflictError, OutputError


class StoreWriter:
    """One writer's puts."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._tried: dict[str, set[bytes]] = {}
        """Of objects whose put failed: digests of what they may hold now."""

    def written(self, key: str, content: bytes, etag: str | None = None) -> str:
        """Put an object in place of the one with this etag, or where there is none; its etag. Raises ConflictError where another writer's is there.

        What this writer has put itself is no other's, nor are the very same bytes: a run before its death has put them.
        """
        try:
            put = self._put(key, content, etag)
        except ConflictError:
            found = self._store.get(key)
            if found is None:
                raise
            if found[0] == content:
                put = found[1]
            elif _digest(found[0]) in self._tried.get(key, ()):
                put = self._put(key, content, found[1])
            else:
                raise
        self._tried.pop(key, None)
        return put

    def _put(self, key: str, content: bytes, etag: str | None) -> str:
        try:
            return self._store.replace(key, content, etag) if etag else self._store.create(key, content)
        except ConflictError:
            raise
        except OutputError:
            self._tried.setdefault(key, set()).add(_digest(content))
            raise


def _digest(content: bytes) -> bytes:
    return sha256(content).digest()
