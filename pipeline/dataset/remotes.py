"""Which local folders stand for an output in an object store. A registry of its own, so that reading needs no publishing."""

import sqlite3
from pathlib import Path
from typing import Protocol


class Remote(Protocol):
    """What the steps of a batch ask of `newsbeam.pipeline.publish.remote`."""

    def want(self, prefix: str) -> None:
        """Bring the objects below a prefix here."""

    def push(self, folder: Path) -> int:
        """Put what is new below a folder; how many objects."""

    def mirror(self, folder: Path) -> None:
        """Push, and remove from the store what is no longer below the folder."""

    def push_state(self, conn: sqlite3.Connection) -> None:
        """Put the state's next generation."""

    def unstage(self, batch_id: str) -> None:
        """Remove a finished batch's staging."""


REMOTES: dict[Path, Remote] = {}


def remote_of(root: Path) -> Remote | None:
    """The remote that an output's local folder stands for, while one is open."""
    return REMOTES.get(root)
