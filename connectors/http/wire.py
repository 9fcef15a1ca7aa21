"""One request on the wire: guarded connections, raw bytes, ceilings on everything.

httpx2's client carries it, bare: no redirects, no cookies, no environment, no decoding, no retry of its own, over a
transport of ours (`newsbeam.connectors.http.transport`) that opens connections through the guard. What was measured, and why
httpx2: docs/architecture.md.
"""

import asyncio
import ssl
from collections.abc import Mapping
from contextlib import AsyncExitStack, aclosing
from functools import cache
from types import TracebackType
from typing import Self

import httpx2

from newsbeam.connectors.http.address import Address
from newsbeam.connectors.http.backend import GuardedBackend
from newsbeam.connectors.http.guard import Guard, Resolver, UnresolvedError, system_resolver
from newsbeam.connectors.http.headers import Headers
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.http.proxy import DIRECT, proxy_address, proxy_place
from newsbeam.connectors.http.raw_response import RawResponse, WireError
from newsbeam.connectors.http.redact import MissingSecretError
from newsbeam.connectors.http.transport import FIELDS, PROXY, HostTransport
from newsbeam.schemas.codes import Reason

WHOLE = frozenset({200, 203, 226})
"""Statuses whose body is wanted whole."""
LARGE_BYTES = 1024 * 1024
LARGE_AT_ONCE = 6
ERROR_BYTES = 16 * 1024
"""Of an error's body this much is read: a bot wall shows itself there."""


class Wire:
    """Connections to hosts. A context manager; the gate (`newsbeam.connectors.http.hosts`) sees to one request at a time per host."""

    def __init__(self, limits: FetchLimits, *, resolver: Resolver = system_resolver) -> None:
        self._limits = limits
        self._guard = Guard(limits.allow_hosts, resolver=resolver, dns_timeout_s=limits.dns_timeout_s)
        self._proxies: dict[str, str] = {}
        self._timeout = {
            "connect": limits.connect_timeout_s,
            "read": limits.read_timeout_s,
            "write": limits.read_timeout_s,
            "pool": None,
        }

    async def __aenter__(self) -> Self:
        limits = self._limits
        self._large = asyncio.Semaphore(LARGE_AT_ONCE)
        self.arrived: dict[Address, bytearray] = {}
        """Of each request under way: the body as far as it came."""
        self._homes: dict[tuple[str, str, int], httpx2.URL] = {}
        backend = GuardedBackend(self._guard, limits)
        transport = HostTransport(backend, tls_context(limits.ca_file))
        self._client = httpx2.AsyncClient(transport=transport, trust_env=False, follow_redirects=False)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._client.aclose()

    async def get(self, url: Address, headers: Mapping[str, str], *, last: bool = False, proxy: str | None = None) -> RawResponse:
        """GET, no redirects followed. Raises WireError, BlockedError, and TimeoutError where the caller's time is up.

        `proxy`, as the list has it, is gone through instead of the one that the limits name. `last`: no other request to this host follows, so the connection need not be kept. The body is read where the
        status says that it is wanted: whole for a 200, a little of an error's, nothing of a redirect's or a 304's.
        """
        self.admit(url)
        answered = False
        body = self.arrived[url] = bytearray()
        try:
            asked = {**headers, "Connection": "close"} if last else headers
            sent = [(name.encode("ascii"), value.strip(" \t").encode()) for name, value in asked.items()]
            extensions = {"timeout": self._timeout, "target": url.target.encode("ascii"), PROXY: self._proxy(proxy)}
            request = httpx2.Request("GET", self._home(url), headers=sent, extensions=extensions)
            response = await self._client.send(request, stream=True)
            answered = True
            try:
                fields = tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in response.extensions[FIELDS])
                if sum(len(k) + len(v) + 4 for k, v in fields) > self._limits.max_header_bytes:
                    raise WireError(Reason.PROTOCOL, f"headers over {self._limits.max_header_bytes} bytes")
                wire = await self._read(response, fields, body)
            finally:
                await response.aclose()
        except (httpx2.TransportError, httpx2.InvalidURL, UnresolvedError, ssl.SSLError, ValueError) as error:
            raise _named(error, answered=answered) from None
        finally:
            self.arrived.pop(url, None)
        return RawResponse(status=response.status_code, headers=fields, wire=wire)

    def admit(self, url: Address) -> None:
        """Check a host that is written as an address. Raises BlockedError."""
        self._guard.admit(url.host, url.port)

    def _proxy(self, named: str | None) -> str | None:
        """The address of the proxy to go through, its references filled. Raises WireError."""
        text = named or self._limits.proxy
        if text is None or text == DIRECT:
            return None
        if text not in self._proxies:
            try:
                address = proxy_address(text)
            except (MissingSecretError, ValueError) as error:
                raise WireError(Reason.BAD_CONFIG, str(error)) from None
            self._guard.allow(*proxy_place(address))
            self._proxies[text] = address
        return self._proxies[text]

    def _home(self, url: Address) -> httpx2.URL:
        """The origin, as httpx2 has addresses. The path goes its own way: it is sent as it stands, and parsed by nobody else."""
        home = self._homes.get(url[:3])
        if home is None:
            home = self._homes[url[:3]] = httpx2.URL(f"{url.scheme}://{url.authority}/")
        return home

    async def _read(self, response: httpx2.Response, fields: Headers, found: bytearray) -> bytes:
        status = response.status_code
        whole = status in WHOLE
        ceiling = self._limits.max_wire_bytes if whole else ERROR_BYTES if status >= 400 else 0
        announced = next((v for k, v in fields if k.lower() == "content-length"), "")
        if whole and announced.isdigit() and int(announced[:15]) > ceiling:
            raise WireError(
                Reason.TOO_LARGE, f"Content-Length {announced[:15]}, at most {ceiling} bytes are read; max_wire_bytes allows more"
            )
        async with AsyncExitStack() as large:
            await self._fill(response, found, ceiling, large, whole=whole)
        return bytes(found[:ceiling])

    async def _fill(self, response: httpx2.Response, found: bytearray, ceiling: int, large: AsyncExitStack, *, whole: bool) -> None:
        """The body into `found`, as far as the ceiling. Few bodies at a time may grow large: sixty-four would be a gigabyte."""
        waited = False
        try:
            async with aclosing(response.aiter_raw()) as chunks:
                async for chunk in chunks:
                    found += chunk
                    if len(found) > LARGE_BYTES and not waited:
                        waited = True
                        await large.enter_async_context(self._large)
                    if len(found) > ceiling:
                        if whole:
                            raise WireError(Reason.TOO_LARGE, f"body over {ceiling} bytes on the wire; max_wire_bytes allows more")
                        break
        except httpx2.TransportError:
            if whole:
                raise


