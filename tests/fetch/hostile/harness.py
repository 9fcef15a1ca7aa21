"""Runs the catalogue against any ingest: every case has a loopback host of its own, so that none waits for another.

    with HostileServer(CASES, folder) as server:
        faults = run(server, one_ingest)

`one_ingest(feeds, limits, now) -> {feed_id: outcome}` does one whole run; outcomes are written as in the catalogue
(`ok:3`, `soft:timeout`, `soft:dtd_forbidden` for a document that the parser refused, `not_modified`, `skipped`). It keeps its own state between calls.
"""

import asyncio
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from server import Answer, Request, Server, Writer

from hostile import bodies
from hostile.cases import Case
from hostile.certificates import contexts
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.schemas.feed import Feed

Ingest = Callable[[list[Feed], FetchLimits, datetime], Mapping[str, str]]
START = datetime(2026, 11, 1, 6, tzinfo=UTC)
STEP = timedelta(hours=26)


class _CaseServer(Server):
    """Answers by the case's host and the poll that is running."""

    cases: dict[str, Case]
    fill: Callable[[str, str], str]
    poll = 0

    async def _answer(self, request: Request, writer: Writer) -> bool:
        host = (request.header("Host") or "").rpartition(":")[0] or (request.header("Host") or "")
        if request.path == "/good":
            writer.write(Answer(body=bodies.rss(1)).bytes())
            await writer.drain()
            return True
        case = self.cases.get(host)
        if case is None or not request.path.startswith("/c/"):
            writer.write(Answer(404).bytes())
            return True
        answer = case.answers[min(self.poll, len(case.answers) - 1)]
        if isinstance(answer, Answer):
            filled = Answer(answer.status, [(k, self.fill(v, host)) for k, v in answer.headers], answer.body)
            writer.write(filled.bytes())
            await writer.drain()
            return True
        if isinstance(answer, bytes):
            writer.write(answer)
            await writer.drain()
            return False
        await getattr(self, f"_{answer[0]}")(request, writer, answer[1], host)
        return False

    async def _hops(self, request: Request, writer: Writer, count: int, host: str) -> None:
        step = int(request.path.rpartition("-hop")[2]) if "-hop" in request.path else 0
        target = "/good" if step == count - 1 else f"/c/x-hop{step + 1}"
        writer.write(Answer(302, [("Location", target), ("Connection", "close")]).bytes())
        await writer.drain()

    async def _reset(self, request: Request, writer: Writer, head: bytes, host: str) -> None:
        writer.write(head)
        await writer.drain()
        await asyncio.sleep(0.05)
        sock = writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    async def _endless(self, request: Request, writer: Writer, parts: tuple[bytes, bytes], host: str) -> None:
        writer.write(self.fill(parts[0].decode("latin-1"), host).encode("latin-1"))
        while True:
            writer.write(parts[1])
            await writer.drain()

    async def _stall(self, request: Request, writer: Writer, head: bytes, host: str) -> None:
        writer.write(head)
        await writer.drain()
        await asyncio.sleep(60)

    async def _site(self, request: Request, writer: Writer, pages: Mapping[str, Answer], host: str) -> None:
        """Answers by how the path goes on behind the case's name; marks in bodies are filled in too."""
        name = self.cases[host].name
        page = pages.get(request.path.removeprefix(f"/c/{name}"), Answer(404))
        headers = [(k, self.fill(v, host)) for k, v in (*page.headers, ("Connection", "close"))]
        writer.write(Answer(page.status, headers, self.fill(page.body.decode("latin-1"), host).encode("latin-1")).bytes())
        await writer.drain()

    async def _drip(self, request: Request, writer: Writer, whole: bytes, host: str) -> None:
        for byte in whole:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0.05)


