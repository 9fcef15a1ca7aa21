"""The files of a partition: which one is open, whether it is ours, and what it already holds.

A partition is a folder with `stories-00000.parquet`, `-00001` and so on; the last one grows. A file that is damaged, not
ours, or of a newer schema is never touched: the batch stops with one clear line (docs/design/publishing.md#what-is-kept).
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, Self

import pyarrow as pa
import pyarrow.parquet as pq

from newsbeam.pipeline.dataset.output import refuse_symlinks
from newsbeam.pipeline.dataset.published_file import Published, footer
from newsbeam.schemas.arrow import SCHEMA_VERSION
from newsbeam.schemas.errors import OutputError

FULL_BYTES = 8 * 1024 * 1024
"""A file this large is closed; the next one begins. Every generation copies the one before: at 128 MB a back-fill within three days copied
two gigabytes with each batch once it had brought half a million rows."""
_NAME = re.compile(r"(?P<stem>[a-z]+)-(?P<number>\d{5})\.parquet")


class PartitionFiles(NamedTuple):
    """A partition as it stands: its files, and where new rows go."""

    files: tuple[Published, ...]
    open: Published | None
    """The file that grows; None: `next_path` is begun."""
    next_path: Path

    @property
    def without_footers(self) -> Self:
        """The same, to be kept: the footers of a plan's partitions were 8 MB for every batch before it."""
        files = tuple(one._replace(metadata=None) for one in self.files)
        return self._replace(files=files, open=files[-1] if self.open else None)


def partition_files(
    folder: Path, stem: str, schema: pa.Schema, root: Path, known: Callable[[Path], Published | None] = lambda _: None
) -> PartitionFiles:
    """Look at a partition before touching it; what is `known` of a file is taken for granted, and has no footer.

    Raises OutputError where a file in it must not be built upon.
    """
    refuse_symlinks(folder, root)
    paths = sorted(folder.glob("*.parquet")) if folder.is_dir() else []
    files = tuple(known(path) or _published(path, stem, schema) for path in paths)
    number = int(_NAME.fullmatch(paths[-1].name)["number"]) + 1 if paths else 0  # type: ignore[index]  # _published matched it
    last = files[-1] if files else None
    grows = last is not None and last.version == SCHEMA_VERSION and last.size < FULL_BYTES
    return PartitionFiles(files, last if grows else None, folder / f"{stem}-{number:05}.parquet")


def _columns(found: Published) -> pa.Schema:
    """A file's columns. (A footer that is asked for its schema holds it and is held by it: such pairs wait for the search for cycles.)"""
    with pq.ParquetFile(found.path, metadata=found.metadata) as opened:
        return opened.schema_arrow


def _published(path: Path, stem: str, schema: pa.Schema) -> Published:
    named = _NAME.fullmatch(path.name)
    if named is None or named["stem"] != stem:
        raise OutputError(f"{path}: not written by newsbeam; move it out of the dataset")
    found = footer(path)
    if found.version > SCHEMA_VERSION:
        raise OutputError(f"{path}: schema version {found.version}, this newsbeam knows {SCHEMA_VERSION}; run the newer newsbeam")
    if found.version == SCHEMA_VERSION and not _columns(found).equals(schema):
        raise OutputError(f"{path}: its columns are not those of schema version {SCHEMA_VERSION}; move it out of the dataset")
    return found
