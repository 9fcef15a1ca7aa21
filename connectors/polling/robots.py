"""robots.txt (RFC 9309): obeyed for pages that we choose, reported for feeds that an operator listed."""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlsplit

from protego import Protego

from newsbeam.connectors.http.clock import Clock
from newsbeam.connectors.http.exchange import Exchange
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.http.reply import Sent
from newsbeam.connectors.state.cursors import RobotsFile
from newsbeam.schemas.codes import Reason

AGENT = "newsbeam"
"""The product token that robots.txt may name."""
FRESH = timedelta(hours=24)
RETRY = timedelta(hours=1)
"""A file that could not be had is asked for again this soon: one bad moment must not cost a day of pages."""
LAST_GOOD = timedelta(days=30)
"""An unreachable robots.txt forbids everything, except as far back as a good copy is this young (RFC 9309 2.3.1.4)."""
PARSED_BYTES = 512 * 1024
TOTAL_S = 15.0


class Robots:
    """What hosts allow. Files are fetched once a day per origin, through the gate like everything else."""

    def __init__(
        self,
        exchange: Exchange,
        limits: FetchLimits,
        clock: Clock,
        headers: Mapping[str, str],
        files: Mapping[str, RobotsFile] | None = None,
    ) -> None:
        self._exchange, self._limits, self._clock = exchange, limits, clock
        self._headers = {**headers, "Accept": "text/plain, */*;q=0.5"}
        self.files = dict(files or {})
        self.fetched: dict[str, RobotsFile] = {}
        """What was fetched in this run, for `save_robots`."""
        self.sent: list[Sent] = []
        self._rules: dict[str, Protego] = {}

    async def allows(self, url: str, proxy: str | None = None) -> bool:
        """Whether `newsbeam` may fetch an address; `proxy`: the way there."""
        file = await self._file(origin_of(url), proxy)
        if _is_unavailable(file.status):
            return False
        return (file.status or 0) >= 400 or bool(self._rules_of(file).can_fetch(url, AGENT))

    async def delay(self, url: str, proxy: str | None = None) -> float:
        """Crawl-delay in seconds; 0 where none is asked for."""
        file = await self._file(origin_of(url), proxy)
        if file.status != 200:
            return 0.0
        return float(self._rules_of(file).crawl_delay(AGENT) or 0.0)

    async def _file(self, origin: str, proxy: str | None) -> RobotsFile:
        known = self.files.get(origin)
        now = self._clock.now()
        if known is not None and origin in self.fetched:
            return known
        if known is not None and timedelta(0) <= now - known.fetched_at < (RETRY if _is_unavailable(known.status) else FRESH):
            return known
        reply = await self._exchange.get("robots", f"{origin}/robots.txt", self._headers, total_s=TOTAL_S, proxy=proxy)
        self.sent += reply.sent
        if reply.reason in (Reason.SSRF_ADDRESS, Reason.BAD_SCHEME, Reason.TOO_LARGE, Reason.DECODE, Reason.TRUNCATED):
            status = None
        else:
            status = reply.status
        found = RobotsFile(origin, now, status, reply.body[:PARSED_BYTES])
        if _is_unavailable(status) and known is not None and known.status == 200 and now - known.fetched_at < LAST_GOOD:
            found = known
        self.files[origin] = self.fetched[origin] = found
        self._rules.pop(origin, None)
        return found

    def _rules_of(self, file: RobotsFile) -> Protego:
        if file.origin not in self._rules:
            self._rules[file.origin] = Protego.parse(file.body.decode("utf-8-sig", "replace"))
        return self._rules[file.origin]


def _is_unavailable(status: int | None) -> bool:
    return status is None or status == 429 or status >= 500


def origin_of(url: str) -> str:
    """Scheme, host and port: what one robots.txt speaks for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".lower()
