"""Archives that others made, as documents: WARC and ARC (CC-News among them), and folders of files.

Each document comes with the position behind it, so that a back-fill that was interrupted goes on there. A record that
cannot be read, or ends early, costs itself alone: of a WARC the next one behind it is looked for. What is no document (requests,
redirects, robots files, images) is passed over.
"""

import re
import zlib
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, NamedTuple

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from newsbeam.connectors.http.redact import redact_url
from newsbeam.connectors.landing.archive_names import ARCHIVES
from newsbeam.schemas.codes import Reason
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import ParseError

_HEAD = 256
"""Bytes by which an archive is known: its first record has an id and a time of its own."""
_YEARS = range(1990, 2200)
"""In which an archive of the web can have fetched something."""
_TEXTUAL = ("text/", "application/xml", "application/json", "application/feed+json", "application/xhtml+xml")


class Archived(NamedTuple):
    """One step through an archive."""

    position: int
    """Where to go on after this one: a byte offset in an archive, a count of files in a folder."""
    document: Document | None
    """None: there was nothing to keep."""
    error: ParseError | None = None


def parts_of(path: Path) -> list[Path]:
    """What of a path is walked by itself: of a folder each archive in it, then the folder for its other files."""
    return [*(one for one in _files(path) if one.name.endswith(ARCHIVES)), path] if path.is_dir() else [path]


def mark_of(path: Path) -> str:
    """What a path is known by once it was walked, so that another archive of its name, and a folder with other files, is walked anew.

    An archive that has grown is the same one.
    """
    place = path.resolve()
    if path.is_dir():
        facts = [(str(one.relative_to(path)), one.stat().st_size, one.stat().st_mtime_ns) for one in _plain(path)]
        return f"{place}#{sha256(repr(facts).encode('utf-8', 'surrogateescape')).hexdigest()[:16]}"
    if path.name.endswith(ARCHIVES):
        with path.open("rb") as file:
            return f"{place}#{sha256(file.read(_HEAD)).hexdigest()[:16]}"
    return f"{place}#{path.stat().st_size}-{path.stat().st_mtime_ns}"


def documents(path: Path, position: int, max_bytes: int, fetched_at: datetime) -> Iterator[Archived]:
    """The documents of an archive, a folder (of its archives none: `parts_of`) or a file, from `position` on.

    `fetched_at` is for files, which do not say when they were fetched; `feed_id` of each document is empty: the caller
    knows feeds. Raises ParseError for a file that is no archive.
    """
    if path.is_dir():
        yield from _of_folder(path, position, max_bytes, fetched_at)
    elif path.name.endswith(ARCHIVES):
        with path.open("rb") as file:
            yield from _of_archive(path, file, position, max_bytes)
    elif position == 0:
        yield _of_file(path, 1, max_bytes, fetched_at)


def _of_archive(path: Path, file: IO[bytes], position: int, max_bytes: int) -> Iterator[Archived]:
    at: int | None = position
    while at is not None:
        at = yield from _walk(path, file, at, max_bytes)


def _walk(path: Path, file: IO[bytes], position: int, max_bytes: int) -> Generator[Archived, None, int | None]:
    """The records from `position` on, up to the first that is damaged; where the next sound one begins, None at the end."""
    file.seek(position)
    records = ArchiveIterator(file, arc2warc=True)
    size, after = path.stat().st_size, position
    waiting: Archived | None = None
    try:
        for record in records:
            step = _read(path, record, max_bytes)
            here = records.get_record_offset()  # asked after reading, because asking skips the body
            if waiting is not None:
                yield waiting._replace(position=here)
            waiting, after = None, max(here, position)
            _refuse_cut(record)
            waiting, after = step, max(here + records.get_record_length(), after)
        _refuse_rest(file, after)
    except Exception as error:
        file.seek(after)
        blank = file.read(_ENOUGH)
        following = _next_record(file, after + len(blank) - len(blank.lstrip(b"\r\n")) + 1)
        if waiting is None and after == 0 and following is None and not isinstance(error, ParseError):
            raise ParseError(Reason.CORRUPT_RECORD, f"{path}: no archive that can be read record by record: {error}") from error
        if waiting is not None:
            yield waiting._replace(position=after)
        why = " ".join(str(error).split())[:500]
        if not isinstance(error, (ParseError, ArchiveLoadFailed)) or why.startswith("Unknown archive format"):
            why = "no record that can be read"  # the library's words quote the bytes, or are of its own insides
        goes_on = f"; read again from {following} on" if following is not None else ""
        torn = ParseError(Reason.CORRUPT_RECORD, f"{path}: damaged behind {after}: {why}{goes_on}")
        yield Archived(size if following is None else following, None, torn)
        return following
    if waiting is not None:
        yield waiting._replace(position=size)
    return None


