"""NewsML 1.x (AFP, Business Wire, PRs): news items of nested components; revisions share an id without its number."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from newsbeam.connectors.formats.head import Head
from newsbeam.connectors.formats.newsml1_text import text_of
from newsbeam.connectors.formats.nitf import SUBJECT_CODES
from newsbeam.connectors.formats.wire_xml import (
    attribute,
    child,
    children,
    language_of,
    local,
    value,
    wire,
)
from newsbeam.schemas.codes import Reason
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import Item, MediaClaim, ParseError, PlaceClaim, SubjectClaim

FORMAT = "newsml1"
_HOW = {"Origin": "dateline", "Event": "event"}
"""`Location/@HowPresent`: AFP's origin is where the story was written."""
_PROVIDER = re.compile(r"urn:newsml:[^:]*:*", re.IGNORECASE)


def recognises(head: Head) -> bool:
    """By the root element."""
    return head.root == "newsml"


def parse(document: Document) -> Iterator[Item | ParseError]:
    """Each `NewsItem` of the document."""
    found = wire(document, "NewsItem")
    root = found.root
    items = list(children(root, "NewsItem"))
    if local(root).lower() != "newsml" or not items:
        raise ParseError(Reason.NO_ENTRIES, f"{document.uri}: NewsML without a NewsItem")
    for index, one in enumerate(items):
        yield found.refusal(index, document.uri) or _item(one, index, document.uri, found.flags_of(index))


def _item(item: Any, index: int, uri: str, flags: tuple[str, ...]) -> Item | ParseError:
    raw = etree.tostring(item)[: 64 * 1024]
    identity, management = child(item, "Identification", "NewsIdentifier"), child(item, "NewsManagement")
    status = attribute(child(management, "Status"), "FormalName")
    instructions = tuple(name for one in children(management, "Instruction") if (name := attribute(one, "FormalName")))
    if "delete" in map(str.lower, instructions):
        status = "canceled"  # IPTC's instruction to receivers; the status may still be the text's
    content, (body, markup, nitf) = text_of(item)
    about = _About(item, content)
    headline = about.line("HeadLine") or nitf.headline
    if not (headline or body) and (status or "usable").lower() == "usable":
        return ParseError(Reason.EMPTY_ITEM, f"{uri}: item {index} without headline or text", entry=index, raw=raw)
    guid = _guid(identity)
    provider = about.party("Provider")
    return Item(
        entry=index,
        format=FORMAT,
        guid=guid,
        guid_is_agency=guid is not None,
        alt_ids=(("public", public),) if (public := value(identity, "PublicIdentifier")) else (),
        headline=headline,
        slugline=about.line("SlugLine") or value(item, "Identification", "NameLabel"),
        summary=about.line("SubHeadLine") or nitf.summary,
        body=body,
        markup=markup,
        byline=about.line("ByLine") or nitf.byline or about.party("Creator"),
        authors=nitf.authors,
        credit=about.line("CreditLine") or nitf.credit or (provider if provider and "." not in provider else None),
        info_source=about.party("Source"),
        rights=about.line("CopyrightLine") or nitf.rights,
        usage_terms=about.line("RightsLine"),
        language=next((tag for one in item.iter("{*}Language") if (tag := attribute(one, "FormalName"))), None)
        or language_of(item),
        dateline=about.line("DateLine") or nitf.dateline,
        first_created_raw=value(management, "FirstCreated"),
        version_created_raw=value(management, "ThisRevisionCreated"),
        embargoed_raw=_embargo(management),
        version=value(identity, "RevisionId"),
        pub_status=status,
        signal=instructions,
        ed_note=_advisory(item),
        genre=next((name for one in item.iter("{*}Genre") if (name := attribute(one, "FormalName"))), None),
        urgency=attribute(child(management, "Urgency"), "FormalName"),
        keywords=tuple(_keywords(item, about)),
        subjects=tuple(_subjects(item)),
        provider=provider,
        places=(*nitf.places, *_places(item)),
        media=(*_media(item), *nitf.media),
        flags=flags,
    )


