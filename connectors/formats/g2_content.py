"""What a NewsML-G2 `contentSet` holds: the text in its best form, and links to what cannot be read here."""

from typing import Any, NamedTuple

from newsbeam.connectors.formats.nitf import NitfBody, body_of
from newsbeam.connectors.formats.wire_xml import attribute, child, children, inner, local, text
from newsbeam.schemas.item import MediaClaim


class G2Content(NamedTuple):
    """The content of one item."""

    body: str | None = None
    markup: bool = True
    nitf: NitfBody = NitfBody()
    """What an inline NITF document says beside its text."""
    media: tuple[MediaClaim, ...] = ()


def content_of(content_set: Any | None) -> G2Content:
    """NITF or XHTML inside `inlineXML` before plain `inlineData`; `remoteContent` as media."""
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
        page = child(first, "body") if local(first).lower() == "html" else first
        if local(first).lower() in ("html", "div", "body", "section", "article", "p"):
            words = inner(page) if local(first).lower() != "p" else inner(one)
            return G2Content(words, True, NitfBody(), media)
    for one in children(content_set, "inlineData"):
        kind = (attribute(one, "contenttype") or "text/plain").lower()
        words = text(one)
        if words and kind.startswith("text/"):
            return G2Content(words, "html" in kind, NitfBody(), media)
    return G2Content(None, True, NitfBody(), media)