def _refuse_cut(record: Any) -> None:
    if record.length is None or record.raw_stream.limit > 0:
        raise ParseError(Reason.CORRUPT_RECORD, "a record that ends early")


def _refuse_rest(file: IO[bytes], position: int) -> None:
    """The library takes the beginning of a record for the archive's end."""
    file.seek(position)
    if file.read(_ENOUGH).strip(b"\r\n\0 "):
        raise ParseError(Reason.CORRUPT_RECORD, "a record that ends before its head does")


def _next_record(file: IO[bytes], position: int) -> int | None:
    """Where behind `position` a WARC record begins: a gzip member that holds one, or a line that opens one."""
    file.seek(position)
    kept, at = b"", position
    while piece := file.read(_STEP):
        text = kept + piece
        for match in _RECORD.finditer(text):
            start = match.start() + (0 if match[0].startswith(b"\x1f") else len(match[0]) - len(_OPENS))
            if match[0].startswith(b"\x1f") and not _holds_record(text[start : start + _ENOUGH]):
                continue
            return at + start
        kept = text[-_ENOUGH:]
        at += len(text) - len(kept)
    return None


_OPENS = b"WARC/1."
_RECORD = re.compile(rb"\x1f\x8b\x08|\n" + re.escape(_OPENS))
_STEP = 1024 * 1024
_ENOUGH = 1024
"""So many packed bytes tell what a gzip member begins with."""


def _holds_record(packed: bytes) -> bool:
    try:
        return zlib.decompressobj(31).decompress(packed, len(_OPENS)) == _OPENS
    except zlib.error:
        return False


def _read(path: Path, record: Any, max_bytes: int) -> Archived:
    if record.rec_type not in ("response", "resource"):
        return Archived(0, None)
    field = record.rec_headers.get_header
    http = record.http_headers
    status = int(http.get_statuscode()) if http is not None and http.get_statuscode().isdigit() else None
    declared = (http.get_header("Content-Type") if http is not None else field("Content-Type")) or ""
    media_type, _, parameters = declared.partition(";")
    media_type = media_type.strip().lower()
    uri = field("WARC-Target-URI") or ""
    if (record.rec_type == "response" and status != 200) or uri.endswith("/robots.txt"):
        return Archived(0, None)
    if media_type and not (media_type.startswith(_TEXTUAL) or media_type.endswith("+xml")):
        return Archived(0, None)
    try:
        payload = _limited(record.content_stream(), max_bytes)
        fetched_at = datetime.fromisoformat(field("WARC-Date")).astimezone(UTC)
    except ParseError as error:
        return Archived(0, None, error)
    except Exception as error:  # noqa: BLE001 (the library's decoders raise zlib's, brotli's and their own)
        return Archived(0, None, ParseError(Reason.CORRUPT_RECORD, f"{path}: {uri}: cannot be read: {error}"))
    if fetched_at.year not in _YEARS:
        return Archived(0, None, ParseError(Reason.CORRUPT_RECORD, f"{path}: {uri}: fetched in the year {fetched_at.year}"))
    charset = parameters.lower().partition("charset=")[2].strip().strip("\"'") or None
    document = Document(
        feed_id="",
        uri=redact_url(uri),
        fetched_at=fetched_at,
        payload=payload,
        media_type=media_type or None,
        charset=charset,
        http_status=status,
        headers=tuple(http.headers) if http is not None else (),
    )
    return Archived(0, document)


def _limited(stream: Any, max_bytes: int) -> bytes:
    pieces, size = [], 0
    while piece := stream.read(65_536):
        size += len(piece)
        if size > max_bytes:
            raise ParseError(Reason.TOO_LARGE, f"an archived body of more than {max_bytes} bytes")
        pieces.append(piece)
    return b"".join(pieces)


def _of_folder(path: Path, position: int, max_bytes: int, fetched_at: datetime) -> Iterator[Archived]:
    for number, file in enumerate(_plain(path)[position:], position + 1):
        yield _of_file(file, number, max_bytes, fetched_at)


def _files(path: Path) -> list[Path]:
    return sorted(one for one in path.rglob("*") if one.is_file() and not one.is_symlink())


def _plain(path: Path) -> list[Path]:
    """The files of a folder that are no archives."""
    return [one for one in _files(path) if not one.name.endswith(ARCHIVES)]


def _of_file(file: Path, position: int, max_bytes: int, fetched_at: datetime) -> Archived:
    try:
        if file.stat().st_size > max_bytes:
            return Archived(position, None, ParseError(Reason.TOO_LARGE, f"{file}: more than {max_bytes} bytes"))
        payload = file.read_bytes()
    except OSError as error:
        return Archived(position, None, ParseError(Reason.DISK, f"{file}: {error}"))
    return Archived(position, Document(feed_id="", uri=file.resolve().as_uri(), fetched_at=fetched_at, payload=payload))
