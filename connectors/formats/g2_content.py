"""What a NewsML-G2 `contentSet` holds: the text in its best form, and links to what cannot be read here."""

import re
from typing import Any, NamedTuple

from newsbeam.connectors.formats.nitf import NitfBody, body_of
from newsbeam.connectors.formats.wire_lines import parted
from newsbeam.connectors.formats.wire_xml import attribute, child, children, inner, local, part_lines, text
from newsbeam.schemas.item import MediaClaim

_HTML = re.compile(r"<(?:p|div|br|h[1-6]|ul|ol|table|article|section|blockquote)\b[^<>]{0,500}>", re.IGNORECASE)
_PAGE = re.compile(r"<body\b[^<>]{0,500}>(.*)</body>", re.IGNORECASE | re.DOTALL)
"""A whole page as a text: its head is none."""
_HEADINGS = ("h1", "h2")
_LABELS = re.compile(r"(?:^|[\s_-])(?:slug(?:line)?|genre|keyword|tag|category)s?(?![a-z])", re.IGNORECASE)
"""Classes of what files a story: the item's own metadata say it too."""
_BYLINE = re.compile(r"(?:^|[\s_-])(?:byline|author)s?\b", re.IGNORECASE)


class G2Content(NamedTuple):
    """The content of one item."""

    body: str | None = None
    markup: bool = True
    nitf: NitfBody = NitfBody()
    """What an inline NITF document, or a page's `header`, says beside its text."""
    media: tuple[MediaClaim, ...] = ()


def content_of(content_set: Any | None) -> G2Content:
    """NITF or XHTML inside `inlineXML` before `inlineData`, plain or HTML; `remoteContent` as media."""
    media = tuple(
        MediaClaim(url=url, media_type=attribute(one, "contenttype"))
        for one in children(content_set, "remoteContent")
        if (url := attribute(one, "href"))
    )
    for one in children(content_set, "inlineXML"):
        first = next(iter(one), None)
        if first is None:
            continue
        if local(first).lower() == "nitf":
            nitf = body_of(first)
            return G2Content(nitf.body, True, nitf, media)
        if (found := _page(one, first)) is not None:
            words, header = found
            return G2Content(words, True, header, media)
    for one in children(content_set, "inlineData"):
        kind = (attribute(one, "contenttype") or "text/plain").lower()
        first = next(iter(one), None)
        if first is not None and (found := _page(one, first)) is not None:  # HTML that nobody escaped
            words, header = found
            return G2Content(words, True, header, media)
        words = text(one)
        if words and kind.startswith(("text/", "application/xhtml")):
            if "html" not in kind and not _HTML.search(words):
                return G2Content(parted(words), False, NitfBody(), media)
            page = _PAGE.search(words)
            return G2Content(page[1].strip() if page else words, True, NitfBody(), media)
    return G2Content(None, True, NitfBody(), media)


def _page(holder: Any, first: Any) -> tuple[str | None, NitfBody] | None:
    """(the text, what its `header` says) of HTML; None where it is none."""
    name = local(first).lower()
    if name not in ("html", "div", "body", "section", "article", "p", "header", "main"):
        return None
    body = child(first, "body") if name == "html" else None
    page = body if body is not None else first if name in ("html", "div", "body", "section", "article", "main") else holder
    header = _take_header(page)
    if header.headline is None:  # where the item has none of its own
        header = header._replace(headline=next((words for one in page.iter("{*}h1") if (words := text(one))), None))
    part_lines(page)
    return inner(page), header


def _take_header(page: Any) -> NitfBody:
    """A `header` above the text, taken out of it: its heading, its byline, the rest as the summary."""
    header = next((one for one in page.iter("{*}header")), None)
    if header is None or header.getparent() is None:
        return NitfBody()
    headline, bylines, rest = None, [], []
    for one in (*header, *(below for child_ in header if local(child_) in ("div", "hgroup", "section") for below in child_)):
        words = " ".join((text(one) or "").split())
        if not words or local(one) in ("div", "hgroup", "section", "time"):
            continue
        mark = " ".join(one.get(name) or "" for name in ("class", "rel", "itemprop"))
        if local(one) in _HEADINGS and headline is None:
            headline = words
        elif local(one) in ("ul", "ol", "dl") or _LABELS.search(mark):
            continue
        elif local(one) == "address" or _BYLINE.search(mark) or words[:3].lower() == "by ":
            bylines.append(words)
        else:
            rest.append(words)
    parent, tail = header.getparent(), header.tail
    if tail and tail.strip():
        before = header.getprevious()
        if before is None:
            parent.text = (parent.text or "") + tail
        else:
            before.tail = (before.tail or "") + tail
    parent.remove(header)
    summary = " ".join(rest).replace("&", "&amp;").replace("<", "&lt;")
    return NitfBody(headline=headline, byline="\n".join(bylines) or None, summary=summary or None)
