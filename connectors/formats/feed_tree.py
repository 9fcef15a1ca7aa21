"""The fast way through a well-formed feed: one walk over the tree, saying of each entry what feedparser would have copied.

Where that cannot be sure (markup inside text fields, two summaries, `xml:base`, base64 …) it says None and feedparser reads.
"""

from typing import Any

from lxml import etree

from newsbeam.connectors.formats.feed_fields import WAYS, StepAside, read_author, read_link, text_of
from newsbeam.connectors.formats.feed_items import EntrySaid, FeedSaid
from newsbeam.connectors.formats.feed_words import ASIDE, CONTAINER, IGNORED, KINDS, MEDIA, PICTURE, Kind, borrowed, is_core

_BASES = etree.XPath("//@xml:base|//@base")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NAMES = frozenset((Kind.TITLE, Kind.LINK))
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"


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
    title = rights = address = None
    link, authors = EntrySaid(), EntrySaid()
    for one in top:
        kind = KINDS[one.tag]
        if kind is Kind.TITLE:
            title = title or text_of(one)
        elif kind is Kind.RIGHTS:
            rights = text_of(one)
        elif kind is Kind.LANGUAGE:
            language = text_of(one)
        elif kind is Kind.LINK:
            read_link(link, one)
            if (one.get("rel") or "").lower() == "self":
                address = one.get("href")
        elif kind is Kind.AUTHOR and name == "feed":
            read_author(authors, one)
    return FeedSaid(title, language, rights, name == "feed", link.link, tuple(authors.names), address)


def has_bases(root: Any) -> bool:
    """Whether relative links have to be resolved against something in the feed: feedparser keeps count of that."""
    return bool(_BASES(root))


def entry_said(entry: Any, *, bases: bool = False) -> EntrySaid:
    """One entry, as sent. Raises StepAside; with `bases`, for relative links too."""
    said = EntrySaid(id=entry.get(_ABOUT), language=entry.get(_XML_LANG))
    _listen(said, entry)
    if bases and any(url and "://" not in url[:12] for url in (said.link, *(one[0] for one in (*said.enclosures, *said.media)))):
        raise StepAside
    return said


def _listen(said: EntrySaid, parent: Any) -> None:
    """Media groups are opened; strangers are passed over unless they enclose an element that says something."""
    for element in parent:
        field, handle, kind = WAYS[element.tag]
        if field is not None:
            if len(element):
                raise StepAside
            text = element.text
            setattr(said, field, text.strip() if text else "")
        elif handle is not None:
            handle(said, element)
            if kind is MEDIA and len(element):
                _listen(said, element)
        elif kind is CONTAINER:
            _listen(said, element)
        elif kind is PICTURE:  # it has a title and a link of its own
            continue
        elif kind is ASIDE or (len(element) and not _said_beside(element, parent)):
            raise StepAside


def _said_beside(stranger: Any, parent: Any) -> bool:
    """Whether a stranger encloses nothing, or a title and a link where its parent has its own: another story's, then."""
    inside = {KINDS[one.tag] for one in stranger.iterdescendants()} - {IGNORED, PICTURE}
    return not inside or inside <= _NAMES & {KINDS[one.tag] for one in parent}
