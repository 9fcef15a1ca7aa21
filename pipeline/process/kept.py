"""What is the same in each process and takes long to make, kept in the user's cache: read back whole, or made anew.

Nothing depends on it: where there is no cache to write to, each process makes its own, and a torn or an altered file is no file.
"""

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from struct import Struct

import xxhash

SEAL = 16
"""Bytes of the checksum at a kept file's head."""
MOST = 256 * 1024**2
"""Bytes that are kept in all: of several versions of newsbeam the files written last. One version's are 44 MB."""
_SIZE = Struct("<Q")


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
        _make_room(path.parent)


def kept_parts(name: str) -> list[bytes] | None:
    """What `keep_parts` was given. Each part is read to where it stays: of one body, cut apart, every byte would be copied once more."""
    with suppress(OSError, RuntimeError), path_of(name).open("rb", buffering=0) as file:
        seal, count = file.read(SEAL), file.read(1)
        sizes = file.read(_SIZE.size * count[0]) if count else b""
        parts = []
        for (size,) in _SIZE.iter_unpack(sizes) if len(sizes) % _SIZE.size == 0 else ():
            if size > os.fstat(file.fileno()).st_size:
                return None
            parts.append(file.read(size))
        if seal == _sum((count, sizes, *parts)):
            return parts
    return None


def keep_parts(name: str, parts: Sequence[bytes]) -> None:
    """`keep` for up to 255 pieces."""
    sizes = b"".join(_SIZE.pack(len(part)) for part in parts)
    keep(name, b"".join((bytes([len(parts)]), sizes, *parts)))


def _sum(pieces: Iterable[bytes]) -> bytes:
    found = xxhash.xxh3_128()
    for piece in pieces:
        found.update(piece)
    return found.digest()


def _make_room(folder: Path) -> None:
    """Remove the files written first, where all are more than `MOST`; a folder is another's (Flink's)."""
    files = [(path.stat(), path) for path in folder.iterdir() if path.is_file()]
    size = 0
    for stat, path in sorted(files, key=lambda one: one[0].st_mtime, reverse=True):
        size += stat.st_size
        if size > MOST:
            path.unlink(missing_ok=True)


def path_of(name: str) -> Path:
    """Where it lies. Raises RuntimeError for a user without home."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "newsbeam", name)
