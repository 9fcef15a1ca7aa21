"""Writing so that it survives power loss: the file's bytes are synced before its name, the name before anything relies on it."""

import os
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import IO


def sync_file(file: IO[bytes]) -> None:
    """Flush an open file to the disk itself."""
    file.flush()
    os.fsync(file.fileno())


def sync_path(path: Path) -> None:
    """Flush a file that is already written and closed."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Flush a folder: the names in it (new, renamed, removed) survive power loss from here on."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Make a folder and its missing parents, each synced into its own parent."""
    make_folders([folder])


def make_folders(folders: Iterable[Path]) -> None:
    """Make folders and their missing parents; what new ones were made in is synced, each once, before anything is made in those."""
    missing: dict[Path, None] = {}
    for folder in folders:
        one = folder
        while one not in missing and not one.is_dir():
            missing[one] = None
            one = one.parent
    for _, level in groupby(sorted(missing, key=_depth), key=_depth):
        made = list(level)
        for one in made:
            one.mkdir(exist_ok=True)
        for parent in dict.fromkeys(one.parent for one in made):
            sync_folder(parent)


def _depth(folder: Path) -> int:
    return len(folder.parts)


def replace_durably(aside: Path, target: Path) -> None:
    """Rename a synced file over `target`. The caller syncs the folder, once for all its renames."""
    aside.replace(target)
