"""Sitemap indexes as feeds: the news sitemaps that an index lists, as far as they changed, each a document of the feed.

The feed's cursor remembers what the index listed, each sitemap with validators of its own. So one that failed, or had to
wait, is asked for at the next poll even where the index itself answers 304; and no sitemap that is known is asked for
without its validators (docs/design/fetching.md#politeness).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlsplit

from newsbeam.connectors.http.exchange import Exchange
from newsbeam.connectors.http.headers import header, retry_after
from newsbeam.connectors.http.hosts import registrable
from newsbeam.connectors.http.redact import redact_url
from newsbeam.connectors.http.reply import Reply
from newsbeam.connectors.polling.request import conditions, stays
from newsbeam.connectors.polling.sniff import refuse
from newsbeam.connectors.polling.transitions import REFUSES_CONDITIONS
from newsbeam.schemas.codes import Reason
from newsbeam.schemas.cursor import Cursor, Sitemap
from newsbeam.schemas.document import Document
from newsbeam.schemas.feed import Feed

AS_IT_IS = "sitemap_index"
"""The format of a feed that wants an index itself, not what it lists (`connectors/polling/sitemaps.py`)."""
MAX_SITEMAPS = 10
"""Of one index and poll; the rest wait for the next."""
MAX_REMEMBERED = 1_000
"""Of one index, the newest: what is older is a back-fill's business."""
OFTEN_FAILED = 3
"""So many failures in a row, and a sitemap is asked for only after the others."""
_HEAD = 4096
_COMMENT = re.compile(rb"<!--.{0,4096}?-->", re.DOTALL)
_ELEMENT = re.compile(rb"<(?:[A-Za-z][\w.-]{0,40}:)?([A-Za-z]\w{0,40})[\s>/]")
_HOST_TROUBLE = frozenset({Reason.TIMEOUT, Reason.CONNECT, Reason.DNS, Reason.DNS_TEMP, Reason.TLS, Reason.CHALLENGE})


@dataclass(slots=True, kw_only=True)
class Followed:
    """What came of an index's sitemaps at one poll."""

    cursor: Cursor
    changed: list[Reply] = field(default_factory=list)
    """Each is a document to land."""
    known: list[Reply] = field(default_factory=list)
    """304, or the very bytes that were taken before."""
    failed: list[Reply] = field(default_factory=list)

    @property
    def message(self) -> str:
        """What failed, in one line; "" where nothing did."""
        if not self.failed:
            return ""
        asked = len(self.changed) + len(self.known) + len(self.failed)
        first = self.failed[0]
        where = redact_url(first.url)
        return f"{len(self.failed)} of {asked} sitemaps failed and will be asked again, the first {where}: {first.message}"


def is_index(body: bytes) -> bool:
    """Whether a body is a sitemap index, told from its first element."""
    root = _ELEMENT.search(_COMMENT.sub(b"", body[:_HEAD]))
    return root is not None and root[1].lower() == b"sitemapindex"


def listing(index: Document, cursor: Cursor) -> Cursor:
    """The cursor with what an index lists now. Raises ParseError for an index that cannot be read.

    Sitemaps of other sites are left out, and where some are called news, the others are too: an index of everything is
    years of archive.
    """
    from newsbeam.connectors.formats.news_sitemap import children

    site = registrable(urlsplit(index.uri).hostname or "")
    listed = {url: lastmod for url, lastmod in children(index) if _site_of(url) == site}
    if any("news" in url.lower() for url in listed):
        listed = {url: lastmod for url, lastmod in listed.items() if "news" in url.lower()}
    newest = sorted(listed, key=lambda url: listed[url] or "9999", reverse=True)[:MAX_REMEMBERED]
    known = cursor.sitemaps
    return replace(cursor, sitemaps={url: known.get(url, Sitemap())._replace(listed=listed[url]) for url in newest})


def waiting(sitemaps: Mapping[str, Sitemap]) -> list[str]:
    """The addresses to ask for at this poll, by what the index lists.

    A sitemap with a `lastmod` waits until it was taken as of that, the newest first. One without is looked at every time,
    those that were left longest first, and leaves room for the others.
    """
    dated = [url for url, one in sitemaps.items() if one.listed is not None and one.taken != one.listed]
    dated.sort(key=lambda url: sitemaps[url].listed or "", reverse=True)
    dated.sort(key=lambda url: sitemaps[url].fails >= OFTEN_FAILED)
    undated = sorted((url for url, one in sitemaps.items() if one.listed is None), key=lambda url: sitemaps[url].asked or "")
    room = max(MAX_SITEMAPS // 2, MAX_SITEMAPS - len(dated))
    return (undated[:room] + dated)[:MAX_SITEMAPS]


async def follow(
    feed: Feed,
    cursor: Cursor,
    exchange: Exchange,
    headers: Mapping[str, str],
    private: Mapping[str, str],
    *,
    now: datetime,
    secrets: tuple[str, ...] = (),
) -> Followed:
    """Ask for the sitemaps that wait. A host that cannot answer, or asks to be left alone, is asked for no more of them.

    `private` headers go to the origin of the feed's own address only, wherever the index leads.
    """
    followed = Followed(cursor=cursor)
    for url in waiting(cursor.sitemaps):
        one = followed.cursor.sitemaps[url]
        sent = conditions(replace(cursor, etag=one.etag, last_modified=one.last_modified))
        own = {} if stays(feed, url) else private
        reply = await exchange.get(feed.id, url, {**headers, **sent}, own, secrets=secrets, proxy=feed.proxy)
        one = one._replace(asked=now.isoformat())
        verdict = refuse(reply.body) if reply.reason is None and reply.status != 304 else None
        if verdict is not None:
            reply = replace(reply, reason=verdict.reason, message=verdict.message)
        if reply.reason is not None:
            followed.failed.append(reply)
            lost = bool(sent) and reply.status in REFUSES_CONDITIONS
            one = one._replace(fails=one.fails + 1, **({"etag": None, "last_modified": None} if lost else {}))
        else:
            etag, modified = header(reply.headers, "etag"), header(reply.headers, "last-modified")
            one = one._replace(fails=0, taken=one.listed)
            if reply.status == 304:
                followed.known.append(reply)
                one = one._replace(etag=etag or one.etag, last_modified=modified or one.last_modified)
            else:
                digest = sha256(reply.body).hexdigest()
                (followed.known if digest == one.digest else followed.changed).append(reply)
                one = one._replace(digest=digest, etag=etag, last_modified=modified)
        followed.cursor = replace(followed.cursor, sitemaps={**followed.cursor.sitemaps, url: one})
        if _leave_alone(followed, reply, now):
            break
    return followed


def _leave_alone(followed: Followed, reply: Reply, now: datetime) -> bool:
    """Whether the host is asked no more at this poll; a Retry-After holds the whole feed (K7)."""
    if reply.status in (429, 503) and (asked := retry_after(header(reply.headers, "retry-after"), now)) is not None:
        later = max(asked, followed.cursor.next_due or asked)
        followed.cursor = replace(followed.cursor, retry_at=asked, next_due=later, next_due_reason="retry_after")
    return reply.status in (429, 503) or reply.reason in _HOST_TROUBLE


def _site_of(url: str) -> str | None:
    try:
        return registrable(urlsplit(url).hostname or "")
    except ValueError:
        return None
