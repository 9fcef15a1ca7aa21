"""An item is one telling as the provider sent it, values verbatim (docs/architecture.md). Connectors copy; nothing here is cleaned."""

from dataclasses import field
from datetime import datetime

from newsbeam.schemas.codes import Reason
from newsbeam.schemas.errors import NewsbeamError
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.quick import dataclass


class ParseError(NewsbeamError):
    """A document or an entry that a format refuses. Raised for the document, yielded for the entry (.github/CONTRIBUTING.md, 6).

    >>> import newsbeam
    >>> from newsbeam.schemas.codes import Reason
    >>> error = newsbeam.ParseError(Reason.EMPTY_ITEM, "line 3: no headline", entry=2)
    >>> str(error.reason), error.entry, isinstance(error, newsbeam.NewsbeamError)
    ('empty_item', 2, True)
    """

    def __init__(self, reason: Reason, message: str, *, entry: int | None = None, raw: bytes = b"") -> None:
        super().__init__(message)
        self.reason = reason
        self.entry = entry
        """Ordinal of the entry in its document, from 0; None: the whole document."""
        self.raw = raw
        """The refused entry's bytes as far as they are known (cut at 64 KiB by the dead letter)."""


RETOLD = frozenset(("replaces", "corrects"))
"""Kinds of `Item.alt_ids` that name another item: the provider's own word that this one tells its story again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The document that an item was found in, without its bytes."""

    feed: Feed
    uri: str
    fetched_at: datetime
    ref: str
    """`LandingRef` as text; of a document that was never landed its address and digest in the same form."""
    id_basis: str | None = None
    """What the whole document says that its ids are made from (an `IdBasis`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectClaim:
    """A subject or category as sent. `scheme` is the resolved scheme URI, never a prefix."""

    name: str | None = None
    code: str | None = None
    scheme: str | None = None
    role: str = "subject"
    """`subject`, `genre`, `category`, `keyword`, `organisation`, `person`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceClaim:
    """A place as sent in a structured field, with the field's meaning (docs/design/wire-copy.md#places-of-the-standards)."""

    role: str
    """`dateline` (where it was written), `event` (evloc, place@rel=event), `subject`, `located` (often the desk), `further` (a dateline's
    second and later places)."""
    name: str | None = None
    country: str | None = None
    """The country code or name as sent: alpha-2, alpha-3 or a name."""
    scheme: str | None = None
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaClaim:
    """A picture, video or audio that the entry links to."""

    url: str
    media_type: str | None = None
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of one document. Every text is as sent: markup, spacing and all. None means "not sent".

    >>> import newsbeam
    >>> item = newsbeam.Item(entry=0, format="mine", headline="Ferry  opens &amp; sails")
    >>> item.headline, item.byline
    ('Ferry  opens &amp; sails', None)
    """

    entry: int
    """Ordinal in its document, from 0: with the landing reference, the way back to its bytes."""
    format: str
    guid: str | None = None
    guid_is_agency: bool = False
    """The id is an agency's own (NewsML-G2 guid, ninjs uri, NITF doc-id, a story number)."""
    alt_ids: tuple[tuple[str, str], ...] = ()
    """(kind, value): further ids, e.g. ("usn", "L4N1FL0N0"). Of the kinds in `RETOLD`: of items that this one tells again, nearest first."""
    url: str | None = None
    canonical_url: str | None = None
    original_url: str | None = None
    """The article's own address where `url` is a counter's that leads to it (FeedBurner's origLink)."""
    headline: str | None = None
    slugline: str | None = None
    summary: str | None = None
    body: str | None = None
    markup: bool = True
    """Summary and body are HTML (or may be); False: plain text."""
    headline_markup: bool = False
    """The headline is HTML (Atom type="html"); RSS titles are plain text with entities."""
    byline: str | None = None
    authors: tuple[str, ...] = ()
    """Names sent one by one (dc:creator, ninjs contributors), where the format has them."""
    credit: str | None = None
    info_source: str | None = None
    """NewsML-G2 infoSource, ninjs infosources: who first reported."""
    rights: str | None = None
    usage_terms: str | None = None
    language: str | None = None
    dateline: str | None = None
    """A dateline sent in a field of its own."""
    first_created_raw: str | None = None
    version_created_raw: str | None = None
    embargoed_raw: str | None = None
    """"" means: embargoed without an end (NewsML-G2)."""
    version: str | None = None
    """The provider's version, as sent."""
    pub_status: str | None = None
    signal: tuple[str, ...] = ()
    ed_note: str | None = None
    genre: str | None = None
    urgency: str | None = None
    keywords: tuple[str, ...] = ()
    subjects: tuple[SubjectClaim, ...] = ()
    places: tuple[PlaceClaim, ...] = ()
    media: tuple[MediaClaim, ...] = ()
    provider: str | None = None
    """Who delivers it, where the document says so of each item (NewsML-G2 `itemMeta/provider`, NewsML 1 `Provider`): a name, a code or a host."""
    feed_title: str | None = None
    feed_language: str | None = None
    flags: tuple[str, ...] = field(default=())
    """`Flag`s that the parser had to raise (encoding_repaired, malformed_feed)."""
    day_raw: str | None = None
    """`archived_text`: the header's `YYYY-MM-DD`, the printed day."""
    origin: Origin | None = None
    """Where the entry was found, for those who meet it outside its document (`newsbeam.ParseDocuments`); no field of the entry."""
    page_body: str | None = None
    """The article page's text, where `full_text` fetched it: fills body_text, makes no revision (docs/design/keys.md#two-hashes)."""
