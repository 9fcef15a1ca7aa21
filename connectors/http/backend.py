"""The network as httpcore2 sees it: every connection goes through the guard, and every answer is one response.

`GuardedBackend` resolves a name, lets the guard check each address, and connects to a checked one. A stream's bytes lie in
a `_Pipe` until they are asked for; reading from the socket stops while much is held.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Iterable
from typing import Any, cast

import httpcore2
from aiohappyeyeballs import start_connection

from newsbeam.connectors.http.guard import AddressInfo, Guard
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.http.one_response import OneResponse

HELD_BYTES = 256 * 1024
ADDRESSES_TRIED = 4
HEAD_START_S = 0.25
"""What an address is given before the next one is tried beside it (RFC 8305)."""


class GuardedBackend(httpcore2.AsyncNetworkBackend):
    """Connects to addresses that the guard has checked, and to nothing else."""

    def __init__(self, guard: Guard, limits: FetchLimits) -> None:
        self._guard, self._limits = guard, limits

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (httpcore2's own signature)
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """As httpcore2 has it. Raises BlockedError and UnresolvedError as the guard does."""
        del local_address, socket_options  # we set none
        addresses = [host] if _is_literal(host) else (await self._guard.addresses(host, port))[:ADDRESSES_TRIED]
        try:
            async with asyncio.timeout(timeout):
                infos = [_info(address, port) for address in addresses]
                found = await start_connection(infos, happy_eyeballs_delay=HEAD_START_S, socket_factory=self._guard.open)
                _, pipe = await asyncio.get_running_loop().create_connection(_Pipe, sock=found)
        except TimeoutError:
            raise httpcore2.ConnectTimeout(f"{host}:{port} did not take the connection in {timeout:g} s") from None
        except OSError as error:
            raise httpcore2.ConnectError(f"{host}:{port}: {error.strerror or error}") from error
        return _Stream(pipe, OneResponse(self._limits))


class _Pipe(asyncio.Protocol):
    """The bytes of one connection as they come."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._ended = False
        self._error: Exception | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._paused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._held += data
        if len(self._held) > HELD_BYTES and not self._paused:
            self._paused = True
            self.transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        self._ended = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        self._ended, self._error = True, exc
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    @property
    def is_quiet(self) -> bool:
        """Whether the connection stands and nothing has come that was not asked for."""
        return not self._held and not self._ended

    async def take(self, most: int, timeout: float | None) -> bytes:  # noqa: ASYNC109 (httpcore2 hands it in)
        """What has come, at most so much; b"" once there will be no more. Raises TimeoutError, OSError."""
        if not self._held and not self._ended:
            self._waiter = asyncio.get_running_loop().create_future()
            async with asyncio.timeout(timeout):
                await self._waiter
        if self._held:
            found = bytes(self._held[:most])
            del self._held[:most]
            if self._paused and len(self._held) <= HELD_BYTES // 2:
                self._paused = False
                self.transport.resume_reading()
            return found
        if self._error is not None:
            raise self._error
        return b""


class _Stream(httpcore2.AsyncNetworkStream):
    """A connection, plain or under TLS, of which httpcore2 sees one response per request."""

    def __init__(self, pipe: _Pipe, answer: OneResponse) -> None:
        self._pipe, self._answer = pipe, answer
        self._ready = b""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 (httpcore2's own signature)
        """As httpcore2 has it; the end before a response is a ReadError."""
        while not self._ready:
            try:
                piece = await self._pipe.take(max_bytes, timeout)
                if not piece:
                    break
                self._ready = self._answer.take(piece)
            except TimeoutError:
                raise httpcore2.ReadTimeout(f"nothing came for {timeout:g} s") from None
            except OSError as error:
                raise httpcore2.ReadError(f"{error.strerror or error}") from error
        else:
            found, self._ready = self._ready[:max_bytes], self._ready[max_bytes:]
            return found
        if not self._answer.is_head_over:
            raise httpcore2.ReadError("the connection ended before a response")
        return b""

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002, ASYNC109 (httpcore2's own signature)
        """As httpcore2 has it: a request, which is small, so nothing waits for its way out."""
        if buffer:
            self._answer.begin()
            self._pipe.transport.write(buffer)

    async def aclose(self) -> None:
        """Let go at once: what was wanted has come, or will not."""
        self._pipe.transport.abort()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 (httpcore2's own signature)
    ) -> httpcore2.AsyncNetworkStream:
        """As httpcore2 has it. Raises ssl.SSLError where the other side's certificate or protocol will not do."""
        pipe, loop = self._pipe, asyncio.get_running_loop()
        try:
            async with asyncio.timeout(timeout):
                found = await loop.start_tls(pipe.transport, pipe, ssl_context, server_hostname=server_hostname)
        except TimeoutError:
            pipe.transport.abort()
            raise httpcore2.ConnectTimeout(f"no TLS handshake in {timeout:g} s") from None
        except ssl.SSLError:
            raise
        except OSError as error:
            raise httpcore2.ConnectError(f"the TLS handshake broke: {error.strerror or error}") from error
        if found is None:  # the other side is gone already (asyncio says so in this way)
            raise httpcore2.ConnectError("the connection ended in the TLS handshake")
        pipe.transport = found
        return self

    def get_extra_info(self, info: str) -> Any:
        """`is_readable` is what httpcore2 asks before it sends another request here: True means that it must not."""
        if info == "is_readable":
            return not (self._pipe.is_quiet and not self._ready and self._answer.is_over)
        return self._pipe.transport.get_extra_info(info)


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _info(address: str, port: int) -> AddressInfo:
    if ":" in address:
        return (socket.AF_INET6, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, port, 0, 0))
    return (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, port))
