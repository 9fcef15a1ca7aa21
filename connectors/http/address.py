"""Addresses as they are asked for: what a feed list, a Location or a page wrote, made sure of before anything is resolved."""

import ipaddress
import re
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

PORTS = {"http": 80, "https": 443}
_KEPT = "%/:?#[]@!$&'()*+,;=-._~|"
_NO_HOST = re.compile(r"(?i)https?:(?!//[^/\\?#])")
_HOST_NAME = re.compile(r"[a-z0-9._~!$&'()*+,;=-]+")


class Address(NamedTuple):
    """An http or https address, taken apart. Another scheme has the host `none`: such an address is never asked for.

    >>> str(Address("http", "n.example", 80, "/a?b")), str(Address("https", "::1", 8443, "/"))
    ('http://n.example/a?b', 'https://[::1]:8443/')
    """

    scheme: str
    host: str
    """In lower case and ASCII; an IPv6 address without its brackets."""
    port: int
    target: str
    """Path and query, percent-encoded."""

    @property
    def authority(self) -> str:
        """The host, with its port where that is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS.get(self.scheme) else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def parse_url(text: str) -> Address:
    """An address as it will be asked for: what is percent-encoded stays so, the rest is encoded; no fragment, no user.

    Raises ValueError. Userinfo is dropped: sent on, it would be credentials of the server's choosing.
    """
    parts = urlsplit(text)
    scheme = parts.scheme.lower()
    if scheme not in PORTS:
        return Address(scheme[:20] or "none", "none", 0, "/")
    if not parts.hostname:
        raise ValueError("no host")
    host = _ascii_host(parts.hostname.rstrip("."))
    port = parts.port if parts.port is not None else PORTS[scheme]
    path, query = quote(parts.path or "/", safe=_KEPT), quote(parts.query, safe=_KEPT)
    return Address(scheme, host, port, f"{path}?{query}" if query else path)


def absolute(base: str, location: str) -> str:
    """Where a Location leads, as text: raw UTF-8 bytes, which arrive as latin-1, as the text that they are. Raises ValueError."""
    if _NO_HOST.match(location):
        raise ValueError("no host")
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    return urljoin(base, location)


def place_of(address: Address) -> str:
    """`host:port`, as `allow_hosts` has it."""
    return f"{address.host}:{address.port}"


def _ascii_host(host: str) -> str:
    """A host name or address in the one form that is resolved. Raises ValueError."""
    if ":" in host:
        if "%" in host:
            raise ValueError("no host name")
        return str(ipaddress.IPv6Address(host))
    host = host.lower() if host.isascii() else _encoded(host)
    if not _HOST_NAME.fullmatch(host):
        raise ValueError("no host name")
    return host


def _encoded(host: str) -> str:
    import idna

    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except UnicodeError:  # IDNA 2008 refuses names that are in use, with an underscore, say
        return host.encode("idna").decode("ascii").lower()
