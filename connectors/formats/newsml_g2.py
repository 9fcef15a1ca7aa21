"""NewsML-G2: an item alone or a message of several. News items are told; packages, concepts and plans are refused by name."""

from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from newsbeam.connectors.formats.g2_content import content_of
from newsbeam.connectors.formats.g2_places import GEOGRAPHIC, places_of
from newsbeam.connectors.formats.head import Head
from newsbeam.connectors.formats.qcodes import Catalog
from newsbeam.connectors.formats.wire_xml import attribute, child, children, inner, language_of, local, text, value, wire
from newsbeam.schemas.codes import Reason
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import Item, ParseError, SubjectClaim

FORMAT = "newsml_g2"
ITEMS = ("newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem")
ROOTS = frozenset(name.lower() for name in (*ITEMS, "newsMessage"))
MEDIA = frozenset(("picture", "graphic", "video", "audio", "animation"))
"""Item classes of what stories are illustrated with."""
_BEFORE = frozenset(("previousversion", "prevversion", "evolvedfrom"))
"""Relations (`itemMeta/link`) to an item that this one tells again; what it was derived or translated from is another."""
_ROLES = {"person": "person", "organisation": "organisation", "organization": "organisation"}


def recognises(head: Head) -> bool:
    """By the root element."""
    return head.root in ROOTS


def parse(document: Document) -> Iterator[Item | ParseError]:
    """Every item of a message's item sets, in order; of a document that is one item, that one."""
    found = wire(document, *ITEMS)
    root = found.root
    if local(root) == "newsMessage":
        sent = [one for set_ in children(root, "itemSet") for one in set_]
        items = [one for one in sent if local(one) in ITEMS]
        if sent and not items:
            raise ParseError(Reason.NO_ENTRIES, f"{document.uri}: a news message without items")
    elif local(root) in ITEMS:
        items = [root]
    else:
        raise ParseError(Reason.NOT_A_FEED, f"{document.uri}: <{local(root)[:40]}> is no NewsML-G2 item")
    for index, one in enumerate(items):
        yield found.refusal(index, document.uri) or _item(one, index, document.uri, found.flags_of(index))


def _item(item: Any, index: int, uri: str, flags: tuple[str, ...]) -> Item | ParseError:
    raw = etree.tostring(item)[: 64 * 1024]
    kind, guid = local(item), attribute(item, "guid")
    if kind != "newsItem":
        message = f"{uri}: item {index}: a {kind} ({guid}) tells no story of its own"
        return ParseError(Reason.NOT_A_STORY, message, entry=index, raw=raw)
    catalog = Catalog(item.getparent(), item)
    about, content, rights = child(item, "itemMeta"), child(item, "contentMeta"), child(item, "rightsInfo")
    parts = content_of(child(item, "contentSet"))
    language = attribute(child(content, "language"), "tag") or language_of(item)
    headline = _headline(content, catalog, language) or parts.nitf.headline
    nature = catalog.concept(child(about, "itemClass")).bare
    summary = _summary(content, catalog, None if nature in MEDIA else headline) or parts.nitf.summary
    status = catalog.concept(child(about, "pubStatus")).bare
    if not (headline or parts.body or summary) and status in (None, "usable"):
        return ParseError(Reason.EMPTY_ITEM, f"{uri}: item {index}: a {nature} item without headline or text", entry=index, raw=raw)
    if headline is None and parts.body is None and nature in MEDIA and status in (None, "usable"):
        return ParseError(
            Reason.NOT_A_STORY,
            f"{uri}: item {index}: a caption and no headline ({guid}): media of other items",
            entry=index,
            raw=raw,
        )
    embargo = child(about, "embargoed")
    before = tuple(("replaces", one) for one in _before(about, catalog, guid))
    return Item(
        entry=index,
        format=FORMAT,
        guid=guid,
        guid_is_agency=guid is not None,
        alt_ids=(*_alt_ids(item, content, catalog), *before),
        headline=headline,
        slugline=value(content, "slugline"),
        summary=summary,
        body=parts.body,
        markup=parts.markup,
        byline=_byline(content, language) or parts.nitf.byline,
        authors=tuple(name for one in children(content, "creator") if (name := _name(one))) or parts.nitf.authors,
        credit=value(content, "creditline") or parts.nitf.credit,
        info_source=next(
            (name for one in children(content, "infoSource") if (name := _name(one) or catalog.concept(one).bare)), None
        ),
        rights=value(rights, "copyrightNotice") or value(rights, "copyrightHolder") or parts.nitf.rights,
        usage_terms=value(rights, "usageTerms"),
        language=language,
        dateline=value(content, "dateline") or parts.nitf.dateline,
        first_created_raw=value(about, "firstCreated") or value(content, "contentCreated"),
        version_created_raw=value(about, "versionCreated"),
        embargoed_raw=None if embargo is None else text(embargo) or "",
        version=attribute(item, "version"),
        pub_status=status,
        signal=(
            *(code for one in children(about, "signal") if (code := catalog.concept(one).bare)),
            *("update" for _ in before[:1]),
        ),
        ed_note="\n".join(note for one in children(about, "edNote") if (note := inner(one) if len(one) else text(one))) or None,
        genre=next((name for one in children(content, "genre") if (name := _name(one) or catalog.concept(one).bare)), None),
        urgency=value(content, "urgency"),
        keywords=tuple(word for one in children(content, "keyword") if (word := text(one))),
        subjects=_subjects(content, catalog),
        provider=_provider(about, catalog),
        places=(*parts.nitf.places, *places_of(item, content, catalog)),
        media=(*parts.media, *parts.nitf.media),
        flags=flags,
    )


