"""What a feed entry says, whichever parser read it, and the Item made of it: the one place where RSS and Atom words get our names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urljoin

from newsbeam.connectors.formats.ampersands import read_again
from newsbeam.connectors.formats.decode import undouble
from newsbeam.connectors.formats.feed_places import places_of
from newsbeam.connectors.formats.feed_untyped import is_html
from newsbeam.schemas.codes import Flag
from newsbeam.schemas.item import Item, MediaClaim, SubjectClaim
from newsbeam.schemas.quick import maker

FORMAT = "rss_atom"
_DOUBLED = re.compile(r"https?:/{0,2}(?=https?:/)")
_ONE_SLASH = re.compile(r"(?<=^http):/(?!/)|(?<=^https):/(?!/)")
_SCHEME = "://"
_WEB = ("http://", "https://")
_subject, _medium = maker(SubjectClaim), maker(MediaClaim)
HTML_TYPES = frozenset(("text/html", "application/xhtml+xml"))


class FeedSaid(NamedTuple):
    """What stands over the entries. `atom`: titles may be HTML, text may be declared plain."""

    title: str | None = None
    language: str | None = None
    rights: str | None = None
    atom: bool = False
    link: str | None = None
    """The address of the site that the feed tells of."""
    authors: Sequence[str] = ()
    """Of an Atom feed: who wrote the entries that name nobody (RFC 4287, 4.2.1)."""
    address: str | None = None
    """The feed's own, as it says itself (`rel="self"`)."""


@dataclass(slots=True)
class EntrySaid:
    """One entry, as sent, white space at the ends aside. Both parsers fill it; it travels from the child as JSON."""

    title: str | None = None
    title_type: str | None = None
    id: str | None = None
    permalink: bool = False
    link: str | None = None
    plain: bool = False
    """`link` is the text of an RSS `link`, which no `atom:link` overrides."""
    origlink: str | None = None
    summary: str | None = None
    summary_type: str | None = None
    contents: list[Any] = field(default_factory=list)
    """[type, text] of each `content`, `content:encoded`."""
    published: str | None = None
    updated: str | None = None
    created: str | None = None
    dc_date: str | None = None
    author: str | None = None
    """The text of an RSS `author`."""
    authors: list[str] = field(default_factory=list)
    """The texts of all of them, where an entry has several."""
    names: list[str] = field(default_factory=list)
    """`dc:creator`s and the names in Atom `author`s."""
    source_names: list[str] = field(default_factory=list)
    """The `author`s of an Atom `source`."""
    itunes_author: str | None = None
    itunes_summary: str | None = None
    itunes_subtitle: str | None = None
    tags: list[Any] = field(default_factory=list)
    """[term, scheme, label]"""
    keywords: list[str] = field(default_factory=list)
    enclosures: list[Any] = field(default_factory=list)
    """[url, type]"""
    media: list[Any] = field(default_factory=list)
    """[url, type, caption, credit]"""
    point: str | None = None
    lat: str | None = None
    long: str | None = None
    coverage: str | None = None
    located: list[Any] = field(default_factory=list)
    """[rel, geo, country, name] of each `podcast:location`."""
    rights: str | None = None
    source: str | None = None
    dc_source: str | None = None
    language: str | None = None


def item_of(said: EntrySaid, entry: int, feed: FeedSaid, uri: str, flags: tuple[str, ...] = ()) -> Item:
    """The Item of one entry; `entry` is its ordinal in the document, `uri` the document's, for relative links."""
    texts, mended = _mended([said.title, said.summary, *(text for _, text in said.contents), said.author, said.source])
    if mended and Flag.MOJIBAKE_RECOVERED.value not in flags:
        flags = (*flags, Flag.MOJIBAKE_RECOVERED.value)
    title, summary, *bodies, author, source = texts
    if said.authors:
        author = ", ".join(dict.fromkeys(said.authors))
    summary, body, markup = _texts(said, summary, bodies, atom=feed.atom)
    if summary is None and body is None and said.media:
        # Media RSS: where the entry has no words of its own, its film's or picture's are what it says (video channels)
        summary = next((caption for _, _, caption, _ in said.media if caption), None)
    if summary is None and body is None:
        summary = said.itunes_summary or said.itunes_subtitle or None
    guid = said.id or None
    base = _base(feed.link, _address(uri, feed), atom=feed.atom)
    origlink = absolute(said.origlink, base)
    link = said.link or (guid if said.permalink and guid and guid.startswith(("http://", "https://", "/")) else None)
    return Item(
        entry=entry,
        format=FORMAT,
        guid=guid,
        url=absolute(link, base),
        canonical_url=origlink,
        original_url=origlink,
        headline=title or None,
        summary=summary,
        body=body,
        markup=markup,
        headline_markup=feed.atom and said.title_type in HTML_TYPES,
        byline=author or None,
        authors=_authors(said, author, feed),
        credit=source or None,
        info_source=said.dc_source or None,
        rights=said.rights or feed.rights or None,
        language=said.language or None,
        first_created_raw=said.published or said.dc_date or said.created or None,
        version_created_raw=said.updated or None,
        keywords=tuple(said.keywords),
        subjects=tuple(
            [
                _subject(label or term, term if label else None, scheme, "category")
                for term, scheme, label in said.tags
                if term or label
            ]
        ),
        places=places_of(said),
        media=_media(said, base),
        feed_title=feed.title or None,
        feed_language=feed.language or None,
        flags=flags,
    )


