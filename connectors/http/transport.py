"""httpx2's transport of ours: one kept connection per origin, and no pool to search.

The gate (`newsbeam.connectors.http.hosts`) lets in one request at a time per host, so a pool has nothing to decide; with two
hundred hosts its search costs more than the exchange. A connection is `httpcore2.AsyncHTTPConnection`, a proxy's is httpcore2's own.
"""

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from functools import partial

import httpcore2
import httpx2

from newsbeam.connectors.http.backend import GuardedBackend

KEPT_S = 35.0
FIELDS = "newsbeam.fields"
"""The response's extension that holds its header fields, all of them and as they came. httpx2 itself gets neither `Location`,
which it would parse before we can look, nor cookies."""
PROXY = "newsbeam.proxy"
"""The request's extension that names the proxy which it goes through."""
_NOT_FOR_THE_CLIENT = frozenset((b"location", b"set-cookie", b"set-cookie2"))
_Key = tuple[bytes, bytes, int]
_Connection = httpcore2.AsyncConnectionInterface
_MEANS: dict[type[Exception], type[httpx2.TransportError]] = {
    httpcore2.ConnectTimeout: httpx2.ConnectTimeout,
    httpcore2.ReadTimeout: httpx2.ReadTimeout,
    httpcore2.WriteTimeout: httpx2.WriteTimeout,
    httpcore2.PoolTimeout: httpx2.PoolTimeout,
    httpcore2.ConnectError: httpx2.ConnectError,
    httpcore2.ReadError: httpx2.ReadError,
    httpcore2.WriteError: httpx2.WriteError,
    httpcore2.ProxyError: httpx2.ProxyError,
    httpcore2.UnsupportedProtocol: httpx2.UnsupportedProtocol,
    httpcore2.LocalProtocolError: httpx2.LocalProtocolError,
    httpcore2.RemoteProtocolError: httpx2.RemoteProtocolError,
}
_ERRORS = tuple(_MEANS)


class HostTransport(httpx2.AsyncBaseTransport):
    """Carries requests to their hosts, directly or through a proxy."""

    def __init__(self, backend: GuardedBackend, tls: ssl.SSLContext) -> None:
        self._backend, self._tls = backend, tls
        self._kept: dict[_Key, _Connection] = {}
        self._proxies: dict[str, httpcore2.AsyncHTTPProxy] = {}
        """By address: a pool of connections of its own for each."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """As httpx2 has it. Raises what the guard raises, too."""
        url = request.url
        asked = httpcore2.Request(
            request.method.encode("ascii"),
            httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            extensions=request.extensions,
        )
        key = (asked.url.origin.scheme, asked.url.origin.host, asked.url.origin.port)
        proxy = request.extensions.get(PROXY)
        connection = self._through(proxy) if proxy else await self._connection(key, asked.url.origin)
        try:
            response = await connection.handle_async_request(asked)
        except BaseException as error:
            self._forget(key, connection)
            if isinstance(error, _ERRORS):
                raise _MEANS[type(error)](str(error), request=request) from error
            raise
        return httpx2.Response(
            response.status,
            headers=[(name, value) for name, value in response.headers if name.lower() not in _NOT_FOR_THE_CLIENT],
            stream=_Body(response, request, partial(self._done, key, connection)),
            extensions={FIELDS: response.headers},
        )

    async def aclose(self) -> None:
        """End every connection that is kept."""
        for connection in self._kept.values():
            await connection.aclose()
        self._kept.clear()
        for proxy in self._proxies.values():
            await proxy.aclose()
        self._proxies.clear()

    def _through(self, address: str) -> httpcore2.AsyncHTTPProxy:
        """The proxy's pool."""
        if address not in self._proxies:
            self._proxies[address] = _proxy(address, self._backend, self._tls)
        return self._proxies[address]

    async def _connection(self, key: _Key, origin: httpcore2.Origin) -> _Connection:
        """The origin's connection where it can be used once more, else a new one."""
        kept = self._kept.get(key)
        if kept is not None:
            if kept.is_available() and not kept.has_expired():
                return kept
            if kept.is_idle():
                await kept.aclose()
        self._kept[key] = httpcore2.AsyncHTTPConnection(
            origin, ssl_context=self._tls, keepalive_expiry=KEPT_S, network_backend=self._backend
        )
        return self._kept[key]

    def _forget(self, key: _Key, connection: object) -> None:
        if self._kept.get(key) is connection:
            del self._kept[key]

    async def _done(self, key: _Key, connection: httpcore2.AsyncConnectionInterface | httpcore2.AsyncHTTPProxy) -> None:
        """A response was read, or given up: its connection is kept where it can carry another."""
        if not isinstance(connection, httpcore2.AsyncConnectionInterface):
            return
        if self._kept.get(key) is not connection:
            await connection.aclose()
        elif not connection.is_idle() or connection.is_closed():
            del self._kept[key]


class _Body(httpx2.AsyncByteStream):
    """A response's body as it comes from httpcore2, with httpx2's errors."""

    def __init__(self, response: httpcore2.Response, request: httpx2.Request, done: Callable[[], Awaitable[None]]) -> None:
        self._response, self._request, self._done = response, request, done

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async with aclosing(self._response.aiter_stream()) as chunks:
                async for chunk in chunks:
                    yield chunk
        except _ERRORS as error:
            raise _MEANS[type(error)](str(error), request=self._request) from error

    async def aclose(self) -> None:
        """As httpx2 has it."""
        await self._response.aclose()
        await self._done()


def _proxy(address: str, backend: GuardedBackend, tls: ssl.SSLContext) -> httpcore2.AsyncHTTPProxy:
    """An operator's proxy: named for http, tunnelled through for https."""
    proxy = httpx2.Proxy(address)
    place = httpcore2.URL(scheme=proxy.url.raw_scheme, host=proxy.url.raw_host, port=proxy.url.port, target=b"/")
    return httpcore2.AsyncHTTPProxy(
        place,
        proxy_auth=proxy.raw_auth,
        ssl_context=tls,
        proxy_ssl_context=tls if proxy.url.scheme == "https" else None,
        max_connections=None,
        keepalive_expiry=KEPT_S,
        network_backend=backend,
    )
