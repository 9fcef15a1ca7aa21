"""NITF 3.x: alone, or inside NewsML. `evloc` is where it happened, the dateline's `location` where it was written (docs/design/wire-copy.md#places-of-the-standards)."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from lxml import etree

from newsbeam.connectors.formats.ampersands import read_again
from newsbeam.connectors.formats.head import Head
from newsbeam.connectors.formats.wire_xml import (
    attribute,
    child,
    children,
    inner,
    language_of,
    local,
    part_lines,
    spaced,
    text,
    value,
    wire,
)
from newsbeam.schemas.codes import Reason
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import Item, MediaClaim, ParseError, PlaceClaim, SubjectClaim

FORMAT = "nitf"
MAX_MEDIA = 200
"""Of one story."""
SUBJECT_CODES = "http://cv.iptc.org/newscodes/subjectcode/"


def recognises(head: Head) -> bool:
    """By the root element."""
    return head.root == "nitf"


def parse(document: Document) -> Iterator[Item | ParseError]:
    """The one story of an NITF document."""
    found = wire(document)
    root = found.root
    if local(root).lower() != "nitf":
        raise ParseError(Reason.NOT_A_FEED, f"{document.uri}: <{local(root)[:40]}> is not <nitf>")
    head, doc = child(root, "head"), child(root, "head", "docdata")
    parts = body_of(root)
    guid = attribute(child(doc, "doc-id"), "id-string")
    headline = parts.headline or value(head, "title")
    status = attribute(doc, "management-status")
    if not (headline or parts.body or parts.summary) and (status or "usable").lower() == "usable":
        yield ParseError(Reason.EMPTY_ITEM, f"{document.uri}: NITF without headline or text", entry=0, raw=document.payload[:65536])
        return
    correction, published = child(doc, "correction"), child(head, "pubdata")
    du_key = child(doc, "du-key")
    issued, released = attribute(child(doc, "date.issue"), "norm"), attribute(child(doc, "date.release"), "norm")
    yield Item(
        entry=0,
        format=FORMAT,
        guid=guid,
        guid_is_agency=guid is not None,
        alt_ids=_alt_ids(doc, correction, guid),
        headline=headline,
        slugline=_slugline(head, du_key),
        summary=parts.summary,
        body=parts.body,
        byline=parts.byline,
        authors=parts.authors,
        credit=parts.credit,
        rights=parts.rights or _rights(doc),
        language=attribute(root, "baselang") or language_of(root),
        dateline=parts.dateline,
        first_created_raw=issued or parts.story_date or attribute(published, "date.publication") or released,
        version_created_raw=attribute(published, "date.publication") if issued else None,
        embargoed_raw=released or ("" if (status or "").lower() == "embargoed" else None),
        version=attribute(du_key, "version"),
        pub_status=status,
        signal=("correction",) if correction is not None else (),
        ed_note="\n".join(note for one in (child(doc, "ed-msg"), correction) if (note := attribute(one, "info"))) or None,
        genre=attribute(child(head, "tobject", "tobject.property"), "tobject.property.type"),
        urgency=attribute(child(doc, "urgency"), "ed-urg"),
        keywords=tuple(key for one in children(child(doc, "key-list"), "keyword") if (key := attribute(one, "key"))),
        subjects=_subjects(head, doc),
        places=(*parts.places, *_event_places(doc)),
        media=parts.media,
        flags=found.flags_of(0),
    )


class NitfBody(NamedTuple):
    """What an NITF `body` holds, verbatim."""

    headline: str | None = None
    summary: str | None = None
    body: str | None = None
    byline: str | None = None
    authors: tuple[str, ...] = ()
    credit: str | None = None
    rights: str | None = None
    dateline: str | None = None
    story_date: str | None = None
    places: tuple[PlaceClaim, ...] = ()
    media: tuple[MediaClaim, ...] = ()


def body_of(root: Any) -> NitfBody:
    """The story in an `<nitf>` element. Its media are taken out of the text: their captions are no sentences of it."""
    body = child(root, "body")
    head, content = child(body, "body.head"), child(body, "body.content")
    bylines = list(children(head, "byline"))
    datelines = [line for line in children(head, "dateline") if text(line)]
    media = tuple(_take_media(content))
    if content is not None:
        part_lines(content)
    parts = [part for one in (content, child(body, "body.end")) if (part := read_again(inner(one)))]
    return NitfBody(
        headline=value(head, "hedline", "hl1"),
        summary=inner(child(head, "abstract")),
        body="\n".join(parts) or None,
        byline="\n".join(line for one in bylines if (line := spaced(one, glued="\n"))) or None,
        authors=tuple(name for one in bylines for person in one.iter("{*}person") if (name := text(person))),
        credit=value(head, "distributor"),
        rights=value(head, "rights"),
        dateline=_dateline(datelines[0]) if datelines else None,
        story_date=attribute(child(head, "dateline", "story.date"), "norm"),
        places=tuple(place for line in datelines for one in children(line, "location") if (place := _location(one, "dateline"))),
        media=media,
    )


def _dateline(element: Any) -> str | None:
    """The line's text. A `story.date` with a norm is left out: EFE says that its text is wrong by design."""
    words = ""
    for one in [element.text, *(part for child_ in element for part in (child_, child_.tail))]:
        if one is None or isinstance(one, str):
            printed = " ".join((one or "").split())
        elif local(one) == "story.date":
            printed = "" if attribute(one, "norm") else text(one) or ""
        else:
            printed = spaced(one, ", ") or ""
        if printed:
            words += ("" if not words or printed[0] in ",.;:)" else " ") + printed
    return words or None


