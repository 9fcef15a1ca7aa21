"""The fast way through a well-formed feed: one walk over the tree, saying of each entry what feedparser would have copied.

Where that cannot be sure (markup inside text fields, two summaries, `xml:base`, base64 …) it says None and feedparser reads.
"""

import re
from collections.abc import Callable
from typing import Any

from lxml import etree

from newsbeam.connectors.formats.feed_items import HTML_TYPES, EntrySaid, FeedSaid
from newsbeam.connectors.formats.feed_words import ASIDE, CONTAINER, IGNORED, KINDS, PLAIN, Kind, borrowed, is_core

_BASES = etree.XPath("//@xml:base|//@base")
_AMPERSANDS = re.compile(r"&([A-Za-z0-9_]+);")
_TYPES = {
    "": "text/plain",
    "text": "text/plain",
    "plain": "text/plain",
    "html": "text/html",
    "text/plain": "text/plain",
    "text/html": "text/html",
}
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"


class StepAside(Exception):  # noqa: N818 (no error: the other parser reads this one)
    """feedparser reads this entry, or this feed, otherwise than a plain walk would."""


def entries_of(root: Any) -> list[Any]:
    """The entry elements of a feed's tree, in document order; empty where feedparser should look for them."""
    name = etree.QName(root).localname.lower()
    if name in ("channel", "entry") or borrowed(root.nsmap):
        return []
    return [one for one in root.iter("{*}entry" if name == "feed" else "{*}item") if is_core(one.tag)]


def feed_of(root: Any) -> FeedSaid:
    """What stands over the entries. Raises StepAside."""
    name = etree.QName(root).localname.lower()
    language = (root.get(_XML_LANG) or root.get("lang") or "").replace("_", "-")
    top = root if name == "feed" else next((one for one in root if KINDS.local(one.tag) == "channel"), root)
    title = rights = None
    link, authors = EntrySaid(), EntrySaid()
    for one in top:
        kind = KINDS[one.tag]
        if kind is Kind.TITLE:
            title = title or _text(one)
        elif kind is Kind.RIGHTS:
            rights = _text(one)
        elif kind is Kind.LANGUAGE:
            language = _text(one)
        elif kind is Kind.LINK:
            _link(link, one)
        elif kind is Kind.AUTHOR and name == "feed":
            _author(authors, one)
    return FeedSaid(title, language, rights, name == "feed", link.link, tuple(authors.names))


def has_bases(root: Any) -> bool:
    """Whether relative links have to be resolved against something in the feed: feedparser keeps count of that."""
    return bool(_BASES(root))


def entry_said(entry: Any, *, bases: bool = False) -> EntrySaid:
    """One entry, as sent. Raises StepAside; with `bases`, for relative links too."""
    said = EntrySaid(id=entry.get(_ABOUT), language=entry.get(_XML_LANG))
    _listen(said, entry, set())
    if bases and any(url and "://" not in url[:12] for url in (said.link, *(one[0] for one in (*said.enclosures, *said.media)))):
        raise StepAside
    return said


def _listen(said: EntrySaid, parent: Any, seen: set[Kind]) -> None:
    """Media groups are opened; strangers are passed over unless they enclose an element that says something."""
    for element in parent:
        kind = KINDS[element.tag]
        field, handle = _WAYS[kind]
        if field is not None:
            setattr(said, field, _text(element))
        elif handle is not None:
            if kind in _ONCE:
                if kind in seen:
                    raise StepAside
                seen.add(kind)
            handle(said, element)
            if kind is Kind.MEDIA and len(element):
                _listen(said, element, seen)
        elif kind is CONTAINER:
            _listen(said, element, seen)
        elif kind is ASIDE or (len(element) and any(KINDS[one.tag] is not IGNORED for one in element.iterdescendants())):
            raise StepAside


def _text(element: Any) -> str:
    if len(element):
        raise StepAside
    text: str | None = element.text
    return text.strip() if text else ""


def _type(element: Any, default: str) -> str:
    attributes = element.attrib
    if not attributes:
        return default
    if attributes.get("mode", "escaped") != "escaped":
        raise StepAside
    try:
        return _TYPES[attributes.get("type", default).lower()]
    except KeyError:
        raise StepAside from None


def _title(said: EntrySaid, element: Any) -> None:
    said.title_type = _type(element, "text/plain")
    said.title = _text(element)


def _link(said: EntrySaid, element: Any) -> None:
    attributes = element.attrib
    if not attributes:
        if link := _text(element):
            said.link = _AMPERSANDS.sub(r"&\1", link.replace("&amp;", "&")) if "&" in link else link
            said.plain = True
        return
    href = attributes.get("url") or attributes.get("uri") or attributes.get("href")
    if not href:
        raise StepAside
    rel, kind = attributes.get("rel", "alternate").lower(), attributes.get("type")
    if rel == "alternate":
        kind = kind.lower() if kind is not None else "text/html"
        if not said.plain and (kind in HTML_TYPES or kind in ("html", "xhtml")):
            said.link = href
    elif rel == "enclosure":
        said.enclosures.append([href, kind and kind.lower()])