def _byline(content: Any | None, language: str | None) -> str | None:
    """The bylines of one language, the item's where it has one: a text of two writers may have two."""
    lines = [one for one in _own_first(children(content, "by"), language) if text(one)]
    return ", ".join(dict.fromkeys(text(one) or "" for one in lines if language_of(one) == language_of(lines[0]))) or None


def _own_first(lines: Iterable[Any], language: str | None) -> list[Any]:
    """An item's lines of one kind, those of its own language before translations."""
    own = (language or "")[:2].lower()
    return sorted(lines, key=lambda one: bool(own) and (language_of(one) or own)[:2].lower() != own)


def _headline(content: Any | None, catalog: Catalog, language: str | None) -> str | None:
    lines = _own_first(children(content, "headline"), language)
    main = [one for one in lines if catalog.concept(one, "role", "roleuri").bare in (None, "main", "headline", "hld")]
    return next((line for one in (*main, *lines) if (line := text(one))), None)


def _summary(content: Any | None, catalog: Catalog, headline: str | None) -> str | None:
    """The description that is a summary; a caption stands for it where there is nothing else and it says more than the `headline`."""
    texts = [(catalog.concept(one, "role", "roleuri").bare, one) for one in children(content, "description")]
    best = [one for role, one in texts if role in ("summary", "abstract", "short", "teaser")]
    slug = value(content, "slugline")
    rest = [one for role, one in texts if role != "caption" or not (headline and _is_headline(text(one), slug, headline))]
    return next((words for one in (*best, *rest) if (words := inner(one))), None)


def _is_headline(caption: str | None, slug: str | None, headline: str) -> bool:
    """Whether a caption is the headline, or its beginning, behind the slug (`POPE-LATAM/ (PIX):Pope leaves Peru`)."""
    said, title = _plain(caption), _plain(headline)
    if slug and said.startswith(_plain(slug)):
        said = said.removeprefix(_plain(slug)).lstrip(" :")
        return not said or title.startswith(said)
    return said == title


def _plain(words: str | None) -> str:
    return " ".join((words or "").split()).casefold()


def _provider(about: Any | None, catalog: Catalog) -> str | None:
    """The code where IPTC gave it (`nprov:dpa`), else the name, else a provider's own code."""
    one = child(about, "provider")
    if one is None:
        return None
    concept = catalog.concept(one)
    return (concept.code if "newsprovider" in (concept.scheme or "") else None) or _name(one) or concept.bare


def _name(element: Any) -> str | None:
    """The concept's name, the first in the item's own language (G2 puts it first)."""
    return next((name for one in children(element, "name") if (name := text(one))), None)


def _subjects(content: Any | None, catalog: Catalog) -> tuple[SubjectClaim, ...]:
    found = []
    for one in children(content, "subject"):
        kind = (catalog.concept(one, "type", "typeuri").bare or "").lower()
        concept = catalog.concept(one)
        if kind in GEOGRAPHIC:
            continue
        found.append(SubjectClaim(name=_name(one), code=concept.code, scheme=concept.scheme, role=_ROLES.get(kind, "subject")))
    return tuple(found)


def _alt_ids(item: Any, content: Any | None, catalog: Catalog) -> tuple[tuple[str, str], ...]:
    found = []
    for one in (*children(content, "altId"), *children(child(item, "itemMeta"), "altId")):
        kind = catalog.concept(one, "type", "typeuri").bare or catalog.concept(one, "environment", "environmenturi").bare or "alt"
        if words := text(one):
            found.append((kind.lower(), words))
    return tuple(found)


def _before(about: Any | None, catalog: Catalog, guid: str | None) -> Iterator[str]:
    for one in children(about, "link"):
        if (catalog.concept(one, "rel", "reluri").bare or "").lower() in _BEFORE:
            found = attribute(one, "residref") or attribute(one, "href")
            if found and found != guid:
                yield found
