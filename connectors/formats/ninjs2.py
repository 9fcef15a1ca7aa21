"""ninjs 2.x and 3.x: texts in lists (`bodies`, `headlines`, `descriptions`), each with a role.

2.x writes every name in lower case (`pubstatus`), 3.x in camel case (`pubStatus`); here each is read without its case.
"""

import re
from collections.abc import Iterator
from typing import Any

from newsbeam.connectors.formats.head import Head
from newsbeam.connectors.formats.json_text import objects, text_of
from newsbeam.connectors.formats.ninjs_refused import SCHEDULES, lacking, refused
from newsbeam.connectors.formats.ninjs_words import (
    caseless,
    concepts,
    dateline_place,
    dateline_text,
    described,
    first_object,
    media,
    news_objects,
    places,
    retold,
    stable,
    subjects,
)
from newsbeam.connectors.formats.ninjs_writers import writers
from newsbeam.schemas.codes import Reason
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import Item, ParseError

FORMAT = "ninjs2"
_PAGE = re.compile(r"<body\b[^>]{0,500}>(.*)</body>", re.DOTALL | re.IGNORECASE)
"""A whole page as a body: its head is no text."""
_ONE_BODY = ("bodyxhtml", "bodyhtml")
"""Agencies' own APIs send one text where the standard has a list."""
_OWN = frozenset(
    [
        "headlines",
        "bodies",
        "descriptions",
        "versionCreated",
        "pubStatus",
        "infoSources",
        "copyrightHolder",
        "copyrightNotice",
        "contentCreated",
        "firstCreated",
        "embargoedUntil",
        "people",
        "organisations",
        "places",
        "subjects",
        "genres",
        "altIds",
        "usageTerms",
        "edNote",
        "representationType",
        "trustIndicators",
        "rightsInfo",
        "eventDetails",
        "plannedCoverage",
        "digitalSourceType",
        "infosources",
        "trustindicators",
    ]
)
"""Names, as they are spelled, that no 1.x has: 1.x shares most of the lower-case ones of 2.x."""
_SUBJECTS = {"subjects": "subject", "people": "person", "organisations": "organisation", "events": "subject", "objects": "subject"}


def recognises(head: Head) -> bool:
    """A `uri` and a name that only the 2.x and 3.x schemas have, or the standard by name and version."""
    news = first_object(head.json)
    if not isinstance(news.get("uri"), str):
        return False
    standard = news.get("standard")
    version = str(standard.get("version")) if isinstance(standard, dict) and "ninjs" in str(standard.get("name")) else ""
    return version[:1] in ("2", "3") or not _OWN.isdisjoint(news)


def parse(document: Document) -> Iterator[Item | ParseError]:
    """A news object, or a list of them."""
    return news_objects(document, lambda news, index, flags: _item(news, index, document.uri, flags))


def _item(news: dict[str, Any], index: int, uri: str, flags: tuple[str, ...]) -> Item | ParseError:
    sent, news = news, caseless(news)

    def get(*names: str) -> str | None:
        return next((text for name in names if (text := text_of(news.get(name)))), None)

    body, markup = _body(news)
    headline = _of_role(news.get("headlines"), ("main", "headline", "hl1")) or get("headline")
    if (get("type") or "").lower() in SCHEDULES or (body is None and ("eventdetails" in news or "plannedcoverage" in news)):
        return refused(uri, index, sent, Reason.NOT_A_STORY, "is an event or a plan, which announces news and tells none")
    summary = described(news, ("summary", "abstract", "main", "text", "caption")) or get("caption")
    plain = not any("html" in str(one.get("contenttype")) for one in objects(news.get("descriptions")))
    if summary and markup and plain:
        summary = summary.replace("&", "&amp;").replace("<", "&lt;")
    status = get("pubstatus")
    if lacks := lacking(get("type"), status, headline, body, summary):
        return refused(uri, index, sent, *lacks)
    alt_ids = tuple(
        (text_of(one.get("role")) or "alt", text) for one in objects(news.get("altids")) if (text := text_of(one.get("value")))
    )
    guid = stable(get("uri"), alt_ids)
    before = retold(news, guid)
    return Item(
        entry=index,
        format=FORMAT,
        guid=guid,
        guid_is_agency=guid is not None,
        alt_ids=(*alt_ids, *before),
        headline=headline,
        slugline=get("slugline", "slug"),
        summary=summary,
        body=body,
        markup=markup,
        byline=get("by", "byline"),
        authors=writers(news),
        credit=get("creditline") or _credit(news),
        info_source=next((one.name or one.code for one in concepts(news.get("infosources"))), None),
        rights=get("copyrightnotice", "copyrightholder"),
        usage_terms=get("usageterms"),
        language=get("language"),
        dateline=get("dateline") or dateline_text(news),
        first_created_raw=get("firstcreated", "contentcreated"),
        version_created_raw=get("versioncreated"),
        embargoed_raw=get("embargoeduntil", "embargoed"),
        version=get("version"),
        pub_status=status,
        signal=(
            *(code for one in concepts(news.get("signals")) if (code := one.code or one.name)),
            *("update" for _ in before[:1]),
        ),
        ed_note=get("ednote"),
        genre=next((one.name or one.code for one in concepts(news.get("genres"))), None),
        urgency=get("urgency"),
        keywords=tuple(word for one in news.get("keywords") or () if (word := text_of(one)))
        if isinstance(news.get("keywords"), list)
        else (),
        subjects=subjects(news, _SUBJECTS),
        places=(*places(news, "places"), *dateline_place(news)),
        media=tuple(media(news, ("contenttype", "by"))),
        flags=flags,
    )


def _body(news: dict[str, Any]) -> tuple[str | None, bool]:
    """(the body, whether it is markup): HTML first, then plain text, then whatever markup there is."""
    bodies = [
        (text, f"{one.get('contenttype')} {one.get('role')}".lower())
        for one in objects(news.get("bodies"))
        if (text := text_of(one.get("value")))
    ]
    bodies += [(text, "html") for name in _ONE_BODY if (text := text_of(news.get(name)))]
    for text, kind in bodies:
        if "html" in kind:
            page = _PAGE.search(text)
            return (page[1] if page else text), True
    for text, kind in bodies:
        if "plain" in kind or "text" in kind or "xml" not in kind:
            return text, "<p" in text and "text/plain" not in kind
    return (bodies[0][0], True) if bodies else (None, False)


def _credit(news: dict[str, Any]) -> str | None:
    """A credit line among the descriptions, as the AP sends it."""
    return next(
        (
            text
            for one in objects(news.get("descriptions"))
            if one.get("role") == "creditline" and (text := text_of(one.get("value")))
        ),
        None,
    )


def _of_role(value: Any, roles: tuple[str, ...]) -> str | None:
    """The text in the best of these roles, else the first there is."""
    texts = [(str(one.get("role")).lower(), text) for one in objects(value) if (text := text_of(one.get("value")))]
    best = [text for role in roles for own, text in texts if own == role]
    return next(iter([*best, *(text for _, text in texts)]), None)
