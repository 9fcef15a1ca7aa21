"""Small files that a driver and its workers leave for each other, as objects of a store."""

from newsbeam.pipeline.publish.store import Store


class StoreFiles:
    """The `Files` of one prefix."""

    look_s = 0.25
    """A look is a request, and is paid for."""

    def __init__(self, store: Store, prefix: str) -> None:
        self._store, self._prefix = store, f"{prefix.rstrip('/')}/"

    def read(self, name: str) -> bytes | None:
        """What an object holds; None where it is not there."""
        found = self._store.get(self._prefix + name)
        return None if found is None else found[0]

    def write(self, name: str, content: bytes) -> None:
        """Put an object, over what is there."""
        self._store.put(self._prefix + name, content)

    def names(self, below: str = "") -> list[str]:
        """The objects below this part of the prefix."""
        return sorted(entry.key.removeprefix(self._prefix) for entry in self._store.list((self._prefix + below).rstrip("/")))

    def remove(self, name: str) -> None:
        """Remove an object; none there is no fault."""
        self._store.delete(self._prefix + name)
