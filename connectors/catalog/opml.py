"""OPML in and out: the exchange format of feed readers. Ours carry the feed's own keys in attributes of a namespace."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import quoteattr

from lxml import etree

from newsbeam.connectors.catalog.addresses import as_http, provider_of, registrable_host, shown, why_no_feed
from newsbeam.connectors.catalog.checks import CHECKS
from newsbeam.connectors.catalog.keys import COUNTRIES, FEED_KEYS
from newsbeam.schemas.feed import Feed

NAMESPACE = "urn:newsbeam:opml"
_OURS = (
    "provider",
    "format",
    "home_country",
    "local",
    "timezone",
    "language",
    "full_text",
    "guid_scope",
    "ignore_max_age",
    "settle_s",
    "interval_s",
)


def feeds_from_opml(
    raw: bytes,
    name: str = "OPML",
    *,
    ids: set[str] | None = None,
    urls: set[str] | None = None,
    say: Callable[[str], object] = lambda _: None,
) -> tuple[Feed, ...]:
    """The feeds of an OPML file, in its order, each address once; ids are made from titles, tags from folders. Raises ConfigError.

    Outlines that are no http feed are passed over, as readers do: lists in the wild hold notes and dead rows; `say` gets a line of each.
    `ids` and `urls` are those that are taken already, by lists that were read before; what this one adds is added to them.
    """
    from newsbeam.schemas.errors import ConfigError

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, recover=True, remove_comments=True, load_dtd=False
    )
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ConfigError(f"{name}: not OPML: {error}") from None
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise ConfigError(
            f"{name}: not OPML (the root element is {etree.QName(root).localname if root is not None else 'missing'!r})"
        )
    found: list[Feed] = []
    ids, urls = set() if ids is None else ids, set() if urls is None else urls
    for outline in root.iter("outline", "Outline", "OUTLINE"):
        marks = _marks(outline)
        url = as_http(marks.get("xmlurl", ""))
        if (fault := why_no_feed(url)) is not None:
            if url or marks.get("type", "").lower() in ("rss", "atom"):
                title = marks.get("text") or marks.get("title") or ""
                say(f"{name}:{outline.sourceline}: {shown(title, url)!r} {fault}: left out")
            continue
        if url in urls:
            continue
        urls.add(url)
        feed_id = fresh_id(marks.get("id") or marks.get("text") or marks.get("title") or "", url, ids)
        found.append(Feed(**_fields(outline, marks, feed_id, url)))
    return tuple(found)


def _marks(outline: Any) -> dict[str, str]:
    return {etree.QName(k).localname.lower(): str(v).strip() for k, v in outline.attrib.items()}


def _folders(outline: Any) -> list[str]:
    """The titles of the folders that a feed lies in, outermost first."""
    found = []
    for above in outline.iterancestors("outline", "Outline", "OUTLINE"):
        marks = _marks(above)
        if not marks.get("xmlurl") and (title := marks.get("title") or marks.get("text")):
            found.append(title)
    return found[::-1]


def feeds_to_opml(feeds: Iterable[Feed], *, title: str = "newsbeam") -> str:
    """An OPML 2.0 file of the feeds that have an address. Headers and `auth` stay behind: they are secrets."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<opml version="2.0" xmlns:newsbeam={quoteattr(NAMESPACE)}>',
        f"  <head><title>{_escape(title)}</title></head>",
        "  <body>",
    ]
    for feed in feeds:
        if feed.url is None:
            continue
        own = "".join(
            f" newsbeam:{key}={quoteattr(_written(value))}"
            for key in _OURS
            if (value := getattr(feed, key)) not in (None, False, 0, "auto") and not (key == "guid_scope" and value == "feed")
        )
        if not feed.enabled:
            own += ' newsbeam:enabled="false"'
        if feed.tags:
            own += f" category={quoteattr(','.join(feed.tags))}"
        named = f"text={quoteattr(feed.title or feed.id)} newsbeam:id={quoteattr(feed.id)}"
        lines.append(f'    <outline type="rss" {named} xmlUrl={quoteattr(feed.url)}{own}/>')
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def feeds_to_toml(feeds: Iterable[Feed]) -> str:
    """`[[feed]]` tables that `load_catalog` reads back to the same feeds (what `feeds import` writes)."""
    return "\n".join(entry_of(feed) for feed in feeds)


def entry_of(feed: Feed) -> str:
    """One `[[feed]]`, with a table of its own for what is a table in it: the writer would make short lists inline ones."""
    import tomli_w

    table = _table_of(feed)
    plain = {key: value for key, value in table.items() if not isinstance(value, dict)}
    inner = "".join(f"[feed.{key}]\n{tomli_w.dumps(value)}" for key, value in table.items() if isinstance(value, dict))
    return f"[[feed]]\n{tomli_w.dumps(plain)}{inner}"


def _table_of(feed: Feed) -> dict[str, Any]:
    """The keys that say something else than their default."""
    plain = Feed(id=feed.id, provider="")
    table = {}
    for key in FEED_KEYS:
        name = "interval_s" if key == "interval" else key
        value = getattr(feed, name)
        if value != getattr(plain, name) or key == "id":
            table[key] = list(value) if isinstance(value, tuple) else dict(value) if isinstance(value, Mapping) else value
    return table


def _fields(outline: Any, marks: Mapping[str, str], feed_id: str, url: str) -> dict[str, Any]:
    values: dict[str, Any] = {
        "id": feed_id,
        "url": url,
        "provider": marks.get("provider") or provider_of(url, marks.get("htmlurl")) or feed_id,
    }
    values |= _people_words(outline, marks, feed_id)
    if re.fullmatch(FEED_KEYS["language"].schema["pattern"], marks.get("language", "")):
        values["language"] = marks["language"]
    ours = {etree.QName(k).localname: v for k, v in outline.attrib.items() if etree.QName(k).namespace == NAMESPACE}
    if ours.get("home_country") in COUNTRIES:
        values["home_country"] = ours["home_country"]
    for key in ("format", "timezone"):
        if ours.get(key) and CHECKS[key](ours[key]) is None:
            values[key] = ours[key]
    if ours.get("guid_scope") == "provider":
        values["guid_scope"] = "provider"
    for key in ("local", "full_text", "ignore_max_age"):
        if ours.get(key) == "true":
            values[key] = True
    for key in ("settle_s", "interval_s"):
        if ours.get(key, "").isdigit():
            values[key] = int(ours[key])
    return values


def _people_words(outline: Any, marks: Mapping[str, str], feed_id: str) -> dict[str, Any]:
    """Title, tags, and whether it is to be asked."""
    words: dict[str, Any] = {"enabled": marks.get("enabled") != "false"}
    title = marks.get("title") or marks.get("text")
    if title and title != feed_id:
        words["title"] = title
    tags = [part for one in (marks.get("category") or "").split(",") for part in one.split("/")]
    words["tags"] = tuple(dict.fromkeys(one for one in (*_folders(outline), *(tag.strip() for tag in tags)) if one))
    return words


def fresh_id(title: str, url: str, taken: set[str]) -> str:
    """An id from a title: ASCII letters and digits, else from the address; a number after it where it is taken."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9._]+", "-", plain).strip("-._")
    if not base or (len(base) < 2 and base != title):
        base = re.sub(r"[^a-z0-9._]+", "-", registrable_host(url) + urlsplit(url).path.lower()).strip("-._") or "feed"
    base = base[:56].rstrip("-._")
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    taken.add(name)
    return name


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _written(value: object) -> str:
    return "true" if value is True else str(value)
