"""`news_sitemap`: Google News sitemaps, sitemap indexes, plain or gzipped (sitemaps.org 0.9, sitemap-news 0.9)."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lxml import etree

from newsbeam.connectors.formats.head import Head
from newsbeam.connectors.formats.markup import markup_of
from newsbeam.connectors.formats.wire_torn import read
from newsbeam.connectors.http.decode import BodyError, decode_body
from newsbeam.schemas.codes import Reason
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import Item, MediaClaim, ParseError, SubjectClaim

FORMAT = "news_sitemap"
MAX_LISTED = 50_000
"""What sitemaps.org allows one index to list: a site of daily sitemaps has thousands, the newest often last."""
MAX_BODY_BYTES = 50 * 1024 * 1024
"""What sitemaps.org allows one file to unpack to."""
ROOTS = frozenset(("urlset", "sitemapindex"))


def recognises(head: Head) -> bool:
    """By the root element."""
    return head.root in ROOTS


def parse(document: Document) -> Iterator[Item | ParseError]:
    """The `url`s of a news sitemap. Raises ParseError: no sitemap, an index (it lists sitemaps, no news), or no news in it.

    A `url` without `news:news` is not news: it is yielded as an `empty_item` refusal.
    """
    document = unpacked(document)
    markup = markup_of(document)
    uri = document.uri
    if markup.root not in ROOTS:
        raise ParseError(Reason.NOT_A_FEED, f"{uri}: <{markup.root[:40]}> is no sitemap's root element")
    found = read(markup, uri, ("url",))
    root = found.root
    if markup.root == "sitemapindex":
        raise ParseError(Reason.NO_ENTRIES, f"{uri}: a sitemap index; its sitemaps are fetched, it holds no news itself")
    urls = list(root.iterchildren("{*}url"))
    if urls and not any(True for _ in root.iter("{*}news")):
        raise ParseError(Reason.NO_ENTRIES, f"{uri}: a sitemap without news entries; `full_text` needs headlines to follow")
    for index, url in enumerate(urls):
        yield found.refusal(index, uri) or _item(url, index, uri, found.flags_of(index))


def children(document: Document) -> tuple[tuple[str, str | None], ...]:
    """The (address, lastmod) of an index's sitemaps, in its order; () for anything that is no index. Raises ParseError."""
    document = unpacked(document)
    markup = markup_of(document)
    if markup.root != "sitemapindex":
        return ()
    root = read(markup, document.uri, ("sitemap",)).root
    found = ((_text(one, "loc"), _text(one, "lastmod")) for one in root.iterchildren("{*}sitemap"))
    return tuple((loc, lastmod) for loc, lastmod in found if loc)[:MAX_LISTED]


def unpacked(document: Document) -> Document:
    """The document with a gzipped payload unpacked, bounded. Raises ParseError."""
    if document.payload[:3] != b"\x1f\x8b\x08":
        return document
    try:
        payload = decode_body(document.payload, "gzip", max_body_bytes=MAX_BODY_BYTES, max_ratio=200)
    except BodyError as error:
        raise ParseError(error.reason, f"{document.uri}: {error}") from None
    return replace(document, payload=payload)


def _item(url: Any, index: int, uri: str, flags: tuple[str, ...]) -> Item | ParseError:
    loc = _text(url, "loc")
    news: Any = next(url.iterchildren("{*}news"), None)
    title = _text(news, "title") if news is not None else None
    if not loc or not title:
        what = "no loc" if not loc else "no news:title" if news is not None else "no news:news"
        return ParseError(Reason.EMPTY_ITEM, f"{uri}: entry {index}: {what}", entry=index, raw=etree.tostring(url)[: 64 * 1024])
    publication = next(news.iterchildren("{*}publication"), None)
    genres = _text(news, "genres")
    return Item(
        entry=index,
        format=FORMAT,
        url=loc,
        headline=title,
        markup=False,
        credit=_text(publication, "name") if publication is not None else None,
        language=_text(publication, "language") if publication is not None else None,
        first_created_raw=_text(news, "publication_date"),
        keywords=tuple(word for part in (_text(news, "keywords") or "").split(",") if (word := part.strip())),
        genre=genres,
        subjects=tuple(SubjectClaim(name=part.strip(), role="genre") for part in (genres or "").split(",") if part.strip()),
        media=tuple(
            MediaClaim(url=address, caption=_text(image, "caption") or _text(image, "title"))
            for image in url.iterchildren("{*}image")
            if (address := _text(image, "loc"))
        )[:10],
        flags=flags,
    )


def _text(parent: Any, name: str) -> str | None:
    """The text of the first child of that name, in whatever namespace: sitemaps in the wild mix them up."""
    child = next(parent.iterchildren(f"{{*}}{name}"), None)
    found = "".join(child.itertext()).strip() if child is not None else ""
    return found or None
