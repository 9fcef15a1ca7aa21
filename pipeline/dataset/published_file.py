"""One published Parquet file: its footer checked, its key columns read. Damaged or foreign files are told, never built upon."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from newsbeam.schemas.errors import DamagedFile, OutputError

VERSION_KEY = b"newsbeam.schema_version"
LARGE = 4 << 20
"""Bytes of a row group, before it is compressed, that is not written again before the file grows no more."""


class Published(NamedTuple):
    """One published file and its footer."""

    path: Path
    size: int
    metadata: Any
    """pyarrow.parquet.FileMetaData; None where it was looked at and not kept."""
    version: int
    rows: int
    groups: int
    """Its row groups behind the last that is `LARGE`: what sealing brings together while the file grows."""


def footer(path: Path) -> Published:
    """A published file's footer. Raises OutputError where it has none, or one that is not ours."""
    if path.is_symlink():
        raise OutputError(f"{path}: is a symlink; newsbeam writes only below its own root: remove it")
    try:
        metadata = pq.read_metadata(path)
        size = path.stat().st_size
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise DamagedFile(path, f"not a whole Parquet file: {_first_line(error)}") from error
    return about(path, size, metadata)


def about(path: Path, size: int, metadata: Any) -> Published:
    """What a footer says of a file of so many bytes. Raises OutputError where it is not ours."""
    version = (metadata.metadata or {}).get(VERSION_KEY)
    if version is None or not version.isdigit():
        raise OutputError(f"{path}: not written by newsbeam; move it out of the dataset")
    return Published(path, size, metadata, int(version), metadata.num_rows, _small_groups(metadata))


def _small_groups(metadata: Any) -> int:
    last = metadata.num_row_groups
    large = (at for at in range(last - 1, -1, -1) if metadata.row_group(at).total_byte_size >= LARGE)
    return int(last - 1 - next(large, -1))


def read_columns(files: tuple[Published, ...], columns: list[str]) -> Iterator[pa.Table]:
    """These columns of each file, in the file's order. Raises OutputError on damaged pages."""
    for file in files:
        try:
            with pq.ParquetFile(file.path, metadata=file.metadata, page_checksum_verification=True) as opened:
                yield opened.read(columns=columns)
        except (pa.ArrowException, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise DamagedFile(file.path, _first_line(error)) from error


def read_whole(path: Path) -> pa.Table:
    """Every row of a file, each page held against its checksum. Raises DamagedFile."""
    with naming_damage(path), pq.ParquetFile(path, page_checksum_verification=True) as opened:
        return opened.read()


def verify(path: Path) -> int:
    """Read every page of a file, a row group at a time; how many rows. Raises DamagedFile."""
    rows = 0
    with naming_damage(path), pq.ParquetFile(path, page_checksum_verification=True) as opened:
        for number in range(opened.num_row_groups):
            rows += opened.read_row_group(number).num_rows
    return rows


@contextmanager
def naming_damage(path: Path) -> Iterator[None]:
    """What Arrow says of a damaged file, as DamagedFile; what the system refuses is raised as it is."""
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise DamagedFile(path, _first_line(error)) from error


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
