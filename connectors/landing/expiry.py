"""How large the landing is, day by day, and the end of its old days."""

from datetime import date
from pathlib import Path
from typing import NamedTuple

from newsbeam.connectors.disk.durable import sync_folder
from newsbeam.connectors.landing.landing import landing_files


class LandedDay(NamedTuple):
    """One day's landing: how many files, how many bytes."""

    day: str
    files: int
    bytes: int


def size_report(root: Path) -> list[LandedDay]:
    """The landing's size by day, oldest first."""
    days: dict[str, list[int]] = {}
    for file, size in landing_files(root):
        days.setdefault(file[5:15], []).append(size)
    return [LandedDay(day, len(sizes), sum(sizes)) for day, sizes in sorted(days.items())]


def expire(root: Path, before: date, *, keep: frozenset[str] = frozenset()) -> list[str]:
    """Remove the landing files of the days before `before`, but for those in `keep`; tell which were removed.

    `keep` must hold the files that held items, pending batches and revisits of younger records still need
    (`newsbeam.connectors.state.database.files_in_use`).
    """
    removed = []
    for file, _ in landing_files(root):
        if file[5:15] < before.isoformat() and file not in keep:
            (root / file).unlink()
            removed.append(file)
    for folder in {(root / file).parent for file in removed}:
        sync_folder(folder)
        if not any(folder.iterdir()):
            folder.rmdir()
    return removed
