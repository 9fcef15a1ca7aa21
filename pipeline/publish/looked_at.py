"""Files of partitions that this process has looked at or written, and that lie as they did then: what it knows of them is not read again.

A run of many batches adds to the same partitions with each, and their footers and key columns were read before each of them. Whoever else
writes such a file gives it another inode, size or time, and it is looked at once more.
"""

from pathlib import Path
from typing import NamedTuple, Self

from newsbeam.pipeline.dataset.published_file import Published

MOST = 8_192
"""Files that are remembered, some 5 MB."""


class _Lies(NamedTuple):
    inode: int
    size: int
    mtime_ns: int

    @classmethod
    def at(cls, path: Path) -> Self:
        stat = path.lstat()
        return cls(stat.st_ino, stat.st_size, stat.st_mtime_ns)


_KNOWN: dict[Path, tuple[_Lies, Published]] = {}


def known(path: Path) -> Published | None:
    """What is known of a file, without its footer; None where it was not looked at, or lies otherwise."""
    found = _KNOWN.get(path)
    return found[1] if found and found[0] == _Lies.at(path) else None


def remember(found: Published, aside: Path | None = None) -> None:
    """Its footer is sound, and so is its key column. `aside`: where it lies until it is renamed to its path."""
    if len(_KNOWN) >= MOST:
        _KNOWN.clear()
    _KNOWN[found.path] = (_Lies.at(aside or found.path), found._replace(metadata=None))
