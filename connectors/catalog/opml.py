"""OPML in and out: the exchange format of feed readers. Ours carry the feed's own keys in attributes of a namespace."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import quoteattr

from lxml import etree

from newsbeam.connectors.catalog.keys import COUNTRIES, FEED_KEYS
from newsbeam.connectors.http.redact import references
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


def feeds_from_opml(raw: bytes, name: str = "OPML") -> tuple[Feed, ...]:
    """The feeds of an OPML file, in its order, each address once; ids are made from titles. Raises ConfigError.

    Outlines that are no http feed are passed over, as readers do: lists in the wild hold notes and dead rows.
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
    found: dict[str, Feed] = {}
    ids: set[str] = set()
    for outline in root.iter("outline", "Outline", "OUTLINE"):
        marks = {etree.QName(k).localname.lower(): str(v).strip() for k, v in outline.attrib.items()}
        url = marks.get("xmlurl", "")
        if not _usable(url) or url in found:
            continue
        feed_id = _fresh_id(marks.get("id") or marks.get("text") or marks.get("title") or "", url, ids)
        found[url] = Feed(**_fields(outline, marks, feed_id, url))
    return tuple(found.values())


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
        lines.append(
            f'    <outline type="rss" text={quoteattr(feed.id)} newsbeam:id={quoteattr(feed.id)} xmlUrl={quoteattr(feed.url)}{own}/>'
        )
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def feeds_to_toml(feeds: Iterable[Feed]) -> str:
    """`[[feed]]` tables that `load_catalog` reads back to the same feeds (what `feeds import` writes)."""
    tables = []
    for feed in feeds:
        lines = ["[[feed]]"]
        for key in FEED_KEYS:
            value = getattr(feed, "interval_s" if key == "interval" else key)
            if value in (None, False, 0, "auto") or (key == "guid_scope" and value == "feed") or value == {}:
                continue
            lines.append(f"{key} = {_toml(value)}")
        tables.append("\n".join(lines))
    return "\n\n".join(tables) + "\n"


def _fields(outline: Any, marks: Mapping[str, str], feed_id: str, url: str) -> dict[str, Any]:
    values: dict[str, Any] = {"id": feed_id, "url": url, "provider": marks.get("provider") or registrable_host(url)}
    if re.fullmatch(FEED_KEYS["language"].schema["pattern"], marks.get("language", "")):
        values["language"] = marks["language"]
    ours = {etree.QName(k).localname: v for k, v in outline.attrib.items() if etree.QName(k).namespace == NAMESPACE}
    if ours.get("home_country") in COUNTRIES:
        values["home_country"] = ours["home_country"]
    for key in ("format", "timezone", "guid_scope"):
        if ours.get(key):
            values[key] = ours[key]
    for key in ("local", "full_text", "ignore_max_age"):
        if ours.get(key) == "true":
            values[key] = True
    for key in ("settle_s", "interval_s"):
        if ours.get(key, "").isdigit():
            values[key] = int(ours[key])
    return values


def registrable_host(url: str) -> str:
    """A provider's name where the list gives none: the host without `www.`, `feeds.` or `rss.`."""
    host = urlsplit(url).hostname or url
    return re.sub(r"^(?:www\d?|feeds?|rss|m)\.", "", host)


def _usable(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    return (
        parts.scheme.lower() in ("http", "https")
        and bool(parts.hostname)
        and "@" not in parts.netloc
        and not references(url)
        and not any(c.isspace() for c in url)
    )


def _fresh_id(title: str, url: str, taken: set[str]) -> str:
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


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_toml(k)} = {_toml(v)}" for k, v in value.items()) + " }"
    escaped = "".join(
        c if c.isprintable() and c not in '"\\' else f"\\u{ord(c):04X}" if ord(c) < 0x10000 else f"\\U{ord(c):08X}"
        for c in str(value)
    )
    return f'"{escaped}"'
