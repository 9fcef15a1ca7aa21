"""What a body is, told from its first bytes: enough to refuse a page, a challenge or nothing where a feed was asked for."""

import re
from typing import NamedTuple

from newsbeam.connectors.http.challenge import is_challenge
from newsbeam.schemas.codes import Reason

_HEAD = 8 * 1024
_TAIL = 4 * 1024
_HTML = re.compile(rb"<(?:!doctype\s+html|html[\s>])", re.IGNORECASE)
_FEED = re.compile(
    rb"<(?:[a-z0-9]{1,20}:)?(?:rss|feed|rdf|urlset|sitemapindex|newsitem|newsmessage|nitf|packageitem|channel)[\s>/]", re.IGNORECASE
)
_ALTERNATE = re.compile(rb"<link\b[^>]{0,1000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    rb"""([a-z-]{1,20})\s{0,5}=\s{0,5}(?:"([^"]{0,2048})"|'([^']{0,2048})'|([^\s"'>=]{1,2048}))""", re.IGNORECASE
)
_ENTRY = re.compile(rb"<(?:[a-z0-9]{1,20}:)?(?:item|entry)[\s>]", re.IGNORECASE)
_END = re.compile(rb"</(?:[a-z0-9]{1,20}:)?(?:rss|feed|rdf|channel)\s{0,20}>", re.IGNORECASE)
FEED_TYPES = (b"application/rss+xml", b"application/atom+xml", b"application/feed+json", b"application/rdf+xml")


class Verdict(NamedTuple):
    """Why a body is no feed, and the feeds that it names instead (reported, never followed)."""

    reason: Reason
    message: str


def refuse(body: bytes) -> Verdict | None:
    """Why a 200's body cannot be a feed; None: it may be one. The body outranks the Content-Type."""
    head = _plain_head(body)
    if not head.strip(b"\xef\xbb\xbf \t\r\n\0"):
        return Verdict(Reason.EMPTY_BODY, "the body is empty")
    if _FEED.search(head) and not _HTML.match(head.lstrip()):
        return None
    if _HTML.search(head) and not head.lstrip().startswith(b"{"):
        if is_challenge(head):
            return Verdict(Reason.CHALLENGE, "a bot wall answered instead of the feed")
        named = alternates(body)
        hint = f"; it names {', '.join(named[:3])}" if named else ""
        return Verdict(Reason.HTML_NOT_FEED, f"an HTML page, not a feed{hint}")
    return None


def is_cut_off(body: bytes) -> bool:
    """Whether a feed has entries but no end: what was to follow is missing, and its bytes are not the feed's.

    >>> is_cut_off(b"<rss><channel><item>1</item><item>"), is_cut_off(b"<rss><channel><item>1</item></channel></rss><!-- x -->")
    (True, False)
    """
    wide = b"<\0" in body[:64] or b"\0<" in body[:64]
    tail = body[-2 * _TAIL :].replace(b"\0", b"") if wide else body[-_TAIL:]
    if _END.search(tail):
        return False
    return bool(_FEED.search(_plain_head(body)) and _ENTRY.search(body.replace(b"\0", b"") if wide else body))


def alternates(body: bytes) -> list[str]:
    """The addresses in a page's `<link rel=alternate>` to feeds, as written (the first 64 KiB are read)."""
    found = []
    for link in _ALTERNATE.finditer(body[: 8 * _HEAD]):
        marks = {k.lower(): v or w or bare for k, v, w, bare in _ATTRIBUTE.findall(link[0])}
        if (
            b"alternate" in marks.get(b"rel", b"").lower().split()
            and marks.get(b"type", b"").lower().strip() in FEED_TYPES
            and marks.get(b"href")
        ):
            found.append(marks[b"href"].decode("utf-8", "replace"))
    return found


def _plain_head(body: bytes) -> bytes:
    """The first bytes with UTF-16 and UTF-32 made plain enough to look at."""
    head = body[:_HEAD]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"<\0" in head[:8] or b"\0<" in head[:8]:
        return head.replace(b"\0", b"").lstrip(b"\xff\xfe")
    return head