def _location(element: Any, role: str) -> PlaceClaim | None:
    """A `location`: its city, else state or country, else its bare text (AP sends `<location>NEW YORK</location>`)."""
    country = child(element, "country")
    code = attribute(country, "iso-cc")
    name = value(element, "city") or value(element, "sublocation") or value(element, "state") or value(element, "region")
    if name is None and country is None:
        name = text(element)
    name = name or text(country)
    return PlaceClaim(role=role, name=name, country=code or text(country)) if name or code else None


def _event_places(doc: Any | None) -> Iterator[PlaceClaim]:
    for one in children(doc, "evloc"):
        name = next((v for key in ("city", "county-dist", "state-prov") if (v := attribute(one, key))), None)
        code = attribute(one, "iso-cc")
        if name or code or text(one):
            yield PlaceClaim(role="event", name=name or text(one), country=code)
    for one in children(child(doc, "identified-content"), "location"):
        if place := _location(one, "subject"):
            yield place


def _subjects(head: Any | None, doc: Any | None) -> tuple[SubjectClaim, ...]:
    found = []
    for one in children(child(head, "tobject"), "tobject.subject"):
        name = next((v for key in ("detail", "matter", "type") if (v := attribute(one, f"tobject.subject.{key}"))), None)
        code = attribute(one, "tobject.subject.refnum")
        found.append(SubjectClaim(name=name, code=code, scheme=SUBJECT_CODES if code else None))
    kind = attribute(child(head, "tobject"), "tobject.type")
    if kind:
        found.append(SubjectClaim(name=kind, role="category"))
    roles = {"person": "person", "org": "organisation", "classifier": "subject"}
    for one in children(child(doc, "identified-content"), *roles):
        name = text(one) or attribute(one, "value")
        if name:
            found.append(SubjectClaim(name=name, code=attribute(one, "idsrc") and attribute(one, "value"), role=roles[local(one)]))
    return tuple(found)


def _take_media(content: Any | None) -> Iterator[MediaClaim]:
    for one in islice(content.iter("{*}media"), MAX_MEDIA) if content is not None else ():
        reference = child(one, "media-reference")
        url = attribute(reference, "source")
        if url:
            yield MediaClaim(
                url=url,
                media_type=attribute(reference, "mime-type") or attribute(one, "media-type"),
                caption=value(one, "media-caption"),
                credit=value(one, "media-producer"),
            )
    if content is not None:
        etree.strip_elements(content, "{*}media", with_tail=False)


def _slugline(head: Any | None, du_key: Any | None) -> str | None:
    for one in children(head, "meta"):
        if (one.get("name") or "").lower() in ("slugline", "slug", "ap-slugline", "anpa-keyword", "ap-keyword"):
            return attribute(one, "content")
    return attribute(du_key, "key")


def _alt_ids(doc: Any | None, correction: Any | None, guid: str | None) -> tuple[tuple[str, str], ...]:
    claimed = (
        ("regsrc", attribute(child(doc, "doc-id"), "regsrc")),
        ("du-key", attribute(child(doc, "du-key"), "key")),
        ("corrects", corrected if (corrected := attribute(correction, "id-string")) != guid else None),
    )
    return tuple((kind, one) for kind, one in claimed if one)


def _rights(doc: Any | None) -> str | None:
    holder = child(doc, "doc.copyright")
    words = [word for word in (attribute(holder, "year"), attribute(holder, "holder")) if word]
    return f"© {' '.join(words)}" if words else attribute(child(doc, "doc.rights"), "owner")
