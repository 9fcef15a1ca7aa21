"""The one door to the network: resolve, check every address, connect to a checked one (FETCH.md 0.6, 2 S1-S2).

Redirects, rebinding resolvers, odd spellings (`2130706433`, `0177.0.0.1`, `127.1`) and IPv6 mappings all come through here,
because a connection is opened nowhere else; the name is resolved once per connection and only a checked address is used.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import httpcore

from schemas.codes import Reason

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
        "64:ff9b::/96",  # NAT64 carries an IPv4 address inside
        "64:ff9b:1::/48",
        "2002::/16",  # 6to4 likewise
        "2001::/32",  # Teredo likewise
        "fec0::/10",
    )
)


class BlockedError(Exception):
    """The engine refuses to go there. A security event: the feed is paused at once."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class UnresolvedError(Exception):
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


@cache
def _lookups() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=LOOKUPS_AT_ONCE, thread_name_prefix="dns")


async def system_resolver(host: str, port: int) -> list[str]:
    """The operating system's answer, in threads of our own so that slow names cannot starve others' work."""
    loop = asyncio.get_running_loop()
    found = await loop.run_in_executor(_lookups(), lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """httpcore's network, behind the check. `allow_hosts` are exact `host:port` that may be private."""

    def __init__(
        self, allow_hosts: Iterable[str] = (), *, resolver: Resolver = system_resolver, dns_timeout_s: float = 5.0
    ) -> None:
        self._allow = frozenset(allow_hosts)
        self._resolver = resolver
        self._dns_timeout_s = dns_timeout_s
        self._network: httpcore.AsyncNetworkBackend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (httpcore's signature)
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to a checked address of `host`. Raises BlockedError, UnresolvedError, or httpcore's connection errors."""
        error: Exception | None = None
        for address in (await self.addresses(host, port))[:4]:
            try:
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                error = failed
        raise error or httpcore.ConnectError(f"{host}: no address")

    async def addresses(self, host: str, port: int) -> list[str]:
        """The addresses of `host`, all of them allowed; one bad one refuses the name."""
        try:
            async with asyncio.timeout(self._dns_timeout_s):
                found = await self._resolver(host.strip("[]"), port)
        except TimeoutError:
            raise UnresolvedError(f"{host}: the resolver did not answer in {self._dns_timeout_s:g} s", temporary=True) from None
        except socket.gaierror as error:
            raise UnresolvedError(f"{host}: {error.strerror}", temporary=error.errno == socket.EAI_AGAIN) from None
        except (OSError, UnicodeError) as error:
            raise UnresolvedError(f"{host}: {error}", temporary=False) from None
        if f"{host}:{port}" in self._allow:
            return found
        for address in found:
            if not is_public(address):
                raise BlockedError(
                    Reason.SSRF_ADDRESS, f"{host}:{port} is {address}, not a public address; allow_hosts lists exceptions"
                )
        if not found:
            raise UnresolvedError(f"{host}: no address", temporary=False)
        return found

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 (httpcore's signature)
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002 (httpcore's signature)
    ) -> httpcore.AsyncNetworkStream:
        """Never: a feed has no business with a socket file."""
        raise BlockedError(Reason.BAD_SCHEME, f"{path}: unix sockets are not fetched")

    async def sleep(self, seconds: float) -> None:
        """As httpcore asks between its own retries (we ask for none)."""
        await self._network.sleep(seconds)
