"""Documents that this process has just landed and is about to read: what was packed and written is not read and unpacked again.

They are the very ones that `read_document` would give. Each is given once, so whoever tries a second time reads the landing; and who
has none here, another process or a later run, does.
"""

from dataclasses import replace
from datetime import UTC
from mmap import mmap
from pathlib import Path

from newsbeam.connectors.landing.warc_record import headers_come_back
from newsbeam.schemas.document import Document, LandingRef

MOST = 32 * 1024 * 1024
"""Bytes of bodies that are kept: of those that came first, which are read first."""

_HELD: dict[tuple[Path, LandingRef], tuple[Document, mmap]] = {}
"""Each without its body, and that: in pages of its own, which go back to the system with it. In the heap it would leave a hole among
what stays, and a large run would end with 20 MB of them."""


def keep(root: Path, document: Document, ref: LandingRef) -> None:
    """Keep a document that was landed below `root`, where there is room."""
    body = document.payload
    if not body or sum(len(pages) for _, pages in _HELD.values()) + len(body) > MOST or not headers_come_back(document):
        return
    pages = mmap(-1, len(body))
    pages.write(body)
    _HELD[root, ref] = replace(document, payload=b"", fetched_at=document.fetched_at.astimezone(UTC), landing_ref=ref), pages


def take(root: Path, ref: LandingRef) -> Document | None:
    """The document that was landed there, if it is here."""
    found = _HELD.pop((root, ref), None)
    if found is None:
        return None
    document, pages = found
    with pages:
        return replace(document, payload=pages[:])


def let_go() -> None:
    """Keep none of them any longer."""
    _HELD.clear()
