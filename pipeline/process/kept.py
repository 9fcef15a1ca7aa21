"""What is the same in each process and takes long to make, kept in the user's cache: read back whole, or made anew.

Nothing depends on it: where there is no cache to write to, each process makes its own, and a torn or an altered file is no file.
"""

import os
from contextlib import suppress
from pathlib import Path

import xxhash

SEAL = 16
"""Bytes of the checksum at a kept file's head."""


def kept(name: str) -> bytes | None:
    """What was kept under a name; None where nothing was, or not this."""
    with suppress(OSError, RuntimeError), path_of(name).open("rb", buffering=0) as file:
        seal, body = file.read(SEAL), file.readall()
        if seal == xxhash.xxh3_128_digest(body):
            return body
    return None


def keep(name: str, body: bytes) -> None:
    """Keep it, whole or not at all; nothing is said where that cannot be."""
    with suppress(OSError, RuntimeError):
        path = path_of(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.{os.getpid()}")
        try:
            part.write_bytes(xxhash.xxh3_128_digest(body) + body)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


def path_of(name: str) -> Path:
    """Where it lies. Raises RuntimeError for a user without home."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "newsbeam", name)
