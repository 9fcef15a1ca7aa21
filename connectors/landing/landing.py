"""The landing read: WARC files to documents. `landing_writer.py` writes them. Immutable, verified by digest, and read again by replay.

A document is landed before anything is made of it, and what is landed is never fetched again (docs/design/publishing.md#the-order-of-a-run).
One gzip member per record, so each is read alone by its offset and a damaged one costs itself alone.
"""

import mmap
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

from isal import isal_zlib

from newsbeam.connectors.landing.warc_record import document_of, facts_of, id_of, parse_record
from newsbeam.schemas.codes import Reason
from newsbeam.schemas.document import Document, LandingRef
from newsbeam.schemas.item import ParseError

RECORD_LIMIT = 256 * 1024 * 1024
"""Bytes that one record may unpack to: far over any body limit, and an end to a damaged member that never ends."""
_GZIP = b"\x1f\x8b\x08"
SUFFIX = ".warc.gz"
OPEN = ".open"
"""Behind a file's name: an empty file beside it that says that its writer has not done with it, so nobody else adopts it yet."""


class Bytes(Protocol):
    """Bytes that can be cut: a file that is mapped, or ranges of an object."""

    def __getitem__(self, cut: slice, /) -> bytes:
        """Fewer where they end before."""


Found = tuple[LandingRef, dict[str, Any]]
"""A record and its facts (`warc_record.facts_of`), with `end`, the offset behind it."""


def read_document(root: Path, ref: LandingRef, elsewhere: Callable[[str], Bytes | None] | None = None) -> Document:
    """The landed document, its digest verified; `elsewhere` has the bytes of files that are not below `root`.

    Raises ParseError (corrupt_record) where the record is not whole.
    """
    record = parse_record(_member(root, ref, elsewhere))
    if id_of(record) != ref.record_id:
        raise ParseError(Reason.CORRUPT_RECORD, f"{ref}: another record lies there ({id_of(record)})")
    if record.rec_type != "revisit":
        return document_of(record, ref)
    original = facts_of(record)["original"]
    if original is None or original == ref:
        raise ParseError(Reason.CORRUPT_RECORD, f"{ref}: a revisit that does not say of what")
    first = parse_record(_member(root, original, elsewhere))
    if first.rec_type == "revisit":
        raise ParseError(Reason.CORRUPT_RECORD, f"{ref}: a revisit of a revisit")
    return document_of(record, ref, document_of(first, original).payload)


def scan(root: Path, file: str, offset: int = 0) -> Iterator[Found]:
    """Every whole record of one landing file from `offset` on, with its facts (`newsbeam.connectors.landing.warc_record.facts_of`).

    A damaged record is passed over to the next that begins with gzip's magic; a truncated tail ends the scan. The facts
    carry `end`, the offset behind the record, where a later scan may begin.
    """
    path = _inside(root, file)
    if path.stat().st_size <= offset:
        return
    with path.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as view:
        while offset < len(view):
            try:
                member, end = _unpack(view, offset)
                record = parse_record(member)
                found = LandingRef(file=file, offset=offset, record_id=id_of(record)), facts_of(record) | {"end": end}
            except ParseError:
                offset = view.find(_GZIP, offset + 1)
                if offset < 0:
                    return
                continue
            yield found
            offset = end


def landing_files(root: Path, *, marked: bool = False) -> list[tuple[str, int]]:
    """(path below the root, bytes) of every landing file, oldest date first; with `marked` also those that are being written."""
    found = []
    for folder in sorted(root.glob("date=*")):
        with os.scandir(folder) as entries:
            there = {one.name: one for one in entries}  # the mark comes before its file and goes after it
        found += [
            (f"{folder.name}/{name}", one.stat().st_size)
            for name, one in there.items()
            if name.endswith(SUFFIX) and (marked or name + OPEN not in there)
        ]
    return sorted(found)


def marks_of(root: Path, begin: str) -> list[Path]:
    """The marks of files whose names begin so."""
    return list(root.glob(f"date=*/{begin}*{SUFFIX}{OPEN}"))


def _inside(root: Path, file: str) -> Path:
    path = root / file
    if file.startswith("/") or ".." in Path(file).parts:
        raise ParseError(Reason.CORRUPT_RECORD, f"{file}: a landing reference that leads out of the landing")
    return path


def _member(root: Path, ref: LandingRef, elsewhere: Callable[[str], Bytes | None] | None) -> bytes:
    try:
        if elsewhere is not None and (pieces := elsewhere(ref.file)) is not None:
            return _unpack(pieces, ref.offset)[0]
        with _inside(root, ref.file).open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
            return _unpack(view, ref.offset)[0]
    except (OSError, ValueError) as error:  # ValueError: an empty file cannot be mapped
        raise ParseError(Reason.CORRUPT_RECORD, f"{ref}: cannot be read: {error}") from error


def _unpack(view: Bytes, offset: int) -> tuple[bytes, int]:
    """(the member's bytes unpacked, the offset behind it). Raises ParseError where it is torn."""
    if view[offset : offset + 3] != _GZIP:
        raise ParseError(Reason.CORRUPT_RECORD, f"no record begins at {offset}")
    unpacker = isal_zlib.decompressobj(wbits=31)
    pieces, size, at = [], 0, offset
    try:
        while not unpacker.eof:
            chunk = view[at : at + 262_144]
            if not chunk:
                raise ParseError(Reason.CORRUPT_RECORD, f"the record at {offset} is cut off")
            at += len(chunk)
            piece = unpacker.decompress(chunk, RECORD_LIMIT - size + 1)
            size += len(piece)
            if size > RECORD_LIMIT:
                raise ParseError(Reason.CORRUPT_RECORD, f"the record at {offset} unpacks to over {RECORD_LIMIT} bytes")
            pieces.append(piece)
    except isal_zlib.IsalError as error:  # type: ignore[misc]  # its stubs call the class an instance
        raise ParseError(Reason.CORRUPT_RECORD, f"the record at {offset} is damaged: {error}") from error
    return b"".join(pieces), at - len(unpacker.unused_data)
