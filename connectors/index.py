"""Sitemap indexes as feeds: the news sitemaps that an index lists, as far as they changed, each a document of the feed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from urllib.parse import urlsplit

from connectors.formats.news_sitemap import children
from connectors.http.exchange import Exchange, Reply
from connectors.http.hosts import registrable
from schemas.cursor import Cursor
from schemas.document import Document
from schemas.feed import Feed

AS_IT_IS = "sitemap_index"
"""The format of a feed that wants an index itself, not what it lists (`connectors/sitemaps.py`)."""
MAX_SITEMAPS = 10
"""Of one index and poll; the rest wait for the next."""
_HEAD = 4096
_VALIDATORS = frozenset({"etag", "last-modified"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A sitemap that was fetched for its index: the document to land, and the cursor once it is."""

    document: Document
    cursor: Cursor
    reply: Reply


def is_index(body: bytes) -> bool:
    """Whether a body is a sitemap index, told from its head."""
    return b"<sitemapindex" in body[:_HEAD]


async def sitemaps_of(
    feed: Feed,
    index: Document,
    cursor: Cursor,
    exchange: Exchange,
    headers: Mapping[str, str],
    to_document: Callable[[Reply], Document],
) -> list[Listed]:
    """The listed sitemaps that changed, newest first. Raises ParseError for an index that cannot be read.

    A sitemap is known by its `lastmod`, else by its bytes. Those of other sites are left out, and where some are called
    news, the others are too: an index of everything is years of archive.
    """
    site = registrable(urlsplit(index.uri).hostname or "")
    listed = [(url, lastmod) for url, lastmod in children(index) if registrable(urlsplit(url).hostname or "") == site]
    if any("news" in url.lower() for url, _ in listed):
        listed = [one for one in listed if "news" in one[0].lower()]
    listed.sort(key=lambda one: one[1] or "", reverse=True)
    kept = {url: cursor.files[url] for url, _ in listed if url in cursor.files}
    if not all(lastmod for _, lastmod in listed):
        cursor = replace(cursor, etag=None, last_modified=None)  # the index may stay while what it lists changes
    cursor = replace(cursor, files=kept)
    waiting = [(url, lastmod) for url, lastmod in listed if not lastmod or kept.get(url) != (0, lastmod)]
    found: list[Listed] = []
    for url, lastmod in waiting[:MAX_SITEMAPS]:
        reply = await exchange.get(feed.id, url, headers)
        if reply.reason is not None or not reply.body:
            continue
        mark = (0, lastmod) if lastmod else (len(reply.body), sha256(reply.body).hexdigest())
        known = cursor.files.get(url) == mark
        cursor = replace(cursor, files={**cursor.files, url: mark})
        if not known:
            document = to_document(reply)
            # Its validators are its own, not the feed's: recovery must not take them for those of the index.
            bare = tuple((k, v) for k, v in document.headers if k.lower() not in _VALIDATORS)
            found.append(Listed(document=replace(document, headers=bare), cursor=cursor, reply=reply))
    return found
