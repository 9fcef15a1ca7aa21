"""The end of the landing's old days."""

from datetime import date
from pathlib import Path

from newsbeam.connectors.disk.durable import sync_folder
from newsbeam.connectors.landing.landing import landing_files


def expire(root: Path, before: date, *, keep: frozenset[str] = frozenset()) -> list[str]:
    """Remove the landing files of the days before `before`, but for those in `keep`; tell which were removed.

    `keep` must hold the files that held items, pending batches and revisits of younger records still need
    (`newsbeam.connectors.state.records.files_in_use`).
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
