"""The fields of a feed's entry, read from their elements as feedparser would have copied them.

Where that cannot be sure (markup inside text fields, base64 …) they raise StepAside, and feedparser reads.
"""

import re
from collections.abc import Callable
from typing import Any

from newsbeam.connectors.formats.feed_items import HTML_TYPES, EntrySaid
from newsbeam.connectors.formats.feed_words import ASIDE, KINDS, MOST_TAGS, PLAIN, Kind

_AMPERSANDS = re.compile(r"&([A-Za-z0-9_]+);")
_TYPES = {
    "": "text/plain",
    "text": "text/plain",
    "plain": "text/plain",
    "html": "text/html",
    "text/plain": "text/plain",
    "text/html": "text/html",
}


RELATIONS = "http://www.iana.org/assignments/relation/"
"""Stands before a relation's name where it is written as an address (RFC 4287, 4.2.7.2)."""


class StepAside(Exception):  # noqa: N818 (no error: the other parser reads this one)
    """feedparser reads this entry, or this feed, otherwise than a plain walk would."""


def text_of(element: Any) -> str:
    """An element's text. Raises StepAside where it holds others."""
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
    if said.title_type is not None:  # a second one
        raise StepAside
    said.title_type = _type(element, "text/plain")
    said.title = text_of(element)


def read_link(said: EntrySaid, element: Any) -> None:
    """`link`, of any kind: the story's address or an enclosure."""
    attributes = element.attrib
    if not attributes:
        if link := text_of(element):
            said.link = _AMPERSANDS.sub(r"&\1", link.replace("&amp;", "&")) if "&" in link else link
            said.plain = True
        return
    href = attributes.get("url") or attributes.get("uri") or attributes.get("href")
    rel, kind = attributes.get("rel", "alternate").lower().removeprefix(RELATIONS), attributes.get("type")
    if not href:
        if rel == "alternate":
            raise StepAside
        href = text_of(element)  # no link of a story's, whatever it is
    if rel == "alternate":
        kind = kind.lower() if kind is not None else "text/html"
        translated = said.link is not None and "hreflang" in attributes  # the first is the entry's own language's
        if not said.plain and not translated and (kind in HTML_TYPES or kind in ("html", "xhtml")):
            said.link = href
    elif rel == "enclosure":
        said.enclosures.append([href, kind and kind.lower()])


def _id(said: EntrySaid, element: Any) -> None:
    said.id = text_of(element)
    said.permalink = True
    for name, value in element.attrib.items():
        if name.lower() == "ispermalink":
            said.permalink = value == "true"


def _summary(said: EntrySaid, element: Any) -> None:
    if said.summary_type is not None:  # a second one
        raise StepAside
    said.summary_type = _type(element, "text/html" if KINDS.local(element.tag) == "description" else "text/plain")
    said.summary = text_of(element)


def _content(said: EntrySaid, element: Any) -> None:
    if element.get("src"):
        raise StepAside
    kind = _type(element, "text/html" if KINDS.local(element.tag) == "encoded" else "text/plain")
    said.contents.append([kind, text_of(element)])


def read_author(said: EntrySaid, element: Any) -> None:
    """`author`: a text, or an element with one `name`."""
    if not len(element):
        text = text_of(element)
        if text:
            if said.author and text != said.author:
                said.authors += [text] if said.authors else [said.author, text]
            said.author = text
        return
    names = [one for one in element if KINDS.local(one.tag) == "name"]
    if len(names) != 1 or not (name := text_of(names[0])):
        raise StepAside
    said.names.append(name)


def _name(said: EntrySaid, element: Any) -> None:
    said.names.append(text_of(element))


def _category(said: EntrySaid, element: Any) -> None:
    get = element.attrib.get
    said.tags.append([get("term") or text_of(element), get("scheme", get("domain")), get("label")])


def _keywords(said: EntrySaid, element: Any) -> None:
    said.keywords.extend(w for word in text_of(element).split(",") if (w := word.strip()))


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
        text = text_of(element)
        if said.media and text and said.media[-1][place] is None:
            said.media[-1][place] = text

    return put


def _source(said: EntrySaid, element: Any) -> None:
    if not len(element):
        said.source = text_of(element) or None
        return
    titles = [one for one in element if KINDS[one.tag] is Kind.TITLE]
    mixed = any(text and text.strip() for text in (element.text, *(one.tail for one in element)))
    if len(titles) > 1 or mixed or any(KINDS[one.tag] is ASIDE for one in element):
        raise StepAside
    if titles:
        _type(titles[0], "text/plain")
    said.source = text_of(titles[0]) if titles else None
    writers = EntrySaid()
    for one in element:
        if KINDS[one.tag] is Kind.AUTHOR:
            read_author(writers, one)
    said.source_names = writers.names


def _place(said: EntrySaid, element: Any) -> None:
    get = element.attrib.get
    said.located.append([get("rel"), get("geo"), get("country"), text_of(element)])


def _elsewhere(_said: EntrySaid, _element: Any) -> None:
    """Where a picture was taken."""


def _unhandled(name: str) -> Callable[[EntrySaid, Any], None]:
    """A field that feedparser keeps as text only while it has no attributes."""

    def put(said: EntrySaid, element: Any) -> None:
        setattr(said, name, None if element.attrib else text_of(element))

    return put


HANDLERS: dict[Kind, Callable[[EntrySaid, Any], None]] = {
    Kind.TITLE: _title,
    Kind.LINK: read_link,
    Kind.ID: _id,
    Kind.SUMMARY: _summary,
    Kind.CONTENT: _content,
    Kind.AUTHOR: read_author,
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
    Kind.PLACE: _place,
    Kind.ELSEWHERE: _elsewhere,
    Kind.LAT: _unhandled("lat"),
    Kind.LONG: _unhandled("long"),
}
"""By kind: what reads its element into an entry."""


class _Ways(dict[str, tuple[str | None, Callable[[EntrySaid, Any], None] | None, Kind]]):
    """lxml's tag -> the field that its text fills, or what reads it; and its kind."""

    def __missing__(self, tag: str) -> tuple[str | None, Callable[[EntrySaid, Any], None] | None, Kind]:
        kind = KINDS[tag]
        way = PLAIN.get(kind), HANDLERS.get(kind), kind
        if len(self) < MOST_TAGS:
            self[tag] = way
        return way


WAYS = _Ways()
