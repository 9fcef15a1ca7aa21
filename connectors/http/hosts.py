"""One request at a time per host, with a pause between two, and a ceiling on all together."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from newsbeam.connectors.http.clock import Clock
from newsbeam.connectors.http.limits import FetchLimits

CROWD = 20
"""Above so many feeds, hosts of one registrable domain are one host."""
_SECOND_LEVEL = frozenset(
    {"ac", "co", "com", "edu", "go", "gob", "gov", "in", "info", "mil", "ne", "net", "nic", "nom", "or", "org"}
)
_PORTS = {"http": "80", "https": "443"}


class HostGate:
    """Turns at hosts. `async with gate.turn(host)` waits until the host may be asked and holds it until the answer is read."""

    def __init__(self, clock: Clock, limits: FetchLimits) -> None:
        self._clock, self._limits = clock, limits
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._free_at: dict[str, float] = {}
        self._delays: dict[str, float] = {}
        self._all = asyncio.Semaphore(limits.max_in_flight)

    def slow_down(self, host: str, delay_s: float) -> None:
        """The host asks for a longer pause (robots.txt Crawl-delay)."""
        self._delays[host] = max(delay_s, self._delays.get(host, 0.0))

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """The right to one request at `host`."""
        async with self._locks[host]:
            if (wait := self._free_at.get(host, 0.0) - self._clock.monotonic()) > 0:
                await self._clock.sleep(wait)
            async with self._all:
                began = self._clock.monotonic()
                try:
                    yield
                finally:
                    self._free_at[host] = self._clock.monotonic() + self._pause(host, self._clock.monotonic() - began)

    def _pause(self, host: str, took_s: float) -> float:
        limits = self._limits
        own = max(limits.host_delay_s, self._delays.get(host, 0.0))
        return max(own, min(limits.host_delay_factor * took_s, limits.max_host_delay_s))


def host_of(url: str) -> str:
    """The host as a key: without the port where it is the scheme's own, so that http and https are one host."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    port = str(parts.port) if parts.port else ""
    return host if not port or port == _PORTS.get(parts.scheme) else f"{host}:{port}"


def bare_place(place: str) -> str:
    """A `host:port` of `allow_hosts` as `host_of` writes it."""
    host, _, port = place.rpartition(":")
    return host if port in _PORTS.values() else place


class HostKeys:
    """Address -> the key of its host: the registrable domain where more than `CROWD` of some addresses share one, else the host.

    It answers for every address, known before or not: what a redirect, a robots.txt or a sitemap leads to stands in the
    same queue as the feeds of that domain.
    """

    def __init__(self, urls: Collection[str] = ()) -> None:
        counts = Counter(registrable(host_of(url)) for url in urls)
        self._crowded = frozenset(domain for domain, count in counts.items() if count > CROWD)

    def __getitem__(self, url: str) -> str:
        host = host_of(url)
        domain = registrable(host) if self._crowded else host
        return domain if domain in self._crowded else host


def registrable(host: str) -> str:
    """The registrable domain of a host name, by the usual second levels (no public suffix list: an error costs only delay).

    >>> registrable("feeds.bbci.co.uk"), registrable("www.example.org"), registrable("127.0.0.1:80")
    ('bbci.co.uk', 'example.org', '127.0.0.1:80')
    """
    labels = host.split(".")
    if len(labels) < 3 or ":" in host or labels[-1].isdigit():
        return host
    keep = 3 if len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2
    return ".".join(labels[-keep:])
