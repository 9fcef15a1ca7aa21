"""Where an output's files are kept in the end: in its own folder, or in an object store that the folder is a copy of.

An `Output` holds its storage: `LOCAL`, unless `publish/open_remote.py` opened it in a store. A worker's stages get it by pickle.
"""

import sqlite3
from pathlib import Path
from typing import Protocol

from newsbeam.pipeline.dataset.passing_files import Files, FolderFiles


class Ranges(Protocol):
    """Bytes that can be cut: `those[begin:end]`."""

    def __getitem__(self, cut: slice) -> bytes:
        """Fewer where they end before."""


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

    def for_workers(self, root: Path) -> "tuple[Path, Storage]":
        """(root, storage) of this output for workers that may be on other machines."""

    def hand_out(self, landing: Path, staging: Path) -> None:
        """Let workers have what is landed, and a batch's tasks."""

    def collect(self, staging: Path) -> None:
        """Have what workers made of a batch."""

    def passing(self, folder: Path) -> Files:
        """Small files that driver and workers leave for each other in a folder."""

    def ranges(self, key: str) -> Ranges | None:
        """In a worker: a file to read pieces of, where the folder does not have it."""

    def prepare(self, staging: Path) -> None:
        """In a worker: folders, and what history is asked by."""

    def ready(self, staging: Path) -> None:
        """In a worker of a batch: before its first element."""

    def gather(self, staging: Path) -> None:
        """In a worker: have what others have left in a batch's staging folder."""

    def keep(self, staging: Path) -> None:
        """In a worker: let others have what it has written there."""


class FolderForAll:
    """What is asked of a storage whose workers see the driver's folder."""

    def for_workers(self, root: Path) -> tuple[Path, Storage]:
        """As the driver has it."""
        return root, self  # type: ignore[return-value]

    def hand_out(self, landing: Path, staging: Path) -> None:
        """It is there."""

    def collect(self, staging: Path) -> None:
        """It is there."""

    def passing(self, folder: Path) -> Files:
        """In the folder itself."""
        return FolderFiles(folder)

    def prepare(self, staging: Path) -> None:
        """It is there."""

    def ranges(self, key: str) -> Ranges | None:  # noqa: ARG002 (as `Storage` has it)
        """It is there."""
        return None

    def ready(self, staging: Path) -> None:
        """It is there."""

    def gather(self, staging: Path) -> None:
        """It is there."""

    def keep(self, staging: Path) -> None:
        """It is there."""


class LocalFolder(FolderForAll):
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
