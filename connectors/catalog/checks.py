"""What a value of the feed list must be beyond its type: each check says what is wrong and the way out, or None."""

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from newsbeam.connectors.catalog.keys import COUNTRIES
from newsbeam.connectors.http.proxy import DIRECT, proxy_fault
from newsbeam.connectors.http.redact import redact_written, references

_KNOWN_FORMATS = (
    "rss_atom",
    "json_feed",
    "newsml_g2",
    "nitf",
    "ninjs",
    "iptc7901",
    "news_sitemap",
    "article_html",
    "archived_text",
)
_SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "x-api-key", "api-key", "x-auth-token"})
_RESERVED_HEADERS = frozenset(
    {"host", "if-none-match", "if-modified-since", "accept-encoding", "connection", "content-length", "referer"}
)


def _url_fault(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        return f"is no URL ({error})" if "@" not in url else "is no URL"  # the error may repeat a password
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        return f"{redact_written(url)[:80]!r} is no http or https address; for a file use path"
    if "@" in parts.netloc:
        return 'has a user or password in it; write auth = "${NAME}" and set that environment variable'
    if any(c.isspace() or not c.isprintable() for c in url):
        return "has white space or control characters in it"
    return None


def country_fault(code: str) -> str | None:
    """What keeps a word from being a country's code; the two that everybody gets wrong have a hint of their own."""
    if code in COUNTRIES:
        return None
    meant = {"UK": "GB", "EL": "GR"}.get(code)
    return f"{code!r} is no ISO 3166-1 country; " + (f"did you mean {meant}?" if meant else "for example PK")


def _format_fault(name: str) -> str | None:
    known = _formats()
    if name == "auto" or name in known:
        return None
    near = get_close_matches(name, ["auto", *known], n=1)
    return f"{name!r} is no format; " + (f"did you mean {near[0]!r}?" if near else f"known: auto, {', '.join(known)}")


def _formats() -> list[str]:
    from newsbeam.connectors import formats

    return sorted(getattr(formats, "FORMATS", None) or _KNOWN_FORMATS)


def _zone_fault(name: str) -> str | None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return f"{name!r} is no IANA zone; for example Asia/Karachi"
    return None


def _headers_fault(headers: Mapping[str, str]) -> str | None:
    for name, value in headers.items():
        if not re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,80}", name) or not value.isascii() or not value.isprintable():
            return f"{name!r} is no header that can be sent"
        if name.lower() in _RESERVED_HEADERS:
            return f"{name} belongs to the fetch engine"
        if name.lower() in _SECRET_HEADERS and not references(value):
            return f'{name} is a secret: write {name} = "${{NAME}}" and set that environment variable'
    return None


CHECKS: dict[str, Callable[[Any], str | None]] = {
    "url": _url_fault,
    "path": lambda text: "has a NUL in it, which no file's name has" if "\0" in text else None,
    "format": _format_fault,
    "timezone": _zone_fault,
    "headers": _headers_fault,
    "home_country": country_fault,
    "proxy": lambda text: None if text == DIRECT else proxy_fault(text),
}