class HostileServer:
    """The catalogue, served: plain and TLS, and the canary that nobody may reach."""

    def __init__(self, cases: Sequence[Case], folder: Path, **limits: Any) -> None:
        self.cases = cases
        self.hosts = {case.name: f"127.{1 + n // 200}.0.{1 + n % 200}" for n, case in enumerate(cases)}
        self._folder, self._limits = folder, limits
        self._loop = asyncio.new_event_loop()
        self._servers: dict[str, _CaseServer] = {}
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._begin(), self._loop).result(20)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(20)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _begin(self) -> None:
        tls, self.ca_file = contexts(self._folder, [self.hosts[case.name] for case in self.cases if case.tls])
        self.canary = Server({"*": Answer(body=bodies.rss(99))})
        await self.canary.__aenter__()
        for kind in ("plain", *tls):
            server = _CaseServer(host="0.0.0.0", tls=tls.get(kind))
            server.cases = {self.hosts[case.name]: case for case in self.cases}
            server.fill = self._fill
            self._servers[kind] = await server.__aenter__()

    async def _end(self) -> None:
        for server in (self.canary, *self._servers.values()):
            await server.__aexit__(None, None, None)

    def _fill(self, text: str, host: str) -> str:
        place = f"{host}:{self._servers['plain'].port}"
        name = next((n for n, h in self.hosts.items() if h == host), "")
        marks = {"{canary}": self.canary.base, "{port}": str(self.canary.port), "{place}": place}
        marks |= {"{good}": f"http://{place}/good", "{self}": f"http://{place}/c/{name}"}
        for mark, value in marks.items():
            text = text.replace(mark, value)
        return text

    @property
    def feeds(self) -> list[Feed]:
        """One feed per case."""
        return [Feed(id=case.name, provider=case.name, url=self._url(case)) for case in self.cases]

    def _url(self, case: Case) -> str:
        host = self.hosts[case.name]
        kind = case.tls or "plain"
        return f"{'https' if case.tls else 'http'}://{host}:{self._servers[kind].port}/c/{case.name}"

    @property
    def limits(self) -> FetchLimits:
        """Small, so that the hostile cases run into them; no smaller, for a busy machine takes its time over the sound ones."""
        ports = {server.port for server in self._servers.values()}
        allow = frozenset(f"{host}:{port}" for host in self.hosts.values() for port in ports)
        own = {
            "allow_hosts": allow,
            "ca_file": str(self.ca_file),
            "host_delay_s": 0.0,
            "host_delay_factor": 0.0,
            "connect_timeout_s": 5.0,
            "read_timeout_s": 3.0,
            "total_timeout_s": 6.0,
            "max_wire_bytes": 1024 * 1024,
            "robots_feeds": "ignore",
        }
        return FetchLimits(**{**own, **self._limits})

    def begin_poll(self, number: int) -> None:
        """From here on every case answers as at its poll `number`."""
        for server in self._servers.values():
            server.poll = number
            server.journal.clear()

    def requests(self) -> Counter[str]:
        """Requests in this poll by case."""
        names = {host: name for name, host in self.hosts.items()}
        found: Counter[str] = Counter()
        for server in self._servers.values():
            for request in server.journal:
                found[names.get((request.header("Host") or "").rpartition(":")[0], "?")] += 1
        return found


LATE = ("soft:timeout", "skipped")
"""What a sound server's feed ends as where the machine is busy with other things."""


def run(server: HostileServer, ingest: Ingest) -> list[str]:
    """Every poll of every case; the faults, one line each. A case that was late and should not have been is asked once more."""
    faults = []
    feeds = {feed.id: feed for feed in server.feeds}
    for number in range(max(len(case.expect) for case in server.cases)):
        cases = [case for case in server.cases if number < len(case.expect)]
        server.begin_poll(number)
        found = ingest([feeds[case.name] for case in cases], server.limits, START + number * STEP)
        counts = server.requests()
        late = [case for case in cases if found.get(case.name) in LATE and found[case.name] not in case.expect[number].split("|")]
        if late:
            server.begin_poll(number)
            again = START + number * STEP + STEP / 2
            found = {**found, **ingest([feeds[case.name] for case in late], server.limits, again)}
            counts |= server.requests()
        for case in cases:
            got = found.get(case.name, "nothing")
            if got not in case.expect[number].split("|"):
                faults.append(f"{case.name} poll {number + 1}: expected {case.expect[number]}, got {got}")
            if counts[case.name] > case.max_requests:
                faults.append(f"{case.name} poll {number + 1}: {counts[case.name]} requests, at most {case.max_requests}")
    if server.canary.journal:
        faults.append(f"the canary was reached: {[request.path for request in server.canary.journal]}")
    return faults
