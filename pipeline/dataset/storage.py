"""Where an output's files are kept in the end: in its own folder, or in an object store that the folder is a copy of.

An `Output` holds its storage: `LOCAL`, unless `publish/open_remote.py` opened it in a store. A worker's stages get it by pickle.
"""

import sqlite3
from pathlib import Path
from typing import Protocol


class Storage(Protocol):
    """What the steps of a batch ask of the place where an output is kept. Pickled, it can still be asked by `want`."""

    @property
    def is_local(self) -> bool:
        """The folder is the output itself: links and renames hold there."""

    def want(self, prefix: str) -> None:
        """Have the files below a prefix in the folder."""

    def push(self, folder: Path) -> int:
        """Keep what is new below a folder; how many files."""

    def mirror(self, folder: Path) -> None:
        """Push, and remove from the store what is no longer below the folder."""

    def push_state(self, conn: sqlite3.Connection) -> None:
        """Keep the state's next generation."""

    def unstage(self, batch_id: str) -> None:
        """Remove a finished batch's staging."""


class LocalFolder:
    """The folder is the output: what is written there is kept already."""

    is_local = True

    def want(self, prefix: str) -> None:
        """It is there."""

    def push(self, folder: Path) -> int:  # noqa: ARG002 (as `Storage` has it)
        """It is there."""
        return 0

    def mirror(self, folder: Path) -> None:
        """It is there."""

    def push_state(self, conn: sqlite3.Connection) -> None:
        """It is there."""

    def unstage(self, batch_id: str) -> None:
        """Whoever calls it has removed the folder's."""


LOCAL = LocalFolder()
