"""The landing: documents to WARC files and back. Immutable, verified by digest, and read again by replay.

A document is landed before anything is made of it, and what is landed is never fetched again (docs/design/publishing.md#the-order-of-a-run).
One gzip member per record, so each is read alone by its offset and a damaged one costs itself alone.
"""

import io
import mmap
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from isal import isal_zlib
from warcio.warcwriter import WARCWriter

from newsbeam.connectors.disk.durable import make_folder, sync_file, sync_folder
from newsbeam.connectors.disk.failpoints import failpoint
from newsbeam.connectors.landing.warc_record import digest_of, document_of, facts_of, id_of, parse_record, record_of
from newsbeam.schemas.codes import Reason
from newsbeam.schemas.document import Document, LandingRef
from newsbeam.schemas.item import ParseError

ROTATE_BYTES = 64 * 1024 * 1024
"""A file larger than this is closed and the next begun."""
RECORD_LIMIT = 256 * 1024 * 1024
"""Bytes that one record may unpack to: far over any body limit, and an end to a damaged member that never ends."""
LEVEL = 3
"""Of ISA-L's gzip, its highest: a quarter of the CPU of zlib's 4 for 5 % more bytes (217 recorded feeds). Anything unpacks it."""
_GZIP = b"\x1f\x8b\x08"
SUFFIX = ".warc.gz"
OPEN = ".open"
"""Behind a file's name: an empty file beside it that says that its writer has not done with it, so nobody else adopts it yet."""
AFTER_SYNC: dict[Path, Callable[[], object]] = {}
"""By a landing's root: where else its files go before they count as landed (an object store)."""


Found = tuple[LandingRef, dict[str, Any]]
"""A record and its facts (`warc_record.facts_of`), with `end`, the offset behind it."""
Written = dict[str, list[Found]]
"""By landing file, every record in it."""


class LandingWriter:
    """Appends documents to `root/date=.../<name>-00000.warc.gz`. A context manager; leaving it syncs.

    A file is only ever written by the process that began it: a name that exists is passed over. The folder is that of the
    first document's fetch, or `day`: an archive's old documents are landed now, and retention counts from now. `marked`: other
    processes adopt from this landing, and are to see a file only once it is closed (`landing_files`).
    """

    def __init__(
        self, root: Path, name: str, *, rotate_bytes: int = ROTATE_BYTES, day: date | None = None, marked: bool = False
    ) -> None:
        self._root, self._name, self._rotate, self._day, self._marked = root, name, rotate_bytes, day, marked
        self._marks: list[Path] = []
        self._file: IO[bytes] | None = None
        self._relative = ""
        self._part = 0
        self._bodies: dict[tuple[str, str], LandingRef] = {}
        self.written: Written = {}
        """What a scan of its files would find: whoever wrote them need not read them."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def write(self, document: Document, extra: Mapping[str, str], *, original: LandingRef | None = None) -> LandingRef:
        """Append one record and tell where it lies; durable after the next `sync`. Raises OSError where the disk refuses.

        `original`, a landed record with the very same body, makes this one a `revisit` without a body. The writer finds
        such records itself among those it wrote.
        """
        failpoint("before_land_write")
        file = self._open(document.fetched_at.date())
        digest = digest_of(document.payload)
        key = (document.feed_id, digest)
        original = original or self._bodies.get(key)
        record, record_id = record_of(document, digest, extra, original)
        offset = file.tell()
        try:
            plain = io.BytesIO()
            WARCWriter(plain, gzip=False, warc_version="WARC/1.1").write_record(record)
            packer = isal_zlib.compressobj(LEVEL, isal_zlib.DEFLATED, wbits=31)
            packed = packer.compress(plain.getbuffer()) + packer.flush()
            middle = len(packed) // 2
            file.write(packed[:middle])
            file.flush()
            failpoint("mid_land_write")
            file.write(packed[middle:])
            file.flush()
        except OSError:
            self._cut(offset)
            raise
        ref = LandingRef(file=self._relative, offset=offset, record_id=record_id)
        self._bodies.setdefault(key, original or ref)
        self.written.setdefault(ref.file, []).append((ref, facts_of(record) | {"end": offset + len(packed)}))
        failpoint("after_land_write")
        return ref

    def sync(self) -> None:
        """Everything written so far survives power loss from here on."""
        failpoint("before_land_sync")
        if self._file is not None:
            sync_file(self._file)
            sync_folder((self._root / self._relative).parent)
        if self._root in AFTER_SYNC:
            AFTER_SYNC[self._root]()
        failpoint("after_land_sync")

    def close(self) -> None:
        """Sync and close; the next `write` begins another file."""
        self._close()
        for mark in self._marks:
            mark.unlink(missing_ok=True)
        self._marks = []

    def _close(self) -> None:
        if self._file is not None:
            self.sync()
            self._file.close()
            self._file = None

    def _open(self, day: date) -> IO[bytes]:
        if self._file is not None and self._file.tell() >= self._rotate:
            self._close()  # its mark stays: what follows may be the pages of its documents
        if self._file is None:
            folder = f"date={(self._day or day).isoformat()}"
            make_folder(self._root / folder)
            while self._file is None:
                self._relative = f"{folder}/{self._name}-{self._part:05}{SUFFIX}"
                self._part += 1
                try:
                    if self._marked:
                        self._marks.append(self._root / (self._relative + OPEN))
                        self._marks[-1].touch()
                    self._file = (self._root / self._relative).open("xb")
                except FileExistsError:
                    continue
        return self._file

    def _cut(self, offset: int) -> None:
        """Take a half-written record back, so that the file ends with a whole one."""
        file, self._file = self._file, None
        if file is not None:
            path = self._root / self._relative
            with suppress(OSError):  # close flushes what the full disk refused already; the cut below removes it
                file.close()
            os.truncate(path, offset)


def read_document(root: Path, ref: LandingRef) -> Document:
    """The landed document, its digest verified. Raises ParseError (corrupt_record) where the record is not whole."""
    record = parse_record(_member(root, ref))
    if id_of(record) != ref.record_id:
        raise ParseError(Reason.CORRUPT_RECORD, f"{ref}: another record lies there ({id_of(record)})")
    if record.rec_type != "revisit":
        return document_of(record, ref)
    original = facts_of(record)["original"]
    if original is None or original == ref:
        raise ParseError(Reason.CORRUPT_RECORD, f"{ref}: a revisit that does not say of what")
    first = parse_record(_member(root, original))
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


def _member(root: Path, ref: LandingRef) -> bytes:
    try:
        with _inside(root, ref.file).open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
            return _unpack(view, ref.offset)[0]
    except (OSError, ValueError) as error:  # ValueError: an empty file cannot be mapped
        raise ParseError(Reason.CORRUPT_RECORD, f"{ref}: cannot be read: {error}") from error


def _unpack(view: mmap.mmap, offset: int) -> tuple[bytes, int]:
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
