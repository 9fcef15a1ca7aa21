"""A lease: a file that one process at a time holds, and that lapses when its holder is heard of no more.

The holder raises a count in the file; who waits looks whether the count stands still for `expiry_s` on his own clock. No two
machines' clocks are compared. Every change of the file is made under a lock of the kernel's, which dies with its process.
"""

import fcntl
import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self
from uuid import uuid4

from newsbeam.schemas.errors import LockHeld

EXPIRY_S = 30.0
"""A holder that has not been heard of for so long is taken for dead."""
_BEATS = 5
"""So often the holder is heard of within that time."""


class LeaseLost(LockHeld):
    """Somebody else holds what this process held: it stood still too long, and must not go on."""


class Lease:
    """`path` as a lease. `take` it, then use it as a context manager: it is kept up by a thread, and given back at the end."""

    def __init__(self, path: Path, *, expiry_s: float = EXPIRY_S) -> None:
        self.path, self.expiry_s = path, expiry_s
        self.holder = f"{socket.gethostname()}/{os.getpid()}/{uuid4().hex[:8]}"
        self._seen: tuple[str, float] | None = None
        """What was read last that was new, and when."""
        self._first: str | None = None
        self._beats = 0
        self._over, self._lost = threading.Event(), threading.Event()
        self._heart: threading.Thread | None = None

    def take(self) -> bool:
        """Take it where it is free or has lapsed; to be called again and again where it has not. Raises OSError."""
        with self._guarded():
            text = self._read()
            if text is not None:
                self._first = self._first or text
                if self._seen is None or self._seen[0] != text:
                    self._seen = (text, time.monotonic())
                if time.monotonic() - self._seen[1] < self.expiry_s:
                    return False
            self._write()
        return True

    @property
    def is_kept_up(self) -> bool:
        """Whether its holder was heard of between two tries to take it: it lives, and waiting is no use to who is in a hurry."""
        return self._seen is not None and self._seen[0] != self._first

    def __enter__(self) -> Self:
        self._heart = threading.Thread(target=self._beat, name="newsbeam-lease", daemon=True)
        self._heart.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._heart is not None:
            self._heart.join()
        with suppress(OSError), self._guarded():
            if self._is_ours(self._read()):
                self.path.unlink()

    def check(self) -> None:
        """Raise LeaseLost unless it is still ours. Cheap: looks at the file."""
        with self._guarded():
            if self._lost.is_set() or not self._is_ours(self._read()):
                self._lost.set()
                raise LeaseLost(f"{self.path}: another poller has taken it over, for this one stood still; start it again")

    def current_holder(self) -> str | None:
        """Who holds it, for people."""
        text = self._read()
        return None if text is None else str(json.loads(text)["holder"])

    def _beat(self) -> None:
        while not self._over.wait(self.expiry_s / _BEATS):
            with suppress(OSError), self._guarded():
                if not self._is_ours(self._read()):
                    self._lost.set()
                    return
                self._beats += 1
                self._write()

    def _is_ours(self, text: str | None) -> bool:
        return text is not None and json.loads(text)["holder"] == self.holder

    def _read(self) -> str | None:
        try:
            return self.path.read_text(encoding="ascii")
        except FileNotFoundError:
            return None

    def _write(self) -> None:
        aside = self.path.with_name(f"{self.path.name}.{os.getpid()}.tmp")
        aside.write_text(json.dumps({"holder": self.holder, "beats": self._beats}), encoding="ascii")
        aside.replace(self.path)

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        handle = os.open(self.path.with_name(f"{self.path.name}.guard"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)