def _id(said: EntrySaid, element: Any) -> None:
    said.id = _text(element)
    said.permalink = True
    for name, value in element.attrib.items():
        if name.lower() == "ispermalink":
            said.permalink = value == "true"


def _summary(said: EntrySaid, element: Any) -> None:
    said.summary_type = _type(element, "text/html" if KINDS.local(element.tag) == "description" else "text/plain")
    said.summary = _text(element)


def _content(said: EntrySaid, element: Any) -> None:
    if element.get("src"):
        raise StepAside
    kind = _type(element, "text/html" if KINDS.local(element.tag) == "encoded" else "text/plain")
    said.contents.append([kind, _text(element)])


def _author(said: EntrySaid, element: Any) -> None:
    if not len(element):
        text = _text(element)
        if text:
            said.author = text
        return
    names = [one for one in element if KINDS.local(one.tag) == "name"]
    if len(names) != 1 or not (name := _text(names[0])):
        raise StepAside
    said.names.append(name)


def _name(said: EntrySaid, element: Any) -> None:
    said.names.append(_text(element))


def _category(said: EntrySaid, element: Any) -> None:
    get = element.attrib.get
    said.tags.append([get("term") or _text(element), get("scheme", get("domain")), get("label")])


def _keywords(said: EntrySaid, element: Any) -> None:
    said.keywords.extend(w for word in _text(element).split(",") if (w := word.strip()))


def _enclosure(said: EntrySaid, element: Any) -> None:
    get = element.attrib.get
    kind = get("type")
    said.enclosures.append([get("url") or get("uri") or get("href"), kind and kind.lower()])


def _media(said: EntrySaid, element: Any) -> None:
    kind = element.get("type")
    said.media.append([element.get("url"), kind and kind.lower(), None, None])


def _thumbnail(said: EntrySaid, element: Any) -> None:
    said.media.append([element.get("url"), None, None, None])


def _about(place: int) -> Callable[[EntrySaid, Any], None]:
    def put(said: EntrySaid, element: Any) -> None:
        text = _text(element)
        if said.media and text and said.media[-1][place] is None:
            said.media[-1][place] = text

    return put


def _source(said: EntrySaid, element: Any) -> None:
    if not len(element):
        said.source = _text(element) or None
        return
    titles = [one for one in element if KINDS[one.tag] is Kind.TITLE]
    mixed = any(text and text.strip() for text in (element.text, *(one.tail for one in element)))
    if len(titles) > 1 or mixed or any(KINDS[one.tag] is ASIDE for one in element):
        raise StepAside
    if titles:
        _type(titles[0], "text/plain")
    said.source = _text(titles[0]) if titles else None
    writers = EntrySaid()
    for one in element:
        if KINDS[one.tag] is Kind.AUTHOR:
            _author(writers, one)
    said.source_names = writers.names


def _unhandled(name: str) -> Callable[[EntrySaid, Any], None]:
    """A field that feedparser keeps as text only while it has no attributes."""

    def put(said: EntrySaid, element: Any) -> None:
        setattr(said, name, None if element.attrib else _text(element))

    return put


_ONCE = frozenset((Kind.TITLE, Kind.SUMMARY))
_HANDLERS: dict[Kind, Callable[[EntrySaid, Any], None]] = {
    Kind.TITLE: _title,
    Kind.LINK: _link,
    Kind.ID: _id,
    Kind.SUMMARY: _summary,
    Kind.CONTENT: _content,
    Kind.AUTHOR: _author,
    Kind.NAME: _name,
    Kind.CATEGORY: _category,
    Kind.KEYWORDS: _keywords,
    Kind.ENCLOSURE: _enclosure,
    Kind.MEDIA: _media,
    Kind.THUMBNAIL: _thumbnail,
    Kind.CAPTION: _about(2),
    Kind.CREDIT: _about(3),
    Kind.SOURCE: _source,
    Kind.ORIGLINK: _unhandled("origlink"),
    Kind.DC_SOURCE: _unhandled("dc_source"),
    Kind.COVERAGE: _unhandled("coverage"),
    Kind.LAT: _unhandled("lat"),
    Kind.LONG: _unhandled("long"),
}
_WAYS = [(PLAIN.get(Kind(kind)), _HANDLERS.get(Kind(kind))) if kind else (None, None) for kind in range(len(Kind) + 1)]
"""By kind: the field that its text fills, or what reads it."""
