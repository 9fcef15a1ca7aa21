"""CPU and requests a second of HTTP engines, per 200 and per 304, at 1, 50 and 200 connections.

    python benchmarks/fetch.py              the table (about two minutes)
    python benchmarks/fetch.py one ENGINE STATUS CONNECTIONS REQUESTS PORT

Every engine walks N loopback hosts (127.0.0.2 and up), one request at a time each, as the fetch engine does; each cell
is a process of its own, and the server another. CPU is the client's alone. Start-up is left out: the clock runs from the
second request of each host on.
"""

import asyncio
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from importlib.util import find_spec
from pathlib import Path

ENGINES = tuple(name for name in ("aiohttp", "ours", "httpx2_pool") if name != "aiohttp" or find_spec("aiohttp"))
"""aiohttp is no dependency: it is measured where somebody has installed it."""
CONNECTIONS = (1, 50, 200)
BODY = (
    b'<?xml version="1.0"?><rss version="2.0"><channel>' + b"<item><title>Markets rise</title></item>" * 500 + b"</channel></rss>"
)
HEADERS = {
    "User-Agent": "newsbeam/bench (+https://example.org)",
    "Accept": "application/rss+xml, */*;q=0.5",
    "Accept-Encoding": "gzip, deflate",
    "If-None-Match": '"abc"',
}
FIELDS = b'ETag: "abc"\r\nServer: bench\r\nDate: Tue, 24 Nov 2026 12:00:00 GMT\r\nCache-Control: max-age=600\r\nVary: Accept-Encoding\r\n'
Get = Callable[[str], Awaitable[int]]


class _Canned(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport, self.held = transport, b""

    def data_received(self, chunk: bytes) -> None:
        self.held += chunk
        while b"\r\n\r\n" in self.held:
            head, _, self.held = self.held.partition(b"\r\n\r\n")
            if b" /304 " in head:
                self.transport.write(b"HTTP/1.1 304 Not Modified\r\n" + FIELDS + b"\r\n")  # type: ignore[attr-defined]
            else:
                self.transport.write(  # type: ignore[attr-defined]
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
                    + FIELDS
                    + b"Content-Length: %d\r\n\r\n" % len(BODY)
                    + BODY
                )


async def serve() -> None:
    server = await asyncio.get_running_loop().create_server(_Canned, "0.0.0.0", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def _getter(engine: str, places: list[str], stack: AsyncExitStack) -> Get:
    if engine == "aiohttp":
        import aiohttp

        session = await stack.enter_async_context(
            aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0), auto_decompress=False, cookie_jar=aiohttp.DummyCookieJar()
            )
        )

        async def get(url: str) -> int:
            async with session.get(url, headers=HEADERS, allow_redirects=False) as response:
                return len(await response.read())

        return get
    if engine.startswith("ours"):
        from newsbeam.connectors.http.address import parse_url
        from newsbeam.connectors.http.limits import FetchLimits
        from newsbeam.connectors.http.wire import Wire

        wire = await stack.enter_async_context(Wire(FetchLimits(allow_hosts=frozenset(places))))

        async def get_ours(url: str) -> int:
            return len((await wire.get(parse_url(url), HEADERS)).wire)

        return get_ours
    import httpx2

    size = len(places)
    limits = httpx2.Limits(max_connections=size, max_keepalive_connections=size)
    client = await stack.enter_async_context(httpx2.AsyncClient(timeout=30, trust_env=False, limits=limits))

    async def get_httpx(url: str) -> int:
        async with client.stream("GET", url, headers=HEADERS, follow_redirects=False) as response:
            return sum([len(chunk) async for chunk in response.aiter_raw()])

    return get_httpx


async def one(engine: str, status: str, connections: int, requests: int, port: int) -> dict[str, float]:
    places = [f"127.0.{1 + n // 250}.{2 + n % 250}:{port}" for n in range(connections)]
    async with AsyncExitStack() as stack:
        get = await _getter(engine, places, stack)
        expected = 0 if status == "304" else len(BODY)
        each = max(requests // connections, 2)

        async def walk(place: str) -> None:
            for _ in range(each):
                assert await get(f"http://{place}/{status}") == expected

        await asyncio.gather(*(get(f"http://{place}/{status}") for place in places))
        cpu, wall = time.process_time(), time.perf_counter()
        await asyncio.gather(*(walk(place) for place in places))
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    count = each * connections
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"cpu_us": cpu / count * 1e6, "per_s": count / wall, "rss_mb": memory}


def table() -> None:
    server = subprocess.Popen([sys.executable, __file__, "serve"], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    port = server.stdout.readline().strip()
    try:
        print(f"{'engine':14} {'status':>6} {'conns':>6} {'cpu us':>8} {'x first':>10} {'req/s':>8} {'rss MB':>7}")
        for status in ("304", "200"):
            for connections in CONNECTIONS:
                base = 0.0
                for engine in sys.argv[1].split(",") if len(sys.argv) > 1 else ENGINES:
                    runs = [
                        json.loads(
                            subprocess.run(
                                [sys.executable, __file__, "one", engine, status, str(connections), "1500", port],
                                check=True,
                                capture_output=True,
                                text=True,
                                env={**os.environ, "PYTHONPATH": str(Path.cwd())},
                            ).stdout
                        )
                        for _ in range(3)
                    ]
                    found = min(runs, key=lambda run: run["cpu_us"])
                    base = base or found["cpu_us"]
                    print(
                        f"{engine:14} {status:>6} {connections:>6} {found['cpu_us']:8.0f} {found['cpu_us'] / base:10.2f} "
                        f"{found['per_s']:8.0f} {found['rss_mb']:7.1f}",
                        flush=True,
                    )
    finally:
        server.terminate()


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        asyncio.run(serve())
    elif sys.argv[1:2] == ["one"]:
        print(json.dumps(asyncio.run(one(sys.argv[2], sys.argv[3], *(int(n) for n in sys.argv[4:7])))))
    else:
        table()
