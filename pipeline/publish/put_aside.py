"""What `repair` (`_state/damaged/`) and `doctor --rebuild-state` have put aside: it may still say what a purge is to take away."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from newsbeam.connectors.disk.durable import sync_folder
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.published_file import naming_damage
from newsbeam.pipeline.dataset.waiting import Home
from newsbeam.schemas.errors import DamagedFile


def kept_with(out: Output, story_id: str, homes: Iterable[Home]) -> tuple[Path, ...]:
    """The files put aside that hold a story, and those of its partitions of which nobody can read that they do not."""
    own = tuple(f"{date}-{country}-" for date, country in homes)
    return tuple(path for path in sorted(_folder(out).glob("*.parquet")) if _may_hold(path, story_id, path.name.startswith(own)))


def remove_kept(out: Output, paths: Iterable[Path]) -> None:
    """Remove files that were put aside: a damaged one cannot be written anew, and what could be read of it is in the table."""
    for path in paths:
        path.unlink()
        sync_folder(_folder(out))


def old_states(out: Output) -> tuple[Path, ...]:
    """The databases that `doctor --rebuild-state` has put aside: dead letters are in them as they were."""
    return tuple(sorted(out.state.glob(f"{out.database.name}*.*Z")))


def _folder(out: Output) -> Path:
    return out.state / "damaged"


def _may_hold(path: Path, story_id: str, unread: bool) -> bool:
    """Whether a row says so; `unread`: what counts where some cannot be read, and none of the others does."""
    whole = True
    try:
        with naming_damage(path), pq.ParquetFile(path, page_checksum_verification=True) as file:
            for number in range(file.num_row_groups):
                found = _ids(path, file, number)
                whole = whole and found is not None
                if story_id in (found or ()):
                    return True
    except (DamagedFile, ValueError):  # not even its footer
        whole = False
    return unread and not whole


def _ids(path: Path, file: Any, number: int) -> list[str] | None:
    """The stories of a row group; None where they cannot be read."""
    try:
        with naming_damage(path):
            found: list[str] = file.read_row_group(number, columns=["story_id"]).column("story_id").to_pylist()
    except (DamagedFile, KeyError, ValueError):
        return None
    return found