@cache
def tls_context(ca_file: str | None) -> ssl.SSLContext:
    """Certificates verified, TLS 1.2 or later, and the operator's further authorities. Loading them costs 40 ms: once."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file:
        context.load_verify_locations(cafile=ca_file)
    return context


def _named(error: Exception, *, answered: bool) -> WireError:
    """The reason code of what httpx2, or what it called, raised."""
    text = str(error)[:200] or type(error).__name__
    if isinstance(error, UnresolvedError):
        return WireError(Reason.DNS_TEMP if error.temporary else Reason.DNS, text)
    if isinstance(error, ssl.SSLError):
        return WireError(Reason.TLS, f"TLS: {text}")
    if isinstance(error, httpx2.ProxyError):
        status = text[:3] if text[:3].isdigit() else ""  # its own words may repeat what it was sent
        return WireError(Reason.HTTP_407 if status == "407" else Reason.CONNECT, f"the proxy made no tunnel {status}".rstrip())
    if isinstance(error, httpx2.TimeoutException):
        return WireError(Reason.TIMEOUT, f"no answer in time: {text}")
    if isinstance(error, httpx2.ConnectError):
        return WireError(Reason.CONNECT, f"no connection: {text}")
    if answered:
        return WireError(Reason.TRUNCATED, f"the body ends early: {text}")
    if isinstance(error, httpx2.NetworkError):
        return WireError(Reason.CONNECT, f"closed without an answer: {text}")
    return WireError(Reason.PROTOCOL, f"not HTTP: {text}")
