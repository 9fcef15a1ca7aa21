"""The one door to the network: resolve, check every address, connect to a checked one (docs/design/guarding.md#addresses).

Redirects, rebinding resolvers, odd spellings (`2130706433`, `0177.0.0.1`, `127.1`) and IPv6 mappings all come through here,
because a connection is opened nowhere else; the name is resolved once per connection and only a checked address is used.
"""

import asyncio
import ipaddress
import re
import socket
import threading
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress

from newsbeam.schemas.codes import Reason
from newsbeam.schemas.errors import NewsbeamError

Resolver = Callable[[str, int], Awaitable[list[str]]]
"""(host, port) -> addresses as text. Raises OSError (socket.gaierror) where there are none."""

LOOKUPS_AT_ONCE = 32
_DENIED = tuple(
    ipaddress.ip_network(text)
    for text in (
        "100.64.0.0/10",  # carrier-grade NAT
        "192.0.0.0/24",
        "198.18.0.0/15",  # benchmarking
        "240.0.0.0/4",
        "::/96",  # the old IPv4-compatible form
        "64:ff9b::/96",  # NAT64 carries an IPv4 address inside
        "64:ff9b:1::/48",
        "2002::/16",  # 6to4 likewise
        "2001::/32",  # Teredo likewise
        "fec0::/10",
        "::ffff:0:0:0/96",  # SIIT (RFC 7915) likewise
        "3fff::/20",  # documentation (RFC 9637), which Python learned later
        "5f00::/16",  # segment routing (RFC 9602)
        "168.63.129.16/32",  # a cloud's own service, at an address that looks public
    )
)


class BlockedError(NewsbeamError):
    """The engine refuses to go there. A security event: the feed is paused at once."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class UnresolvedError(NewsbeamError):
    """The name has no address: for now (`temporary`), or as far as the DNS knows."""

    def __init__(self, message: str, *, temporary: bool) -> None:
        super().__init__(message)
        self.temporary = temporary


def is_public(address: str) -> bool:
    """Whether an address belongs to the open internet.

    >>> [is_public(a) for a in ("93.184.216.34", "127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "169.254.169.254")]
    [True, False, False, False, False]
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    if not ip.is_global or ip.is_multicast:
        return False
    return not any(ip.version == net.version and ip in net for net in _DENIED)


_lookups = threading.BoundedSemaphore(LOOKUPS_AT_ONCE)


async def system_resolver(host: str, port: int) -> list[str]:
    """The operating system's answer, in daemon threads: a name that hangs for a minute holds up neither others nor the exit."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()

    def settle(found: list[str] | None, error: OSError | UnicodeError | None) -> None:
        if answer.done():  # the caller's time was up
            return
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(found or [])

    def look_up() -> None:
        found, error = None, None
        try:
            with _lookups:
                entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
                found = list(dict.fromkeys(str(entry[4][0]) for entry in entries))
        except (OSError, UnicodeError) as failed:
            error = failed
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, found, error)

    threading.Thread(target=look_up, name="dns", daemon=True).start()
    return await answer


AddressInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[str, int] | tuple[str, int, int, int]]
"""As `socket.getaddrinfo` has it: family, kind, protocol, canonical name, (address, port, ...)."""


class Guard:
    """Resolves, checks, and opens sockets for `newsbeam.connectors.http.backend`; `allow_hosts` are exact `host:port` that may be private.

    Names are checked when they are resolved, addresses written as such before the request (`admit`), and both once more
    when the socket is made, so nothing that happens in between (happy eyeballs, say) can go elsewhere.
    """

    def __init__(
        self, allow_hosts: Iterable[str] = (), *, resolver: Resolver = system_resolver, dns_timeout_s: float = 5.0
    ) -> None:
        self._allow = set(allow_hosts)
        self._resolver = resolver
        self._dns_timeout_s = dns_timeout_s
        self._permitted: set[tuple[str, int]] = set()

    def allow(self, host: str, port: int) -> None:
        """Let a place of the operator's own, a proxy, have a private address."""
        self._allow.add(f"{host}:{port}")
        self.admit(host, port)

    def admit(self, host: str, port: int) -> None:
        """Check a host that is an address already, in whatever spelling. Raises BlockedError."""
        bare = host.strip("[]")
        allowed = f"{host}:{port}" in self._allow or f"{bare}:{port}" in self._allow
        if allowed:
            self._permitted.add((bare, port))
        elif _is_address(bare) and not is_public(bare):
            raise BlockedError(Reason.SSRF_ADDRESS, f"{host}:{port} is not a public address; allow_hosts lists exceptions")

    async def addresses(self, host: str, port: int) -> list[str]:
        """The addresses of `host`, all of them allowed; one bad one refuses the name. Raises BlockedError, UnresolvedError."""
        try:
            async with asyncio.timeout(self._dns_timeout_s):
                found = await self._resolver(host, port)
        except TimeoutError:
            raise UnresolvedError(f"{host}: the resolver did not answer in {self._dns_timeout_s:g} s", temporary=True) from None
        except socket.gaierror as error:
            raise UnresolvedError(f"{host}: {error.strerror}", temporary=error.errno == socket.EAI_AGAIN) from None
        except (OSError, UnicodeError) as error:
            raise UnresolvedError(f"{host}: {error}", temporary=False) from None
        if f"{host}:{port}" in self._allow:
            self._permitted |= {(address, port) for address in found}
            return found
        for address in found:
            if not is_public(address):
                raise BlockedError(
                    Reason.SSRF_ADDRESS, f"{host}:{port} is {address}, not a public address; allow_hosts lists exceptions"
                )
        if not found:
            raise UnresolvedError(f"{host}: no address", temporary=False)
        return found

    def open(self, info: AddressInfo) -> socket.socket:
        """A socket for one checked address: the last look before anything is sent."""
        family, kind, proto, _, place = info
        if not is_public(place[0]) and (place[0], place[1]) not in self._permitted:
            raise BlockedError(Reason.SSRF_ADDRESS, f"{place[0]}:{place[1]} is not a public address")
        return socket.socket(family, kind, proto)


def _is_address(host: str) -> bool:
    """Whether a host is an address in any spelling that some resolver takes: dotted, short, decimal, octal, hexadecimal."""
    return ":" in host or re.fullmatch(r"(?:0[xX][0-9a-fA-F]+|[0-9]+)(?:\.(?:0[xX][0-9a-fA-F]+|[0-9]+)){0,3}\.?", host) is not None
