"""Documents that this process has just landed and is about to read: what was packed and written is not read and unpacked again.

They are the very ones that `read_document` would give. Each is given once, so whoever tries a second time reads the landing; and who
has none here, another process or a later run, does.
"""

import mmap
from dataclasses import replace
from datetime import UTC
from pathlib import Path

from newsbeam.connectors.landing.warc_record import headers_come_back
from newsbeam.schemas.document import Document, LandingRef

MOST = 32 * 1024 * 1024
"""Bytes of pages that are kept: of the bodies that came first, which are read first."""

_OWN = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | getattr(mmap, "MAP_POPULATE", 0)
"""Pages of this process alone, all there at once: shared ones that come one by one as they are written take twice the time."""
_HELD: dict[tuple[Path, LandingRef], tuple[Document, mmap.mmap]] = {}
"""Each without its body, and that: in pages of its own, which go back to the system with it. In the heap it would leave a hole among
what stays, and a large run would end with 20 MB of them."""
_TAKEN = [0]
"""Bytes of those pages."""


def keep(root: Path, document: Document, ref: LandingRef) -> None:
    """Keep a document that was landed below `root`, where there is room."""
    body = document.payload
    size = _whole_pages(len(body))
    if not body or (root, ref) in _HELD or _TAKEN[0] + size > MOST or not headers_come_back(document):
        return
    pages = mmap.mmap(-1, len(body), flags=_OWN)
    pages.write(body)
    _TAKEN[0] += size
    _HELD[root, ref] = replace(document, payload=b"", fetched_at=document.fetched_at.astimezone(UTC), landing_ref=ref), pages


def take(root: Path, ref: LandingRef) -> Document | None:
    """The document that was landed there, if it is here."""
    found = _HELD.pop((root, ref), None)
    if found is None:
        return None
    document, pages = found
    _TAKEN[0] -= _whole_pages(len(pages))
    with pages:
        return replace(document, payload=pages[:])


def let_go() -> None:
    """Keep none of them any longer."""
    _HELD.clear()
    _TAKEN[0] = 0


def _whole_pages(size: int) -> int:
    return -(-size // mmap.PAGESIZE) * mmap.PAGESIZE  # so that there are never more of them than a process may map
