"""Small files that a driver and its workers leave for each other in one folder of an output, wherever that is kept."""

import os
import threading
from pathlib import Path
from typing import Protocol


class Files(Protocol):
    """A file is there whole or not at all."""

    look_s: float
    """Whoever waits for a file looks again after so long."""

    def read(self, name: str) -> bytes | None:
        """What a file holds; None where it is not there."""

    def write(self, name: str, content: bytes) -> None:
        """Put a file, over what is there. Raises OSError, OutputError; FileNotFoundError where the folder is gone."""

    def names(self, below: str = "") -> list[str]:
        """The files below this part of the folder."""

    def remove(self, name: str) -> None:
        """Remove a file; none there is no fault."""


class FolderFiles:
    """In a folder that all of them see."""

    look_s = 0.05

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, name: str) -> bytes | None:
        """What a file holds; None where it is not there."""
        try:
            return (self._folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, name: str, content: bytes) -> None:
        """Put a file aside, and then under its name."""
        path = self._folder / name
        if path.parent != self._folder:
            path.parent.mkdir(exist_ok=True)
        aside = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}")
        aside.write_bytes(content)
        aside.replace(path)

    def names(self, below: str = "") -> list[str]:
        """The files below this part of the folder."""
        found = (path for path in (self._folder / below).rglob("*") if path.is_file() and not path.name.startswith("."))
        return sorted(path.relative_to(self._folder).as_posix() for path in found)

    def remove(self, name: str) -> None:
        """Remove a file; none there is no fault."""
        (self._folder / name).unlink(missing_ok=True)
