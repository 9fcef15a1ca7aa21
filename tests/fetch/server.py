"""A loopback HTTP server that does exactly what it is told, down to the byte, and keeps a journal."""

import asyncio
import ssl
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


@dataclass
class Request:
    """One request as it came."""

    path: str
    headers: list[tuple[str, str]]
    at: float
    number: int
    """Its number among the requests for this path, from 0."""

    def header(self, name: str) -> str | None:
        return next((v for k, v in self.headers if k.lower() == name.lower()), None)


Writer = asyncio.StreamWriter
Behaviour = Callable[[Request, Writer], Awaitable[None]]


@dataclass
class Answer:
    """A plain response; `raw` replaces everything."""

    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    raw: bytes | None = None

    def bytes(self) -> bytes:
        if self.raw is not None:
            return self.raw
        head = [f"HTTP/1.1 {self.status} X"] + [f"{k}: {v}" for k, v in self.headers]
        if not any(k.lower() in ("content-length", "transfer-encoding") for k, _ in self.headers):
            head.append(f"Content-Length: {len(self.body)}")
        return "\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + self.body


class Server:
    """`routes`: path -> Answer, list of Answers (one per request, the last repeats), or a coroutine that writes."""

    def __init__(
        self, routes: dict[str, object] | None = None, *, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
    ) -> None:
        self.routes = dict(routes or {})
        self.journal: list[Request] = []
        self._counts: dict[str, int] = defaultdict(int)
        self._host, self._tls = host, tls
        self._tasks: set[asyncio.Task[None]] = set()
        self.open_now = 0
        self.open_most = 0
        self.connections = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, self._host, 0, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def base(self) -> str:
        return f"{'https' if self._tls else 'http'}://{self._host}:{self.port}"

    @property
    def place(self) -> str:
        return f"{self._host}:{self.port}"

    def requests(self, path: str) -> list[Request]:
        return [one for one in self.journal if one.path == path]

    async def _serve(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        try:
            await self._talk(reader, writer)
            writer.close()
            await writer.wait_closed()
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError, asyncio.LimitOverrunError, OSError):
            pass
        except asyncio.CancelledError:
            pass
        finally:
            self._tasks.discard(task)
            writer.transport.abort()

    async def _talk(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            line, *fields = head.decode("latin-1").split("\r\n")
            path = line.split(" ")[1]
            headers = [(k.strip(), v.strip()) for k, _, v in (one.partition(":") for one in fields if one)]
            request = Request(path, headers, asyncio.get_running_loop().time(), self._counts[path])
            self._counts[path] += 1
            self.journal.append(request)
            self.open_now += 1
            self.open_most = max(self.open_most, self.open_now)
            try:
                if not await self._answer(request, writer):
                    return
            finally:
                self.open_now -= 1

    async def _answer(self, request: Request, writer: Writer) -> bool:
        """Whether the connection stays."""
        route = self.routes.get(request.path, self.routes.get("*", Answer(404)))
        if isinstance(route, list):
            route = route[min(request.number, len(route) - 1)]
        if isinstance(route, Answer):
            writer.write(route.bytes())
            await writer.drain()
            return route.raw is None and not any(k.lower() == "connection" and v == "close" for k, v in route.headers)
        found = route(request)  # type: ignore[operator]
        if isinstance(found, Answer):
            writer.write(found.bytes())
            await writer.drain()
            return found.raw is None
        await found(writer)
        return False
