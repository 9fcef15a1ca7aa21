"""Addresses as they are asked for: what a feed list, a Location or a page wrote, made sure of before anything is resolved."""

import re
from contextlib import suppress
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from yarl import URL

_KEPT = "%/:?#[]@!$&'()*+,;=-._~|"
_NO_HOST = re.compile(r"(?i)https?:(?!//[^/\\?#])")


def parse_url(text: str) -> URL:
    """An address as it will be asked for: what is percent-encoded stays so, the rest is encoded; no fragment, no user.

    Raises ValueError. Userinfo is dropped because aiohttp would send it as credentials of the server's choosing.
    """
    parts = urlsplit(text)
    if parts.scheme.lower() not in ("http", "https"):
        return URL.build(scheme=parts.scheme.lower()[:20] or "none", host="none")
    if not parts.hostname:
        raise ValueError("no host")
    host = URL.build(scheme="http", host=parts.hostname.rstrip(".")).raw_host or ""
    if not host.isascii() or any(c in host for c in "%/\\ "):
        raise ValueError("no host name")
    netloc = (f"[{host}]" if ":" in host else host) + (f":{parts.port}" if parts.port is not None else "")
    path, query = quote(parts.path or "/", safe=_KEPT), quote(parts.query, safe=_KEPT)
    return URL(urlunsplit((parts.scheme.lower(), netloc, path, query, "")), encoded=True)


def absolute(base: str, location: str) -> str:
    """Where a Location leads, as text: raw UTF-8 bytes, which arrive as latin-1, as the text that they are. Raises ValueError."""
    if _NO_HOST.match(location):
        raise ValueError("no host")
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    return urljoin(base, location)


def place_of(url: URL) -> str:
    """`host:port`, as `allow_hosts` has it."""
    return f"{url.raw_host}:{url.port}"
