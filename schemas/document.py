"""A document: the bytes of one response, file or archive member, with provenance."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import NamedTuple

from newsbeam.schemas.feed import Feed
from newsbeam.schemas.quick import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LandingRef:
    """Where a landed record lies: enough to read it again, from any worker that sees the landing."""

    file: str
    """Path below the landing root, with `/`: `date=2026-11-24/b20261124T101500Z-3f2a.warc.gz`."""
    offset: int
    record_id: str
    """The WARC-Record-ID without `<urn:uuid:` and `>`."""

    def __str__(self) -> str:
        return f"{self.file}#{self.offset}#{self.record_id}"

    @classmethod
    def from_text(cls, text: str) -> "LandingRef":
        """The inverse of `str`; raises ValueError on anything else."""
        file, offset, record_id = text.rsplit("#", 2)
        return cls(file=file, offset=int(offset), record_id=record_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What one fetch, file or archive member brought, as received after content decoding.

    >>> import newsbeam
    >>> from datetime import UTC, datetime
    >>> newsbeam.Document(
    ...     feed_id="lagoon", uri="https://lagoon.example/feed", fetched_at=datetime(2026, 5, 3, tzinfo=UTC), payload=b"<rss/>"
    ... ).media_type is None
    True
    """

    feed_id: str
    uri: str
    """The address it came from in the end (after redirects), or a `file:` URI; never with credentials."""
    fetched_at: datetime
    payload: bytes
    media_type: str | None = None
    """The Content-Type's type/subtype, lower case; a claim, not a fact."""
    charset: str | None = None
    """The Content-Type's charset parameter; a claim too."""
    http_status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    landing_ref: LandingRef | None = None
    member: str | None = None
    """The path inside a zip or tar, where the document is an archive's member."""


class LiveEntry(NamedTuple):
    """What a feed's cursor remembers of an entry that the feed still lists (docs/design/keys.md#two-hashes).

    A named tuple: a poll loads, carries and saves one for every entry of every feed.
    """

    item_hash: bytes
    """16 bytes: the entry's verbatim fields. Equal means known: nothing else runs."""
    story_id: str
    telling_id: str
    content_hash: str
    date: str
    country: str
    """`date` and `country` are the partition of the story's first telling."""
    raw_hash: bytes = b""
    """16 bytes: the entry's text as its feed has it, what stands around all entries, and the feed's id basis. Equal means that the
    entry need not be parsed; empty: its feed is read as a whole (docs/design/keys.md#known-at-sight)."""
    name_hash: bytes = b""
    """8 bytes: what the id basis names the entry by; empty: nothing that another entry of the document could share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentTask:
    """The element that enters the pipeline: a landed record, its feed and what the cursor knows of the feed's entries."""

    ref: LandingRef
    feed: Feed
    fetched_at: datetime
    live: Mapping[str, LiveEntry] = field(default_factory=dict)
    id_basis: str | None = None
    """The basis that the feed's cursor has settled on (an `IdBasis`), or None: decide from this document."""
    only_entries: tuple[int, ...] | None = None
    """Ordinals of the entries to process (released embargoes, retried dead letters); None: all."""
    pages: Mapping[str, LandingRef] = field(default_factory=dict)
    """Item URL -> the landed article page, for feeds with `full_text`."""
    page_flags: Mapping[str, str] = field(default_factory=dict)
    """Item URL -> the `Flag` that says why its page gave no text."""
    cause: str = "fetched"
    """`fetched`, `released` or `retried`: which side of the conservation law its entries count on."""
