"""`article_html`: one article page. Metadata from JSON-LD by type, else from meta tags and microdata; the body through trafilatura.

Two doors: `parse`, where the page is the document, and `with_page`, where a feed's item wants its text and what else it lacks
(docs/design/keys.md#two-hashes: a page gives text, never time or identity, to an item that a feed told).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from newsbeam.connectors.formats.decode import decode
from newsbeam.connectors.formats.html_depth import MAX_DEPTH, is_too_deep
from newsbeam.connectors.formats.page_body import FAILURES, body_of
from newsbeam.connectors.formats.page_ld import Graph, graph_of, identifier_of, images_of, is_paid, people_of, text_of, texts_of
from newsbeam.connectors.formats.page_meta import (
    EMPTY_TIME,
    KEYWORDS,
    MODIFIED,
    SECTIONS,
    Meta,
    all_of,
    first,
    folded,
    heading_of,
    keywords_of,
    language_of,
    meta_of,
    published_of,
    without_site,
)
from newsbeam.connectors.formats.page_writers import houses_of, writers_of
from newsbeam.connectors.formats.references import paired
from newsbeam.connectors.http.challenge import is_challenge
from newsbeam.schemas.codes import Flag, Reason
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import Item, MediaClaim, ParseError, SubjectClaim

FORMAT = "article_html"
MAX_BYTES = 4 * 1024 * 1024
"""A page larger than this is no article."""
SHORT = 600
"""Characters under which a page with a wall's marks is one."""
_CHARSET = re.compile(rb"""(?i)<meta\b[^>]{0,200}?charset\s{0,5}=\s{0,5}["']?([a-z0-9_:.-]{2,30})""")
_WORDS = 3
"""Words that a headline has at least, where a longer heading holds it."""
_MOSTLY, _SECTION = 0.6, 4
_UNSPACED = "\u3040"
"""Scripts from here on part no words."""
_TOKEN = re.compile(r"\w{3,}")
_TIME = re.compile(r"\d:\d\d|^\W*\d[\d\W]*$")
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
    """The page's one Item. Raises PageError (a wall, nothing to read) and ParseError (too large, too deep)."""
    text, flags, _ = decode(_labelled(document))
    text = paired(text)
    page = _tree(text, document)
    meta = meta_of(page)
    graph = graph_of(page)
    said = graph.article
    body = _body(text, page, said, document.uri)
    houses = houses_of(graph, meta)
    headline = _headline(page, meta, said, houses)
    if not headline and not body:
        raise PageError(Flag.PAGE_REFUSED, f"{document.uri}: a page without headline and text")
    if is_paid(said) and Flag.PAGE_WALLED.value not in flags:
        flags = (*flags, Flag.PAGE_WALLED.value)
    authors, byline = writers_of(page, text, meta, graph, houses, document.uri)
    sections = (*texts_of(said.get("articleSection")), *all_of(meta, SECTIONS))
    yield Item(
        entry=0,
        format=FORMAT,
        guid=identifier_of(said),
        url=document.uri if document.uri.startswith("http") else first(meta, ("og:url",)) or _canonical(page),
        canonical_url=_canonical(page) or text_of(said.get("url")) or first(meta, ("og:url",)),
        headline=headline,
        summary=text_of(said.get("description")) or first(meta, ("og:description", "description", "twitter:description")),
        body=body or None,
        markup=False,
        authors=authors,
        byline=byline,
        credit=next(iter(people_of(graph, "sourceOrganization")[0]), None) or next((name for name in houses if name), None),
        dateline=_dateline(said),
        rights=text_of(said.get("copyrightNotice")),
        language=_language(page, meta, said),
        first_created_raw=_published(page, meta, graph, document.uri),
        version_created_raw=text_of(said.get("dateModified")) or first(meta, MODIFIED),
        keywords=keywords_of((*texts_of(said.get("keywords")), *all_of(meta, KEYWORDS))),
        subjects=tuple(SubjectClaim(name=name, role="category") for name in keywords_of(sections)),
        media=tuple(MediaClaim(url=url) for url in images_of(graph.resolved(said.get("image")))[:4]),
        flags=tuple(flags),
    )


def with_page(item: Item, document: Document) -> Item:
    """A feed's item with the text of its article page, and its writers, language and keywords where the feed names none.

    Raises PageError: `flag` tells a wall from a page that holds nothing.
    """
    text = paired(decode(_labelled(document)).text)
    page = _tree(text, document)
    graph = graph_of(page)
    said = graph.article
    body = _body(text, page, said, document.uri)
    if is_challenge(document.payload):
        raise PageError(Flag.PAGE_REFUSED, f"{document.uri}: a bot wall")
    if len(body) < SHORT and _is_wall(page, said, body):
        raise PageError(Flag.PAGE_WALLED, f"{document.uri}: a login or consent wall")
    if len(body) < 80:
        raise PageError(Flag.PAGE_REFUSED, f"{document.uri}: no article text on the page")
    meta = meta_of(page)
    authors, byline = item.authors, item.byline
    if not authors and not byline:
        authors, byline = writers_of(page, text, meta, graph, houses_of(graph, meta), document.uri)
    return replace(
        item,
        page_body=body,
        authors=authors,
        byline=byline,
        language=item.language or _language(page, meta, said),
        keywords=item.keywords or keywords_of((*texts_of(said.get("keywords")), *all_of(meta, KEYWORDS))),
        flags=(*item.flags, Flag.PAGE_WALLED.value) if is_paid(said) else item.flags,
    )


