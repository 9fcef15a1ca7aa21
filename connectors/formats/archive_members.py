"""Archive members as documents: zip, tar and gzip, streamed by name under size limits (docs/design/guarding.md#archives). Nothing is extracted.

An archive is itself a format: its members' entries follow each other, so that an ordinal still leads back to the bytes.
"""

import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import IO

from newsbeam.schemas.codes import Reason
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import ParseError

MAX_MEMBER_BYTES = 20 * 1024 * 1024
"""Of one member, unpacked."""
MAX_TOTAL_BYTES = 256 * 1024 * 1024
"""Of all members together, unpacked."""
MAX_MEMBERS = 10_000
MAX_RATIO = 200
"""Unpacked over packed bytes, asked of what is over 1 MiB."""
_STEP = 256 * 1024
_PACKED = 4 * 1024
"""So much of a gzip file is given at a time: what a member leaves of it is copied, and a million empty ones may follow each other."""


def is_archive(payload: bytes) -> bool:
    """Whether the bytes begin (or, for tar, are marked) like an archive that `members` reads."""
    return payload[:4] in (b"PK\x03\x04", b"PK\x05\x06") or payload[:3] == b"\x1f\x8b\x08" or payload[257:262] == b"ustar"


def members(document: Document) -> Iterator[Document | ParseError]:
    """The members in order of name, each as a document of its own; a refused one as a ParseError naming it.

    Folders, links and devices are passed over; names are labels only, never paths. Raises ParseError where the archive
    itself is damaged or unpacks to too much.
    """
    try:
        if document.payload[:2] == b"PK":
            yield from _zip_members(document)
        elif document.payload[:2] == b"\x1f\x8b":
            yield from _gzip_member(document)
        else:
            yield from _tar_members(document, io.BytesIO(document.payload))
    except (
        zipfile.BadZipFile,
        tarfile.TarError,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
    ) as error:
        # RuntimeError: an encrypted member; NotImplementedError: an exotic compression; OSError: gzip's CRC; ValueError: odd headers
        raise ParseError(Reason.DECODE, f"{document.uri}: the archive cannot be read: {str(error)[:200]}") from None


def _zip_members(document: Document) -> Iterator[Document | ParseError]:
    # counted before zipfile builds an object of each: 20 MB of directory are 400,000 of them
    _refuse_many(document.payload.count(b"PK\x01\x02"), document.uri)
    with zipfile.ZipFile(io.BytesIO(document.payload)) as archive:
        found = sorted(
            (one for one in archive.infolist() if not one.filename.endswith("/") and not _is_link(one)),
            key=lambda one: one.filename,
        )
        left = MAX_TOTAL_BYTES
        for one in found:
            if one.flag_bits & 1:
                yield _refused(document, one.filename, Reason.DECODE, "is encrypted")
                continue
            with archive.open(one) as stream:
                result = _member(document, one.filename, stream, one.compress_size, left)
            left -= len(result.payload) if isinstance(result, Document) else 0
            yield result


def _tar_members(document: Document, stream: IO[bytes]) -> Iterator[Document | ParseError]:
    left = MAX_TOTAL_BYTES
    with tarfile.open(fileobj=stream, mode="r:") as archive:
        found: list[tarfile.TarInfo] = []
        for one in archive:
            found.append(one)
            _refuse_many(len(found), document.uri)
        for one in sorted((one for one in found if one.isreg()), key=lambda one: one.name):
            content = archive.extractfile(one)
            if content is None:
                continue
            with content:
                result = _member(document, one.name, content, one.size, left)
            left -= len(result.payload) if isinstance(result, Document) else 0
            yield result


def _gzip_member(document: Document) -> Iterator[Document | ParseError]:
    """The one file in a gzip, or the members of the tar that it holds."""
    payload = _gunzip(document)
    if payload[257:262] == b"ustar":
        yield from _tar_members(document, io.BytesIO(payload))
    elif payload[:2] == b"\x1f\x8b":
        yield _refused(document, "", Reason.DECODE, "is packed more than once")
    elif len(payload) > MAX_MEMBER_BYTES:
        raise ParseError(Reason.TOO_LARGE, f"{document.uri}: unpacks to {len(payload)} bytes, at most {MAX_MEMBER_BYTES} are read")
    else:
        yield replace(document, payload=payload)


def _gunzip(document: Document) -> bytes:
    found, packed, at = bytearray(), memoryview(document.payload), 0
    while bytes(packed[at : at + 2]) == b"\x1f\x8b":  # members may follow each other
        unpacker = zlib.decompressobj(31)
        while not unpacker.eof:
            given = packed[at : at + _PACKED]
            piece = unpacker.decompress(given, _STEP)
            at += len(given) - len(unpacker.unconsumed_tail) - len(unpacker.unused_data)
            if not piece and not given and not unpacker.eof:
                raise EOFError("the gzip file ends early")
            found += piece
            _refuse_large(len(found), len(packed), document.uri)
    return bytes(found)


def _member(document: Document, name: str, stream: IO[bytes], packed: int, left: int) -> Document | ParseError:
    """One member read up to its limit; what a header claims of its size is not asked."""
    found = bytearray()
    while piece := stream.read(_STEP):
        found += piece
        if len(found) > left:
            raise ParseError(Reason.TOO_LARGE, f"{document.uri}: the archive unpacks to over {MAX_TOTAL_BYTES} bytes")
        if len(found) > MAX_MEMBER_BYTES or (len(found) > 1 << 20 and len(found) > MAX_RATIO * max(packed, 1)):
            return _refused(document, name, Reason.TOO_LARGE, f"unpacks to over {len(found)} bytes")
    return replace(document, payload=bytes(found), member=name[:1024], media_type=None, charset=None)


def _is_link(one: zipfile.ZipInfo) -> bool:
    return (one.external_attr >> 16) & 0o170000 == 0o120000


def _refuse_many(count: int, uri: str) -> None:
    if count > MAX_MEMBERS:
        raise ParseError(Reason.TOO_LARGE, f"{uri}: {count} members in the archive, at most {MAX_MEMBERS} are read")


def _refuse_large(size: int, packed: int, uri: str) -> None:
    if size > MAX_TOTAL_BYTES or (size > 1 << 20 and size > MAX_RATIO * packed):
        raise ParseError(Reason.TOO_LARGE, f"{uri}: {packed} bytes unpack to over {size}")


def _refused(document: Document, name: str, reason: Reason, why: str) -> ParseError:
    return ParseError(reason, f"{document.uri}: member {name[:200]!r} {why}", raw=name.encode("utf-8", "replace"))
