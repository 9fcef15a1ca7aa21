"""Where an output's files are kept in the end: in its own folder, or in an object store that the folder is a copy of.

`Output.storage` answers for an output. `publish/remote.py` opens the store of one; no other module asks which it is.
"""

import sqlite3
from pathlib import Path
from typing import Protocol


class Storage(Protocol):
    """What the steps of a batch ask of the place where an output is kept."""

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


_LOCAL = LocalFolder()
_OPEN: dict[Path, Storage] = {}
"""The stores that this process has open, by the folder that stands for them: runs are given an output by its path."""


def storage_of(root: Path) -> Storage:
    """Where the output of this root is kept."""
    return _OPEN.get(root, _LOCAL)


def keep_in(root: Path, storage: Storage) -> None:
    """Let this root stand for an output in a store, until `keep_local`."""
    _OPEN[root] = storage


def keep_local(root: Path) -> None:
    """The root is a folder like any other again."""
    del _OPEN[root]