def _language(page: LexborHTMLParser, meta: Meta, said: Mapping[str, Any]) -> str | None:
    return text_of(said.get("inLanguage")) or language_of(page) or first(meta, ("language", "dc.language", "content-language"))


def _headline(page: LexborHTMLParser, meta: Meta, said: Mapping[str, Any], houses: tuple[str | None, ...]) -> str | None:
    """JSON-LD's, else Open Graph's, the page's heading's or title's; the site's name at its end is none of it."""
    title = page.css_first("title")
    candidates = (
        text_of(said.get("headline")),
        first(meta, ("og:title",)),
        heading_of(page, next((name for name in houses if name), None)),
        first(meta, ("twitter:title",)),
        " ".join(title.text(separator=" ").split()) if title is not None else None,
    )
    best = next((text for text in candidates if text), None)
    if (
        best
        and candidates[2]
        and len(best.split()) < _WORDS <= len(candidates[2].split())
        and folded(best) in folded(candidates[2])
    ):
        best = candidates[2]  # a page filed under one word of its heading
    said_once = sum(text is not None and folded(text) == folded(best or "") for text in candidates) == 1
    if best and candidates[4] and said_once and best < _UNSPACED and not _shared(best, candidates[4]):
        best = _titled(best, candidates[4], candidates[1:4])
    return without_site(best, houses, candidates) if best else None


def _titled(best: str, title: str, others: Sequence[str | None]) -> str:
    """What the page's title says too, where the best headline has no word of it: a section's heading, or what the data describe."""
    for other in others:
        if other and _shared(other, title) >= _MOSTLY:
            return other
    return title if len(best.split()) <= _SECTION < len(title.split()) else best


def _shared(text: str, title: str) -> float:
    """The share of a text's words that stand in a title."""
    words, there = (set(_TOKEN.findall(one.casefold())) for one in (text, title))
    return len(words & there) / len(words) if words else 1.0


def _published(page: LexborHTMLParser, meta: Meta, graph: Graph, uri: str) -> str | None:
    """When it was first published: the article's node, the page's, then what stands outside JSON-LD; never when it was changed."""
    for node in (graph.article, *graph.pages):
        for name in ("datePublished", "dateCreated"):
            if (when := text_of(node.get(name))) and not EMPTY_TIME.match(when):
                return when
    return published_of(page, meta, uri)


def _dateline(said: Mapping[str, Any]) -> str | None:
    """Where it was written; some sites put the time there."""
    printed = text_of(said.get("dateline"))
    return None if printed is None or _TIME.search(printed) else printed


def _labelled(document: Document) -> Document:
    """The document with the charset that its `meta` claims, where the server claimed none."""
    if document.charset is not None or (claim := _CHARSET.search(document.payload[:4096])) is None:
        return document
    return replace(document, charset=claim[1].decode("ascii"))


def _tree(text: str, document: Document) -> LexborHTMLParser:
    if len(document.payload) > MAX_BYTES:
        raise ParseError(Reason.TOO_LARGE, f"{document.uri}: a page of {len(document.payload)} bytes, at most {MAX_BYTES} are read")
    if is_too_deep(text):
        raise ParseError(Reason.TOO_DEEP, f"{document.uri}: more than {MAX_DEPTH} elements of the page are open at once")
    return LexborHTMLParser(text)


def _body(text: str, page: LexborHTMLParser, said: Mapping[str, Any], uri: str) -> str:
    try:
        return body_of(text, page, text_of(said.get("articleBody")))
    except FAILURES as error:
        raise PageError(Flag.PAGE_REFUSED, f"{uri}: the page cannot be read ({type(error).__name__})") from error


def _is_wall(page: LexborHTMLParser, said: Mapping[str, Any], body: str) -> bool:
    if is_paid(said) or page.css_first('input[type="password"]') is not None:
        return True
    whole = page.body.text(separator=" ")[:20_000] if page.body is not None else body
    return bool(_CONSENT.search(whole))


def _canonical(page: LexborHTMLParser) -> str | None:
    tag = page.css_first('link[rel="canonical"]')
    href = tag.attributes.get("href") if tag is not None else None
    return href if href and href.startswith(("http://", "https://")) else None
