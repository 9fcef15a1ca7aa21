"""`article_html`: one article page. Metadata from JSON-LD by type, else from meta tags; the body through trafilatura.

Two doors: `parse`, where the page is the document, and `page_text`, where a feed's item only wants its text
(docs/design/keys.md#two-hashes: a page gives text, never time or identity, to an item that a feed told).
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from newsbeam.connectors.formats.decode import decode
from newsbeam.connectors.http.challenge import is_challenge
from newsbeam.schemas.codes import Flag, Reason
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import Item, MediaClaim, ParseError, SubjectClaim

FORMAT = "article_html"
MAX_BYTES = 4 * 1024 * 1024
"""A page larger than this is no article."""
MAX_LD_BYTES = 512 * 1024
MAX_NODES = 2000
SHORT = 600
"""Characters under which a page with a wall's marks is one."""
ARTICLES = frozenset(
    (
        "NewsArticle",
        "ReportageNewsArticle",
        "AnalysisNewsArticle",
        "BackgroundNewsArticle",
        "OpinionNewsArticle",
        "ReviewNewsArticle",
        "AskPublicNewsArticle",
        "LiveBlogPosting",
        "BlogPosting",
        "Article",
        "Report",
    )
)
_RANK = {name: rank for rank, name in enumerate(("NewsArticle", "ReportageNewsArticle", "LiveBlogPosting", "Article"))}
_CHARSET = re.compile(rb"""(?i)<meta\b[^>]{0,200}?charset\s{0,5}=\s{0,5}["']?([a-z0-9_:.-]{2,30})""")
_CONSENT = re.compile(
    r"(?i)before you continue|we value your privacy|accept all cookies|manage (?:your )?consent|cookie settings|"
    r"subscribe to (?:continue|read)|already a subscriber|sign in to (?:continue|read)|log in to (?:continue|read)|"
    r"jetzt weiterlesen|pour lire la suite|continue without accepting|suscríbete para"
)


class PageError(ParseError):
    """A page without the article: `flag` is what its story says of it."""

    def __init__(self, flag: Flag, message: str) -> None:
        super().__init__(Reason.NO_ENTRIES, message)
        self.flag = flag


def parse(document: Document) -> Iterator[Item | ParseError]:
    """The page's one Item. Raises PageError (a wall, nothing to read) and ParseError (too large)."""
    text, flags, _ = decode(_labelled(document))
    page = _tree(text, document)
    meta = _meta(page)
    said = article_ld(page) or {}
    body = _body(text, page, said, document.uri)
    headline = _text(said.get("headline")) or meta.get("og:title") or _title(page)
    if not headline and not body:
        raise PageError(Flag.PAGE_REFUSED, f"{document.uri}: a page without headline and text")
    yield Item(
        entry=0,
        format=FORMAT,
        guid=_identifier(said),
        url=document.uri if document.uri.startswith("http") else meta.get("og:url") or _canonical(page),
        canonical_url=_canonical(page) or _text(said.get("url")) or meta.get("og:url"),
        headline=headline,
        summary=_text(said.get("description")) or meta.get("og:description") or meta.get("description"),
        body=body or None,
        markup=False,
        authors=_names(said.get("author")) or tuple(v for k, v in meta.items() if k == "author"),
        byline=None,
        credit=next(iter(_names(said.get("sourceOrganization"))), None)
        or next(iter(_names(said.get("publisher"))), None)
        or meta.get("og:site_name"),
        dateline=_text(said.get("dateline")),
        rights=_text(said.get("copyrightNotice")),
        language=_text(said.get("inLanguage")) or _language(page),
        first_created_raw=_text(said.get("datePublished")) or meta.get("article:published_time"),
        version_created_raw=_text(said.get("dateModified")) or meta.get("article:modified_time"),
        keywords=_keywords(said.get("keywords")),
        subjects=tuple(SubjectClaim(name=name, role="category") for name in _keywords(said.get("articleSection"))),
        media=tuple(MediaClaim(url=url) for url in _images(said.get("image"))[:4]),
        flags=tuple(flags),
    )


def page_text(document: Document) -> str:
    """The article's text on a page. Raises PageError: `flag` tells a wall from a page that holds nothing."""
    text, _, _ = decode(_labelled(document))
    page = _tree(text, document)
    said = article_ld(page) or {}
    body = _body(text, page, said, document.uri)
    if is_challenge(document.payload):
        raise PageError(Flag.PAGE_REFUSED, f"{document.uri}: a bot wall")
    if len(body) < SHORT and _is_wall(page, said, body):
        raise PageError(Flag.PAGE_WALLED, f"{document.uri}: a login or consent wall")
    if len(body) < 80:
        raise PageError(Flag.PAGE_REFUSED, f"{document.uri}: no article text on the page")
    return body