def _authors(said: EntrySaid, author: str | None, feed: FeedSaid) -> tuple[str, ...]:
    """The entry's own, else its source's, else the feed's; a podcast's where nobody else is named."""
    own = tuple([name for name in said.names or said.authors if name])
    if own or author:
        return own
    return tuple(said.source_names) or ((said.itunes_author,) if said.itunes_author else tuple(feed.authors))


@lru_cache(maxsize=64)
def _base(link: str | None, uri: str, *, atom: bool) -> str:
    """What relative links are relative to: the site that an RSS channel names; an Atom feed's own address, unless a third party serves it."""
    site = absolute(link, uri)
    if not site or not site.startswith(_WEB):
        return uri
    return uri if atom and _host(site) == _host(uri) else site


def _address(uri: str, feed: FeedSaid) -> str:
    """Where a feed was fetched from; what it says of itself where a bare file has no address, and where RSS names no site."""
    said = feed.address
    asked = not uri.startswith(_WEB) or not (feed.atom or (feed.link and _SCHEME in feed.link[:12]))
    return said if said and said.startswith(_WEB) and asked else uri


def _host(address: str) -> str:
    return address.split("/", 3)[2] if address.count("/") > 1 else ""


def absolute(link: str | None, uri: str) -> str | None:
    """A link without blanks at its ends, made absolute where it is relative; as sent where it cannot be."""
    if not (link := (link or "").strip()):
        return None
    if "\n" in link:  # broken by a machine, as no address is
        link = "".join(part.strip() for part in link.split("\n"))
    if "http" in link[4:13]:  # "http://https://"
        link = _DOUBLED.sub("", link, count=1)
    if not link.startswith(_WEB):
        link = _ONE_SLASH.sub("://", link)
    if link.startswith(_WEB) or not uri.startswith(_WEB):
        return link
    if link.lower().startswith("www.") and _site(link) == _site(uri.partition("://")[2]):
        return f"{uri.partition(':')[0]}://{link}"  # typed without its scheme
    try:
        return urljoin(uri, link)
    except ValueError:  # "http://[": normalise flags it
        return link


def _site(address: str) -> str:
    """The host that begins an address without its scheme, without `www.`."""
    return address.partition("/")[0].lower().removeprefix("www.")


def _mended(texts: Sequence[str | None]) -> tuple[list[str | None], bool]:
    found = list(texts)
    mended = False
    for place, text in enumerate(texts):
        if text and not text.isascii() and (right := undouble(text)) is not None:
            found[place] = right
            mended = True
    return found, mended


def _texts(
    said: EntrySaid, summary: str | None, bodies: Sequence[str | None], *, atom: bool
) -> tuple[str | None, str | None, bool]:
    """(summary, body, markup). Plain text beside HTML is escaped, so that one word, `markup`, is true of both."""
    best: tuple[str, str] | None = None
    for (kind, _), sent in zip(said.contents, bodies, strict=True):
        if not _is_text(kind):
            continue
        text = sent if atom and kind not in HTML_TYPES else read_again(sent)
        if text and (best is None or (kind in HTML_TYPES and best[0] not in HTML_TYPES)):
            best = kind, text
    body = best[1] if best else None
    if not atom:
        return read_again(summary) or None, body, True
    summary_plain = said.summary_type == "text/plain" and not is_html(summary)
    body_plain = best is not None and best[0] == "text/plain" and not is_html(body)
    if (not summary or summary_plain) and (not body or body_plain):
        return summary or None, body, False
    return _escaped(summary, summary_plain), _escaped(body, body_plain), True


def _is_text(kind: str | None) -> bool:
    """Whether a content of this type can be read: a picture's or a film's stands there in base64 (RFC 4287, 4.1.3.3)."""
    return not kind or kind.startswith(("text", "application/xhtml")) or kind.endswith("xml") or "/" not in kind


def _escaped(text: str | None, plain: bool) -> str | None:
    if not text or not plain:
        return text or None
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _media(said: EntrySaid, uri: str) -> tuple[MediaClaim, ...]:
    found: dict[str, MediaClaim] = {}
    for url, kind, caption, credit in said.media:
        if (whole := absolute(url, uri)) and whole not in found:
            found[whole] = _medium(whole, kind, caption, credit)
    for url, kind in said.enclosures:
        if (whole := absolute(url, uri)) and whole not in found:
            found[whole] = _medium(whole, kind, None, None)
    return tuple(found.values())