def _guid(identity: Any | None) -> str | None:
    """The item's identity over its revisions: the public identifier without the revision's number. One that names the provider alone is none."""
    parts = [value(identity, name) for name in ("ProviderId", "DateId", "NewsItemId")]
    public = _public(identity)
    if all(parts) or (parts[-1] and not public):
        return "urn:newsml:" + ":".join(part for part in parts if part)
    return public


def _public(identity: Any | None) -> str | None:
    """The public identifier, unless it names the provider and no item: Belga's is `urn:newsml:www.belga.be` in everything."""
    public = value(identity, "PublicIdentifier")
    return public if public and not _PROVIDER.fullmatch(public) else None


class _About:
    """What an item's components say of its text: those around it, then those of no picture, outermost first.

    A photo beside a text has lines, a creator and a credit of its own.
    """

    def __init__(self, item: Any, content: Any | None) -> None:
        around = [] if content is None else list(content.iterancestors("{*}NewsComponent"))
        others = [one for one in item.iter("{*}NewsComponent") if one not in around]
        alone = [one for one in others if not any(attribute(part, "Href") for part in one.iter("{*}ContentItem"))]
        self.components = (*reversed(around), *alone) or tuple(others)

    def line(self, name: str) -> str | None:
        """The first of `NewsLines` that is called so."""
        return next((line for one in self.components if (line := value(one, "NewsLines", name))), None)

    def party(self, name: str) -> str | None:
        """The first party of `AdministrativeMetadata` that plays this part."""
        parties = (child(one, "AdministrativeMetadata", name, "Party") for one in self.components)
        return next((party for one in parties if (party := attribute(one, "FormalName"))), None)


def _advisory(item: Any) -> str | None:
    found = []
    for one in item.iter("{*}NewsLine"):
        kind = attribute(child(one, "NewsLineType"), "FormalName") or ""
        if kind.lower() in ("advisoryline", "advisory", "ednote", "editorialnote") and (note := value(one, "NewsLineText")):
            found.append(note)
    return "\n".join(found) or None


def _embargo(management: Any | None) -> str | None:
    will_change = child(management, "StatusWillChange")
    return (
        value(will_change, "DateAndTime")
        if (attribute(child(management, "Status"), "FormalName") or "").lower() == "embargoed"
        else None
    )


def _properties(element: Any) -> dict[str, str]:
    return {
        name: text
        for one in children(element, "Property")
        if (name := attribute(one, "FormalName")) and (text := attribute(one, "Value"))
    }


def _places(item: Any) -> Iterator[PlaceClaim]:
    for one in item.iter("{*}Location"):
        properties = _properties(one)
        name = (
            properties.get("City")
            or properties.get("CountryArea")
            or properties.get("SubLocation")
            or properties.get("WorldRegion")
        )
        country = properties.get("Country")
        if name or country:
            yield PlaceClaim(role=_HOW.get(attribute(one, "HowPresent") or "", "subject"), name=name, country=country)


def _subjects(item: Any) -> Iterator[SubjectClaim]:
    for subject in item.iter("{*}SubjectCode"):
        for one in subject:
            code = attribute(one, "FormalName")
            if code and local(one) in ("Subject", "SubjectMatter", "SubjectDetail"):
                digits = code if code.isdigit() else None
                yield SubjectClaim(name=None if digits else code, code=digits, scheme=SUBJECT_CODES if digits else None)


def _keywords(item: Any, about: _About) -> Iterator[str]:
    if line := about.line("KeywordLine"):
        yield line
    for one in item.iter("{*}Property"):
        if attribute(one, "FormalName") == "Keyword" and not attribute(one, "Role") and (word := attribute(one, "Value")):
            yield word


def _media(item: Any) -> Iterator[MediaClaim]:
    for one in item.iter("{*}ContentItem"):
        url = attribute(one, "Href")
        if url:
            yield MediaClaim(url=url, media_type=attribute(child(one, "MimeType"), "FormalName"))
