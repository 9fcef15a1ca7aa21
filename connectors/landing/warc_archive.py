"""Archives that others made, as documents: WARC and ARC (CC-News among them), and folders of files.

Each document comes with the position behind it, so that a back-fill that was interrupted goes on there. A record that
cannot be read costs itself alone; what is no document (requests, redirects, robots files, images) is passed over.
"""

from collections.abc import Iterator
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
    file.seek(position)
    records = ArchiveIterator(file, arc2warc=True)
    waiting: Archived | None = None
    try:
        for record in records:
            step = _read(path, record, max_bytes)
            here = records.get_record_offset()  # asked after reading, because asking skips the body
            if waiting is not None:
                yield waiting._replace(position=here)
            waiting = step._replace(position=here)
    except ArchiveLoadFailed as error:
        if waiting is None and position == 0:
            raise ParseError(Reason.CORRUPT_RECORD, f"{path}: no archive that can be read record by record: {error}") from error
        torn = ParseError(Reason.CORRUPT_RECORD, f"{path}: damaged behind {waiting.position if waiting else position}: {error}")
        if waiting is not None:
            yield waiting._replace(position=path.stat().st_size)
        yield Archived(path.stat().st_size, None, torn)
        return
    if waiting is not None:
        yield waiting._replace(position=path.stat().st_size)


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
