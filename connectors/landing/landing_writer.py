"""The landing written: documents to WARC files, each record a gzip member of its own, durable once it is synced."""

import io
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from isal import isal_zlib
from warcio.warcwriter import WARCWriter

from newsbeam.connectors.disk.durable import make_folder, sync_file, sync_folder
from newsbeam.connectors.disk.failpoints import failpoint
from newsbeam.connectors.landing.landing import OPEN, SUFFIX, Found
from newsbeam.connectors.landing.warc_record import digest_of, facts_of, record_of
from newsbeam.schemas.document import Document, LandingRef

ROTATE_BYTES = 64 * 1024 * 1024
"""A file larger than this is closed and the next begun."""
LEVEL = 3
"""Of ISA-L's gzip, its highest: a quarter of the CPU of zlib's 4 for 5 % more bytes (217 recorded feeds). Anything unpacks it."""
Written = dict[str, list[Found]]
"""By landing file, every record in it."""


class LandingWriter:
    """Appends documents to `root/date=.../<name>-00000.warc.gz`. A context manager; leaving it syncs.

    A file is only ever written by the process that began it: a name that exists is passed over. The folder is that of the
    first document's fetch, or `day`: an archive's old documents are landed now, and retention counts from now. `marked`: other
    processes adopt from this landing, and are to see a file only once it is closed (`landing_files`). `keep` puts the root's files
    elsewhere too, before they count as landed (an object store).
    """

    def __init__(
        self,
        root: Path,
        name: str,
        *,
        rotate_bytes: int = ROTATE_BYTES,
        day: date | None = None,
        marked: bool = False,
        keep: Callable[[Path], object] | None = None,
    ) -> None:
        self._keep = keep
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
        if self._keep is not None:
            self._keep(self._root)
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
