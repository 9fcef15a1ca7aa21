"""JSON Feed 1.0 and 1.1 (jsonfeed.org): fields as sent; `content_text` wins where there is no HTML."""

from collections.abc import Iterator
from typing import Any

from newsbeam.connectors.formats.feed_items import absolute
from newsbeam.connectors.formats.head import Head
from newsbeam.connectors.formats.json_text import load, objects, text_of
from newsbeam.schemas.codes import Reason
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import Item, MediaClaim, ParseError, SubjectClaim

FORMAT = "json_feed"


def recognises(head: Head) -> bool:
    """By the version's URL, or by its shape where a publisher forgot the version: a list of `items` under a title."""
    value = head.json
    if not isinstance(value, dict):
        return False
    if "jsonfeed.org/version" in str(value.get("version")):
        return True
    return isinstance(value.get("items"), list) and isinstance(value.get("title"), str) and "uri" not in value


def parse(document: Document) -> Iterator[Item | ParseError]:
    """The entries of a JSON Feed. One that is no object, or has neither id, URL nor text, is refused alone."""
    feed, flags = load(document)
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise ParseError(Reason.NOT_A_FEED, f"{document.uri}: JSON, but no feed: there is no list of items")
    for index, entry in enumerate(feed["items"]):
        if not isinstance(entry, dict):
            yield ParseError(
                Reason.PARSE_ERROR, f"{document.uri}: entry {index} is no object", entry=index, raw=repr(entry).encode()[:65536]
            )
        else:
            yield _item(entry, index, feed, document.uri, flags)


def _item(entry: dict[str, Any], index: int, feed: dict[str, Any], uri: str, flags: tuple[str, ...]) -> Item | ParseError:
    html, plain = text_of(entry.get("content_html")), text_of(entry.get("content_text"))
    guid, url, title, summary = (text_of(entry.get(name)) for name in ("id", "url", "title", "summary"))
    if not (guid or url) and not (title or html or plain or summary):
        return ParseError(
            Reason.EMPTY_ITEM, f"{uri}: entry {index} has no id, URL or text", entry=index, raw=repr(entry).encode()[:65536]
        )
    if html and summary:  # the standard makes the summary plain; beside HTML it is escaped, so that `markup` is true of both
        summary = summary.replace("&", "&amp;").replace("<", "&lt;")
    own = absolute(text_of(feed.get("feed_url")), uri) or uri
    base = absolute(text_of(feed.get("home_page_url")), own) or own
    return Item(
        entry=index,
        format=FORMAT,
        guid=guid,
        url=absolute(url or text_of(entry.get("external_url")), base),
        canonical_url=text_of(entry.get("external_url")) if url else None,
        headline=title,
        summary=summary,
        body=html or plain,
        markup=bool(html),
        authors=_authors(entry) or _authors(feed),
        language=text_of(entry.get("language")),
        first_created_raw=text_of(entry.get("date_published")),
        version_created_raw=text_of(entry.get("date_modified")),
        subjects=tuple(SubjectClaim(name=tag, role="category") for one in _tags(entry.get("tags")) if (tag := text_of(one))),
        media=_media(entry, base),
        feed_title=text_of(feed.get("title")),
        feed_language=text_of(feed.get("language")),
        flags=flags,
    )


def _authors(entry: dict[str, Any]) -> tuple[str, ...]:
    # `author` is version 1.0's, `authors` 1.1's
    people = next((found for key in ("authors", "author") if (found := _listed(entry.get(key)))), [])
    return tuple(name for one in people if (name := text_of(one.get("name") if isinstance(one, dict) else one)))


def _listed(value: Any) -> list[Any]:
    """Objects, or the bare names that some send in their place; one alone is a list of one."""
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict | str)]


def _tags(value: Any) -> list[Any]:
    return value.split(",") if isinstance(value, str) else _list(value)


def _media(entry: dict[str, Any], base: str) -> tuple[MediaClaim, ...]:
    found = {url: MediaClaim(url=url) for name in ("image", "banner_image") if (url := absolute(text_of(entry.get(name)), base))}
    for one in objects(entry.get("attachments")):
        if url := absolute(text_of(one.get("url")), base):
            found[url] = MediaClaim(url=url, media_type=text_of(one.get("mime_type")), caption=text_of(one.get("title")))
    return tuple(found.values())


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
