"""One sweep over many feeds: 200 loopback hosts, 50 ms latency, 95 % answering 304; and the same with a host that hangs,
six times in a row: what it costs the others must not depend on what is known of it.

    python benchmarks/fetch_scale.py [FEEDS] [HOSTS]        1000 200 without arguments

The server is a process of its own; the CPU is the fetch engine's alone, cursors and landing callback included. Delays are
the defaults (one second between two starts at a host), so the time has a floor of (feeds a host - 1) seconds.
"""

import asyncio
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

from newsbeam.connectors.http.clock import FixedClock
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.polling.crawl import PollResult, poll
from newsbeam.schemas.cursor import Cursor
from newsbeam.schemas.document import Document, LandingRef
from newsbeam.schemas.feed import Feed

LATENCY_S = 0.05
BODY = (
    b'<?xml version="1.0"?><rss version="2.0"><channel>' + b"<item><title>Markets rise</title></item>" * 400 + b"</channel></rss>"
)


class _Slow(asyncio.Protocol):
    served = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport, self.held = transport, b""

    def data_received(self, chunk: bytes) -> None:
        self.held += chunk
        while b"\r\n\r\n" in self.held:
            head, _, self.held = self.held.partition(b"\r\n\r\n")
            if b" /hang" in head:
                return
            asyncio.get_running_loop().call_later(
                LATENCY_S, self._answer, b"If-None-Match" in head, b"connection: close" in head.lower()
            )

    def _answer(self, conditional: bool, close: bool) -> None:
        _Slow.served += 1
        if conditional and _Slow.served % 20:
            self.transport.write(b'HTTP/1.1 304 X\r\nETag: "1"\r\n\r\n')  # type: ignore[attr-defined]
        else:
            body = BODY + b"<!-- %d -->" % _Slow.served
            self.transport.write(b'HTTP/1.1 200 OK\r\nETag: "1"\r\nContent-Length: %d\r\n\r\n' % len(body) + body)  # type: ignore[attr-defined]
        if close:
            self.transport.close()


async def serve() -> None:
    server = await asyncio.get_running_loop().create_server(_Slow, "0.0.0.0", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def sweep(
    feeds: list[Feed], cursors: dict[str, Cursor], limits: FetchLimits, now: datetime
) -> tuple[list[PollResult], float, float]:
    def land(document: Document, extra: object) -> LandingRef:
        return LandingRef(file="f", offset=len(document.payload), record_id=str(bool(extra)))

    cpu, wall = time.process_time(), time.perf_counter()
    results = asyncio.run(poll(feeds, cursors, limits, clock=FixedClock(now), land=land))
    return results, time.process_time() - cpu, time.perf_counter() - wall


def main(count: int, hosts: int) -> None:
    server = subprocess.Popen([sys.executable, __file__, "serve"], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    port = server.stdout.readline().strip()
    places = [f"127.1.{n // 200}.{1 + n % 200}:{port}" for n in range(hosts)]
    limits = FetchLimits(allow_hosts=frozenset([*places, f"127.9.9.9:{port}"]), contact="https://example.org/")
    feeds = [Feed(id=f"f{n}", provider="p", url=f"http://{places[n % hosts]}/{n}") for n in range(count)]
    hanging = [Feed(id=f"h{n}", provider="p", url=f"http://127.9.9.9:{port}/hang{n}") for n in range(count // hosts)]
    now = datetime(2026, 11, 24, tzinfo=UTC)
    try:
        first, _, wall = sweep(feeds, {}, limits, now)
        print(f"first sweep (all 200): {wall:.1f} s")
        cursors = {result.feed_id: result.cursor for result in first}
        results, cpu, wall = sweep(feeds, cursors, limits, now + timedelta(days=1))
        outcomes = [result.outcome.value for result in results]
        share = outcomes.count("not_modified") / len(outcomes)
        print(
            f"{count} feeds, {hosts} hosts: {wall:.1f} s, {cpu / count * 1e6:.0f} us CPU a request, {share:.0%} 304, {set(outcomes)}"
        )
        for turn in range(2, 8):
            results, _, wall = sweep([*feeds, *hanging], cursors, limits, now + timedelta(days=turn))
            ok = max(s.ended for r in results for s in r.sent if r.feed_id[0] == "f") - min(
                s.started for r in results for s in r.sent
            )
            said = [f"{r.outcome.value} {r.next_poll_reason}" for r in results if r.feed_id[0] == "h"]
            print(f"with a hanging host, its turn {turn - 1}: the others done after {ok:.1f} s, all after {wall:.1f} s; {said[:3]}")
            cursors |= {r.feed_id: r.cursor for r in results if r.feed_id[0] == "h"}
        print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    finally:
        server.terminate()


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        asyncio.run(serve())
    else:
        main(*(int(n) for n in sys.argv[1:3])) if len(sys.argv) > 2 else main(1000, 200)
