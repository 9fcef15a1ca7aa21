"""The lease of an output in an object store: one object that names the writer and until when, renewed beside the work."""

import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from newsbeam.pipeline.publish.store import Store
from newsbeam.schemas.errors import ConflictError, LockHeld, OutputError

LEASE = "_state/lease"
LEASE_FOR = timedelta(seconds=90)
"""A killed writer's successor waits so long at most; who lives renews it."""
RENEW_S = 20.0
_NEVER = "1970-01-01T00:00:00+00:00"


class Lease:
    """One writer's claim. The conditions of each request hold even against one whose lease has run out."""

    def __init__(self, store: Store, owner: str, clock: Callable[[], datetime]) -> None:
        self._store, self._owner, self._clock = store, owner, clock
        self.token = ""
        """What the store calls the object as this writer last wrote it; no other writer has the same."""
        self._tried = b""
        """What was put last, or was to be."""
        self._renewing = threading.Lock()
        self._renewed_at = 0.0
        self._done = threading.Event()

    def acquire(self) -> None:
        """Become the writer. Raises LockHeld while another's lease runs."""
        held = self._store.get(LEASE)
        try:
            if held is None:
                self.token = self._store.create(LEASE, self._text())
                return
            lease = json.loads(held[0])
            if lease["owner"] != self._owner and datetime.fromisoformat(lease["until"]) > self._clock():
                raise LockHeld(f"{lease['owner']} is writing there until {lease['until']}; wait for it")
            self.token = self._store.replace(LEASE, self._text(), held[1])
        except ConflictError as error:
            raise LockHeld("another run took the lease at this moment; wait for it") from error

    def renew(self) -> None:
        """Keep it for another while, where it was not renewed just now. Raises ConflictError where it was lost."""
        with self._renewing:
            if time.monotonic() - self._renewed_at > RENEW_S / 2:
                text, tried = self._text(), self._tried
                self._tried = text
                try:
                    self.token = self._store.replace(LEASE, text, self.token)
                except ConflictError:
                    found = self._store.get(LEASE)
                    if found is None or found[0] not in (text, tried):
                        raise
                    self.token = found[1]  # our own: the store took it, and failed to say so
                self._renewed_at = time.monotonic()

    def keep(self) -> None:
        """Renew it beside the work, however long a step of it takes, until `release` or `leave`."""

        def renew() -> None:
            while not self._done.wait(RENEW_S):
                with suppress(OutputError):  # the next push tells it
                    self.renew()

        self._renewed_at = time.monotonic()
        threading.Thread(target=renew, name="lease", daemon=True).start()

    def leave(self) -> None:
        """Renew it no more."""
        self._done.set()

    def release(self) -> None:
        """Let the next writer begin at once."""
        self.leave()
        lease = {"owner": self._owner, "until": _NEVER}
        with self._renewing:
            self._store.replace(LEASE, json.dumps(lease).encode(), self.token)

    def _text(self) -> bytes:
        return json.dumps({"owner": self._owner, "until": (self._clock() + LEASE_FOR).isoformat()}).encode()


def unlock(store: Store) -> str | None:
    """Take the lease from whoever has it, and say who that was; None where nobody has."""
    held = store.get(LEASE)
    if held is None:
        return None
    store.delete(LEASE)
    lease = json.loads(held[0])
    return None if lease["until"] == _NEVER else f"{lease['owner']}, until {lease['until']}"
