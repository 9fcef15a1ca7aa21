"""One request on the wire: guarded connections, raw bytes, ceilings on everything.

aiohttp carries it, bare: no redirects, no cookies, no environment, no decoding, no retry of its own. httpx was measured at
4 to 80 times the CPU (`benchmarks/fetch.py`), and its client parses `Location` before we can look and decodes without a
ceiling (FETCH.md 0.1, 0.7).
"""

import asyncio
import ssl
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import cache, partial
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from newsbeam.connectors.http.guard import BlockedError, Guard, Resolver, UnresolvedError, system_resolver
from newsbeam.connectors.http.headers import Headers
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.http.one_response import OneResponse
from newsbeam.schemas.codes import Reason
from newsbeam.schemas.errors import NewsbeamError

WHOLE = frozenset({200, 203, 226})
"""Statuses whose body is wanted whole."""
LARGE_BYTES = 1024 * 1024
LARGE_AT_ONCE = 6
ERROR_BYTES = 16 * 1024
"""Of an error's body this much is read: a bot wall shows itself there."""


class WireError(NewsbeamError):
    """The request brought no usable response: a reason code and one line."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class RawResponse:
    """A response as received: the body still content-encoded."""

    status: int
    headers: Headers
    wire: bytes = b""


class Wire:
    """Connections to hosts. A context manager; the gate (`newsbeam.connectors.http.hosts`) sees to one request at a time per host."""

    def __init__(self, limits: FetchLimits, *, resolver: Resolver = system_resolver) -> None:
        self._limits = limits
        proxy = URL(limits.proxy) if limits.proxy else None
        place = (proxy.raw_host or "", proxy.port or 0) if proxy is not None else None
        allow = limits.allow_hosts | ({f"{place[0]}:{place[1]}"} if place else set())
        self._guard = Guard(allow, resolver=resolver, dns_timeout_s=limits.dns_timeout_s)
        if place:
            self._guard.admit(*place)

    async def __aenter__(self) -> Self:
        limits = self._limits
        self._large = asyncio.Semaphore(LARGE_AT_ONCE)
        self.arrived: dict[URL, bytearray] = {}
        """Of each request under way: the body as far as it came."""
        connector = aiohttp.TCPConnector(
            limit=0,
            resolver=self._guard,
            socket_factory=self._guard.open,
            use_dns_cache=False,  # one resolution per connection, connected to as checked
            keepalive_timeout=35.0,
            ssl=tls_context(limits.ca_file),
        )
        # One response per request, whatever else the server sends (no public door; a test holds it).
        connector._factory = partial(OneResponse, loop=asyncio.get_running_loop())  # type: ignore[assignment]  # a ResponseHandler too
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
            raise_for_status=False,
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding"),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=limits.connect_timeout_s, sock_read=limits.read_timeout_s),
            max_line_size=16 * 1024,
            max_field_size=32 * 1024,
            max_headers=limits.max_header_fields,
        )
        # aiohttp asks again at once where a kept connection died; nothing is asked twice here (K8), the next poll comes anyway.
        self._session._retry_connection = False
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._session.close()

    async def get(self, url: URL, headers: Mapping[str, str], *, last: bool = False) -> RawResponse:
        """GET, no redirects followed. Raises WireError, BlockedError, and TimeoutError where the caller's time is up.

        `last`: no other request to this host follows, so the connection need not be kept. The body is read where the
        status says that it is wanted: whole for a 200, a little of an error's, nothing of a redirect's or a 304's.
        """
        self.admit(url)
        sent = {**headers, "Connection": "close"} if last else headers
        answered = False
        body = self.arrived[url] = bytearray()
        try:
            async with self._session.get(url, headers=sent, allow_redirects=False, proxy=self._limits.proxy) as response:
                answered = True
                fields = tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in response.raw_headers)
                if sum(len(k) + len(v) + 4 for k, v in fields) > self._limits.max_header_bytes:
                    raise WireError(Reason.PROTOCOL, f"headers over {self._limits.max_header_bytes} bytes")
                wire = await self._read(response, fields, body)
        except aiohttp.ClientPayloadError as error:
            raise WireError(Reason.TRUNCATED, f"the body ends early: {str(error)[:150]}") from None
        except (aiohttp.ClientError, aiohttp.EofStream, UnresolvedError, ssl.SSLError, ValueError, OSError) as error:
            if isinstance(error, TimeoutError) and not isinstance(error, aiohttp.ClientError):
                raise  # the exchange's own limit
            raise _named(error, url, answered=answered) from None
        finally:
            self.arrived.pop(url, None)
        return RawResponse(status=response.status, headers=fields, wire=wire)

    def admit(self, url: URL) -> None:
        """Check a host that is written as an address. Raises BlockedError."""
        self._guard.admit(url.raw_host or "", url.port or 0)

    async def _read(self, response: aiohttp.ClientResponse, fields: Headers, found: bytearray) -> bytes:
        status = response.status
        if status in (204, 304):
            return b""
        whole = status in WHOLE
        ceiling = self._limits.max_wire_bytes if whole else ERROR_BYTES if status >= 400 else 0
        announced = next((v for k, v in fields if k.lower() == "content-length"), "")
        if whole and announced.isdigit() and int(announced[:15]) > ceiling:
            response.close()
            raise WireError(Reason.TOO_LARGE, f"Content-Length {announced[:15]}, at most {ceiling} bytes are read")
        async with AsyncExitStack() as large:
            await self._fill(response, found, ceiling, large, whole=whole)
        return bytes(found[:ceiling])

    async def _fill(
        self, response: aiohttp.ClientResponse, found: bytearray, ceiling: int, large: AsyncExitStack, *, whole: bool
    ) -> None:
        """The body into `found`, as far as the ceiling. Few bodies at a time may grow large: sixty-four would be a gigabyte."""
        waited = False
        try:
            async for chunk in response.content.iter_any():
                found += chunk
                if len(found) > LARGE_BYTES and not waited:
                    waited = True
                    await large.enter_async_context(self._large)
                if len(found) > ceiling:
                    response.close()
                    if whole:
                        raise WireError(Reason.TOO_LARGE, f"body over {ceiling} bytes on the wire")
                    break
        except aiohttp.ClientError:
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


def _named(error: Exception, url: URL, *, answered: bool) -> Exception:
    """The reason code of what aiohttp raised."""
    text = str(error)[:200] or type(error).__name__
    if isinstance(error, UnresolvedError):
        return WireError(Reason.DNS_TEMP if error.temporary else Reason.DNS, text)
    if isinstance(error, (aiohttp.ClientSSLError, ssl.SSLError)):
        return WireError(Reason.TLS, f"TLS: {text}")
    if isinstance(error, aiohttp.ServerTimeoutError):
        return WireError(Reason.TIMEOUT, f"no answer in time: {text}")
    if isinstance(error, aiohttp.ClientConnectorError):
        return WireError(Reason.CONNECT, f"no connection: {text}")
    if isinstance(error, (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError, ConnectionError)):
        if answered:
            return WireError(Reason.TRUNCATED, f"the connection broke: {text}")
        return WireError(Reason.CONNECT, f"closed without an answer: {text}")
    if isinstance(error, aiohttp.InvalidURL):
        return BlockedError(Reason.SSRF_ADDRESS, f"{url.raw_host} is no address in its usual spelling")
    return WireError(Reason.PROTOCOL, f"not HTTP: {text}")
