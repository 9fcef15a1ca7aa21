"""One request on the wire: guarded connections, raw bytes, ceilings on everything. httpcore is httpx's own engine.

httpx's client is left out on purpose: it parses `Location` before we can look, keeps cookies, reads the environment's
proxies, and decodes without a ceiling (FETCH.md 0.1, 0.7). What is left of a request is one call into httpcore's pool.
"""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import httpcore
import httpx

from connectors.http.guard import GuardedBackend, Resolver, UnresolvedError, system_resolver
from connectors.http.headers import Headers
from connectors.http.limits import FetchLimits
from schemas.codes import Reason


class WireError(Exception):
    """The request brought no usable response: a reason code, one line, and whether a kept connection died before any byte."""

    def __init__(self, reason: Reason, message: str, *, stale: bool = False) -> None:
        super().__init__(message)
        self.reason = reason
        self.stale = stale


@dataclass(frozen=True, slots=True, kw_only=True)
class RawResponse:
    """A response as received: the body still content-encoded."""

    status: int
    headers: Headers
    wire: bytes = b""


class Wire:
    """Connections to hosts, one at a time each, closed with the host. A context manager."""

    def __init__(self, limits: FetchLimits, *, resolver: Resolver = system_resolver) -> None:
        self._limits = limits
        self._backend = GuardedBackend(limits.allow_hosts, resolver=resolver, dns_timeout_s=limits.dns_timeout_s)
        self._tls: ssl.SSLContext | None = None
        self._pools: dict[str, httpcore.AsyncConnectionPool] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for pool in self._pools.values():
            await pool.aclose()
        self._pools.clear()

    async def close(self, host: str) -> None:
        """Give the connections to a host's origins back (one that others were redirected to stays until the end)."""
        bare = host.partition(":")[0]
        for origin in [one for one in self._pools if one.partition("://")[2].partition(":")[0] == bare]:
            await self._pools.pop(origin).aclose()

    async def get(self, url: httpx.URL, headers: Mapping[str, str], *, body_limit: int | None = None) -> RawResponse:
        """GET, no redirects followed. Raises WireError, BlockedError.

        The body is read where the status says that it is wanted: whole for 200 and 226, the first 16 KiB of an error
        (a bot wall shows itself there), nothing of a redirect or a 304.
        """
        pool = self._pool(url)
        sent = [(b"Host", url.netloc), *((k.encode("latin-1"), v.encode("latin-1")) for k, v in headers.items())]
        limits = self._limits
        timeouts = {
            "connect": limits.connect_timeout_s,
            "read": limits.read_timeout_s,
            "write": limits.read_timeout_s,
            "pool": limits.total_timeout_s,
        }
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        kept = bool(pool.connections)
        request = httpcore.Request("GET", target, headers=sent, extensions={"timeout": timeouts})
        try:
            response = await pool.handle_async_request(request)
            try:
                fields = tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in response.headers)
                self._check(fields)
                wire = await self._read(response, fields, body_limit or limits.max_wire_bytes)
            finally:
                await response.aclose()
        except httpcore.TimeoutException as error:
            raise WireError(Reason.TIMEOUT, f"{type(error).__name__}: no answer in time") from None
        except UnresolvedError as error:
            raise WireError(Reason.DNS_TEMP if error.temporary else Reason.DNS, str(error)) from None
        except httpcore.ConnectError as error:
            raise WireError(*_connect_reason(error)) from None
        except (httpcore.ReadError, httpcore.WriteError) as error:
            if _is_tls(error):
                raise WireError(Reason.TLS, str(error)) from None
            raise WireError(
                Reason.TRUNCATED if not kept else Reason.CONNECT,
                f"the connection broke: {error or type(error).__name__}",
                stale=kept,
            ) from None
        except httpcore.RemoteProtocolError as error:
            text = str(error)
            early = "without sending complete" in text or "incomplete" in text
            stale = kept and "without sending a response" in text.lower()
            raise WireError(Reason.TRUNCATED if early else Reason.PROTOCOL, text[:200], stale=stale) from None
        except (httpcore.ProtocolError, httpcore.UnsupportedProtocol, httpcore.LocalProtocolError) as error:
            raise WireError(Reason.PROTOCOL, str(error)[:200]) from None
        return RawResponse(status=response.status, headers=fields, wire=wire)

    def _check(self, fields: Headers) -> None:
        limits = self._limits
        if len(fields) > limits.max_header_fields or sum(len(k) + len(v) + 4 for k, v in fields) > limits.max_header_bytes:
            raise WireError(Reason.PROTOCOL, f"headers over {limits.max_header_fields} fields or {limits.max_header_bytes} bytes")

    async def _read(self, response: httpcore.Response, fields: Headers, body_limit: int) -> bytes:
        if response.status in (304, 204) or 300 <= response.status < 400:
            return b""
        whole = response.status in (200, 203, 226)
        ceiling = body_limit if whole else 16 * 1024
        announced = next((v for k, v in fields if k.lower() == "content-length"), "")
        if whole and announced.isdigit() and int(announced[:15]) > ceiling:
            raise WireError(Reason.TOO_LARGE, f"Content-Length {announced[:15]}, at most {ceiling} bytes are read")
        found = bytearray()
        stream = response.aiter_stream()
        try:
            async for chunk in stream:
                found += chunk
                if len(found) > ceiling:
                    if whole:
                        raise WireError(Reason.TOO_LARGE, f"body over {ceiling} bytes on the wire")
                    break
        except httpcore.RemoteProtocolError:
            if whole:
                raise
        return bytes(found[:ceiling])

    def _pool(self, url: httpx.URL) -> httpcore.AsyncConnectionPool:
        origin = f"{url.scheme}://{url.netloc.decode('ascii')}"
        pool = self._pools.get(origin)
        if pool is None:
            if url.scheme == "https" and self._tls is None:
                self._tls = tls_context(self._limits)
            pool = self._pools[origin] = httpcore.AsyncConnectionPool(
                ssl_context=self._tls,
                max_connections=2,
                max_keepalive_connections=1,
                keepalive_expiry=90.0,
                network_backend=self._backend,
                proxy=httpcore.Proxy(self._limits.proxy) if self._limits.proxy else None,
            )
        return pool


def tls_context(limits: FetchLimits) -> ssl.SSLContext:
    """Certificates verified, TLS 1.2 or later, and the operator's further authorities."""
    context = httpx.create_ssl_context(trust_env=False)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if limits.ca_file:
        context.load_verify_locations(cafile=limits.ca_file)
    return context


def _is_tls(error: BaseException) -> bool:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLError):
            return True
        seen = seen.__cause__ or seen.__context__
    return "SSL" in str(error) or "CERTIFICATE" in str(error)


def _connect_reason(error: httpcore.ConnectError) -> tuple[Reason, str]:
    if _is_tls(error):
        return Reason.TLS, f"TLS: {str(error)[:200]}"
    return Reason.CONNECT, f"no connection: {str(error)[:200]}"
