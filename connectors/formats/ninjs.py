"""ninjs 1.0 to 1.6: names in lower case, texts in `body_*`, `description_*` and `headline`."""

from collections.abc import Iterator
from typing import Any

from newsbeam.connectors.formats.head import Head
from newsbeam.connectors.formats.json_text import objects, text_of
from newsbeam.connectors.formats.ninjs2 import recognises as is_ninjs2
from newsbeam.connectors.formats.ninjs_refused import SCHEDULES, lacking, refused
from newsbeam.connectors.formats.ninjs_words import (
    concepts,
    dateline_place,
    dateline_text,
    first_object,
    is_empty_answer,
    media,
    news_objects,
    places,
    retold,
    stable,
    subjects,
)
from newsbeam.connectors.formats.ninjs_writers import writers
from newsbeam.connectors.formats.wire_lines import parted
from newsbeam.schemas.codes import Reason
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import Item, ParseError

FORMAT = "ninjs"
_BODIES = ("body_html", "body_xhtml", "body_html5", "body_nitf", "body_text")
"""Best first."""
_SUPERDESK = frozenset(("versioncreated", "firstcreated", "pubstatus", "body_html", "body_text", "description_html", "slugline"))
"""Properties of ninjs by one of which an object without `uri` is known."""
_SUBJECTS = {"subject": "subject", "person": "person", "organisation": "organisation", "event": "subject", "object": "subject"}


def recognises(head: Head) -> bool:
    """A `uri`, the one property that every version requires, on an object that no later version claims; Superdesk's has a `guid`."""
    if is_empty_answer(head.json):
        return True
    news = first_object(head.json)
    named = isinstance(news.get("uri"), str) or (isinstance(news.get("guid"), str) and not _SUPERDESK.isdisjoint(news))
    return named and not is_ninjs2(head)


def parse(document: Document) -> Iterator[Item | ParseError]:
    """A news object, or a list of them."""
    return news_objects(document, lambda news, index, flags: _item(news, index, document.uri, flags))


def _item(news: dict[str, Any], index: int, uri: str, flags: tuple[str, ...]) -> Item | ParseError:
    def get(*names: str) -> str | None:
        return next((text for name in names if (text := text_of(news.get(name)))), None)

    if (get("type") or "").lower() in SCHEDULES:
        return refused(uri, index, news, Reason.NOT_A_STORY, f"is a {get('type')}, which announces news and tells none")
    bodies = [(name, text) for name in _BODIES if (text := get(name))]
    bodies += [(k, text) for k, v in news.items() if k.startswith("body_") and k not in _BODIES and (text := text_of(v))]
    name, body = bodies[0] if bodies else (None, None)
    markup = name is not None and name != "body_text"
    if body is not None and not markup:
        body = parted(body)
    summary = get("description_html", "description_xhtml") if markup else None
    if (
        summary is None
        and (summary := get("description_text", "description", "description_summary", "headline_extended"))
        and markup
    ):
        summary = summary.replace("&", "&amp;").replace("<", "&lt;")
    headline = get("headline") or next((text for k, v in news.items() if k.startswith("headline_") and (text := text_of(v))), None)
    status = get("pubstatus")
    if lacks := lacking(get("type"), status, headline, body, summary):
        return refused(uri, index, news, *lacks)
    alt_ids = _alt_ids(news)
    guid = stable(get("uri", "guid"), alt_ids)
    before = retold(news, guid)
    return Item(
        entry=index,
        format=FORMAT,
        guid=guid,
        guid_is_agency=guid is not None,
        alt_ids=(*alt_ids, *before),
        headline=headline,
        slugline=get("slugline"),
        summary=summary,
        body=body,
        markup=markup,
        byline=get("byline") or _bylines(news),
        authors=writers(news),
        credit=get("creditline", "description_creditline", "source"),
        info_source=next((one.name or one.code for one in concepts(news.get("infosource"))), None),
        rights=get("copyrightnotice", "copyrightholder"),
        usage_terms=get("usageterms"),
        language=get("language"),
        dateline=get("dateline") or dateline_text(news),
        first_created_raw=get("firstcreated", "contentcreated"),
        version_created_raw=get("versioncreated"),
        embargoed_raw=get("embargoed"),
        version=get("version"),
        pub_status=status,
        signal=(*(code for one in concepts(news.get("signal")) if (code := one.code or one.name)), *("update" for _ in before[:1])),
        ed_note=get("ednote"),
        genre=next((one.name or one.code for one in concepts(news.get("genre"))), None),
        urgency=get("urgency"),
        keywords=tuple(word for one in _list(news.get("keywords")) if (word := text_of(one))),
        subjects=subjects(news, _SUBJECTS),
        places=(*places(news, "place"), *dateline_place(news)),
        media=tuple(media(news, ("mimetype", "byline"))),
        flags=flags,
    )


def _alt_ids(news: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """1.x leaves the shape to the provider: an object of names and ids, or a list of objects."""
    value = news.get("altids")
    if isinstance(value, dict) and "value" not in value:
        return tuple((kind, text) for kind, one in value.items() if (text := text_of(one)))
    pairs = ((text_of(one.get("role")) or text_of(one.get("type")) or "alt", text_of(one.get("value"))) for one in objects(value))
    return tuple((kind, text) for kind, text in pairs if text)


def _bylines(news: dict[str, Any]) -> str | None:
    """AP's API lists them: `{"by": "By IDA MOLL", "title": "AP Writer"}`."""
    return "\n".join(by for one in objects(news.get("bylines")) if (by := text_of(one.get("by")))) or None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
