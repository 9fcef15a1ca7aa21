"""What a request for a feed says, and the document that its answer becomes."""

from datetime import datetime, timedelta
from functools import cache
from importlib import metadata

from newsbeam.connectors.http.headers import Headers, content_type
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.http.redact import hide, redact_url
from newsbeam.connectors.http.reply import Reply
from newsbeam.connectors.polling.robots import origin_of
from newsbeam.connectors.polling.schedule import is_quiet
from newsbeam.connectors.polling.transitions import CONDITIONS_GIVEN_UP
from newsbeam.schemas.cursor import Cursor
from newsbeam.schemas.document import Document
from newsbeam.schemas.feed import Feed

ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, application/json;q=0.8, text/xml;q=0.8, */*;q=0.5"
NOT_KEPT = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection", "set-cookie", "set-cookie2"})
"""Header fields of the wire, not of the document; cookies are secrets."""


def base_headers(limits: FetchLimits) -> dict[str, str]:
    """The headers of every request: who we are, and what we can read."""
    contact = f" (+{limits.contact})" if limits.contact else ""
    return {"User-Agent": f"newsbeam/{_version()}{contact}", "Accept": ACCEPT, "Accept-Encoding": "gzip, deflate"}


def conditions(cursor: Cursor) -> dict[str, str]:
    """The validators, byte for byte as the server sent them (K2); none after it refused them."""
    if cursor.conditional_refused >= CONDITIONS_GIVEN_UP:
        return {}
    found = {"If-None-Match": cursor.etag, "If-Modified-Since": cursor.last_modified}
    return {name: sent for name, value in found.items() if value and (sent := _sendable(value))}


def is_stuck(cursor: Cursor, now: datetime, limits: FetchLimits) -> bool:
    """Whether validators seem to lie: 304 for days from a feed that is quiet by its own rhythm (FreshRSS 1020)."""
    since = cursor.not_modified_since
    return (
        bool(limits.recheck_304_days)
        and since is not None
        and now - since > timedelta(days=limits.recheck_304_days)
        and is_quiet(cursor, now)
    )


def adoptable(reply: Reply, secrets: tuple[str, ...]) -> str | None:
    """Where the feed has moved to for good; never an address that carries a secret, because cursors are stored."""
    url = reply.permanent_url if reply.reason is None else None
    return url if url and hide(url, secrets) == url == url.replace("${", "") else None


def address_of(feed: Feed, cursor: Cursor) -> str | None:
    """Where a feed is asked: where it moved to for good, if what it sends along may go there."""
    return feed.url if cursor.url is None or stays(feed, cursor.url) else cursor.url


def stays(feed: Feed, url: str) -> bool:
    """Whether `url` is no address for a feed's own headers and key: these are for the origin in the list, wherever a redirect leads."""
    return bool(feed.url and (feed.auth or feed.headers)) and origin_of(url) != origin_of(feed.url or "")


def document_of(feed: Feed, reply: Reply, fetched_at: datetime, secrets: tuple[str, ...]) -> Document:
    """The answer as a document, ready to land."""
    kept: Headers = tuple((k, hide(v, secrets)) for k, v in reply.headers if k.lower() not in NOT_KEPT)
    media_type, charset = content_type(reply.headers)
    return Document(
        feed_id=feed.id,
        uri=redact_url(hide(reply.url, secrets)),
        fetched_at=fetched_at,
        payload=reply.body,
        media_type=media_type,
        charset=charset,
        http_status=reply.status,
        headers=kept,
    )


def _sendable(value: str) -> str | None:
    """A header value so that the very bytes go on the wire that came; None where they cannot (values are sent as UTF-8)."""
    if value.isascii():
        return value if value.isprintable() else None
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None


@cache
def _version() -> str:
    return metadata.version("newsbeam")