def article_ld(page: LexborHTMLParser) -> Mapping[str, Any] | None:
    """The page's JSON-LD node that is the article: by type, wherever it stands; a NewsArticle before an Article."""
    found: list[Mapping[str, Any]] = []
    for script in page.css('script[type="application/ld+json"]')[:40]:
        raw = (script.text(deep=True) or "").strip()
        if not raw or len(raw) > MAX_LD_BYTES:
            continue
        try:
            # Raw newlines in strings are common, and JSON-LD inside CDATA or a comment too.
            tree = json.loads(re.sub(r"^\s*(?:<!\[CDATA\[|<!--)|(?:\]\]>|-->)\s*$", "", raw), strict=False)
        except (ValueError, RecursionError):
            continue
        found += _articles(tree)
    found = [node for node in found if node.get("headline") or node.get("articleBody")] or found
    return min(found, key=lambda node: min(_RANK.get(kind, 9) for kind in _types(node))) if found else None


def _articles(tree: Any) -> list[Mapping[str, Any]]:
    """The article nodes of a JSON-LD tree: breadth first, each node once, so many nodes at most."""
    waiting: list[Any] = [tree]
    found: list[Mapping[str, Any]] = []
    seen = 0
    while waiting and seen < MAX_NODES:
        node, seen = waiting.pop(0), seen + 1
        if isinstance(node, list):
            waiting += node[:200]
        elif isinstance(node, dict):
            if ARTICLES & _types(node):
                found.append(node)
            # What an article mentions or is part of is another article.
            waiting += [
                v
                for k, v in node.items()
                if isinstance(v, (dict, list)) and k in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item")
            ]
    return found


def _types(node: Mapping[str, Any]) -> frozenset[str]:
    kinds = node.get("@type")
    return frozenset(str(kind).rsplit("/", 1)[-1] for kind in (kinds if isinstance(kinds, list) else [kinds]))


def _labelled(document: Document) -> Document:
    """The document with the charset that its `meta` claims, where the server claimed none."""
    if document.charset is not None or (claim := _CHARSET.search(document.payload[:4096])) is None:
        return document
    return replace(document, charset=claim[1].decode("ascii"))


def _tree(text: str, document: Document) -> LexborHTMLParser:
    if len(document.payload) > MAX_BYTES:
        raise ParseError(Reason.TOO_LARGE, f"{document.uri}: a page of {len(document.payload)} bytes, at most {MAX_BYTES} are read")
    return LexborHTMLParser(text)


def _body(text: str, page: LexborHTMLParser, said: Mapping[str, Any], uri: str) -> str:
    """The article's text: trafilatura's, or articleBody where that is the longer by half."""
    import trafilatura  # a second to import: only workers that read pages pay it

    del page
    try:
        found = trafilatura.extract(text, include_comments=False, include_tables=False, fast=True, deduplicate=False) or ""
    except (ValueError, AttributeError, TypeError, RecursionError, KeyError) as error:
        raise PageError(Flag.PAGE_REFUSED, f"{uri}: the page cannot be read ({type(error).__name__})") from error
    told = _text(said.get("articleBody")) or ""
    if "<" in told:
        told = LexborHTMLParser(told).text(separator="\n", strip=True)
    return told if len(told) > 1.5 * len(found) else str(found)


def _is_wall(page: LexborHTMLParser, said: Mapping[str, Any], body: str) -> bool:
    if str(said.get("isAccessibleForFree", "")).lower() == "false":
        return True
    if page.css_first('input[type="password"]') is not None:
        return True
    whole = page.body.text(separator=" ")[:20_000] if page.body is not None else body
    return bool(_CONSENT.search(whole))


def _meta(page: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in page.css("meta[content]")[:200]:
        name = tag.attributes.get("property") or tag.attributes.get("name")
        content = (tag.attributes.get("content") or "").strip()
        if name and content:
            found.setdefault(name.lower(), content)
    return found


def _canonical(page: LexborHTMLParser) -> str | None:
    tag = page.css_first('link[rel="canonical"]')
    href = tag.attributes.get("href") if tag is not None else None
    return href if href and href.startswith(("http://", "https://")) else None


def _title(page: LexborHTMLParser) -> str | None:
    tag = page.css_first("h1") or page.css_first("title")
    return (tag.text(strip=True) or None) if tag is not None else None


def _language(page: LexborHTMLParser) -> str | None:
    tag = page.css_first("html")
    return (tag.attributes.get("lang") or None) if tag is not None else None


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or value.get("@id")
    return value.strip() or None if isinstance(value, str) else None


def _names(value: Any) -> tuple[str, ...]:
    return tuple(name for one in (value if isinstance(value, list) else [value])[:20] if (name := _text(one)))


def _keywords(value: Any) -> tuple[str, ...]:
    words = [part for one in _names(value) for part in (one.split(",") if not isinstance(value, list) else [one])]
    return tuple(dict.fromkeys(word.strip() for word in words if word.strip()))


def _images(value: Any) -> list[str]:
    found = []
    for one in value if isinstance(value, list) else [value]:
        url = one.get("url") or one.get("contentUrl") if isinstance(one, dict) else one
        if isinstance(url, str) and url.startswith(("http://", "https://")):
            found.append(url)
    return found


def _identifier(said: Mapping[str, Any]) -> str | None:
    return _text(said.get("@id")) if str(said.get("@id", "")).startswith(("urn:", "tag:")) else None
