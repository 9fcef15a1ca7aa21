"""Full text: new items followed to their article pages, as robots.txt allows, each page landed as its own document.

The feed keeps identity and time; the page only ever gives text (docs/design/dates-and-places.md). A page that refuses leaves the story
with its summary and a flag that says why.
"""

import asyncio
import logging
import re
import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlsplit

from newsbeam.connectors.http.address import parse_url
from newsbeam.connectors.http.challenge import is_challenge
from newsbeam.connectors.http.clock import Clock
from newsbeam.connectors.http.exchange import Exchange
from newsbeam.connectors.http.guard import Resolver, system_resolver
from newsbeam.connectors.http.headers import Headers, content_type
from newsbeam.connectors.http.hosts import HostGate, HostKeys
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.http.redact import redact_url
from newsbeam.connectors.http.reply import Reply, Sent
from newsbeam.connectors.polling.polled import Land, Pages
from newsbeam.connectors.polling.request import NOT_KEPT, base_headers
from newsbeam.connectors.polling.robots import Robots
from newsbeam.connectors.polling.sweep import GRACE_S, TICK_S
from newsbeam.connectors.state.cursors import RobotsFile
from newsbeam.schemas.codes import Flag, Reason
from newsbeam.schemas.document import Document, LandingRef
from newsbeam.schemas.feed import Feed

LOG = logging.getLogger(__name__)
ROLE = "page"
"""`extra["role"]` of a landed page: no document of its own (`newsbeam.connectors.state.records.PAGE_ROLE`)."""
TROUBLE_LIMIT = 3
"""So many pages in a row that ran out of time, or answers that say `too many`, and the host is left alone for this poll."""
ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"
_WALL = re.compile(
    r"(?i)(?:^|[./_-])(?:consent|cmp|login|log-in|signin|sign-in|subscribe|subscription|register|paywall|abo|conectare|anmelden)(?:$|[./_?-])"
)


async def follow(
    wanted: Sequence[tuple[Feed, str]],
    limits: FetchLimits,
    *,
    clock: Clock,
    land: Land,
    robots: Mapping[str, RobotsFile] | None = None,
    resolver: Resolver = system_resolver,
    stop: threading.Event | None = None,
) -> Pages:
    """Fetch the pages of (feed, item URL) pairs: each address once, one at a time per host, at most `max_pages` per feed.

    `land` gets each page with `extra["role"] = "page"` and its URI as the item wrote it, so that it is found again by it.
    Once `stop` is set no further page is asked for, and those under way have five seconds.
    """
    from newsbeam.connectors.http.wire import Wire

    chosen = _choose(wanted, limits)
    keys = HostKeys(set(chosen))
    refused = {url: Flag.PAGE_REFUSED for _, url in wanted if url not in chosen}
    queues: dict[str, list[str]] = defaultdict(list)
    for url in chosen:
        queues[keys[url]].append(url)
    gate = HostGate(clock, limits)
    async with Wire(limits, resolver=resolver) as wire:
        exchange = Exchange(wire, gate, limits, clock, keys)
        headers = {**base_headers(limits), "Accept": ACCEPT}
        walks = _Walks(exchange, gate, Robots(exchange, limits, clock, headers, robots), headers, limits, clock, land)
        try:
            async with asyncio.TaskGroup() as tasks:
                begun = [tasks.create_task(walks.walk(host, urls, chosen)) for host, urls in queues.items()]
                await _heed(stop, begun, walks)
        except BaseExceptionGroup as group:  # what `land` raised: the caller knows it by its own name
            raise group.exceptions[0] from None
    rules = walks.rules
    return Pages(
        landed=walks.landed,
        refused=refused | walks.refused | {url: Flag.PAGE_REFUSED for url in chosen if url not in walks.landed | walks.refused},
        robots=tuple(rules.fetched.values()),
        sent=(*rules.sent, *walks.sent),
    )


@dataclass
class _Walks:
    """Walks through the pages of each host, one after the other."""

    exchange: Exchange
    gate: HostGate
    rules: Robots
    headers: Mapping[str, str]
    limits: FetchLimits
    clock: Clock
    land: Land
    landed: dict[str, LandingRef] = field(default_factory=dict)
    refused: dict[str, Flag] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    stopping: bool = False

    async def walk(self, host: str, urls: Sequence[str], feeds: Mapping[str, Feed]) -> None:
        """One host's pages, until it has let too many wait or asked to be left alone."""
        trouble = 0
        for url in urls:
            if self.stopping or trouble >= TROUBLE_LIMIT:
                return
            try:
                reply, flag = await self._fetch(host, url, feeds[url])
            except Exception:  # one page that our code falls over must not cost the other pages of its host
                LOG.exception("%s: its answer ended its fetch; please report this trace", redact_url(url))
                reply, flag = None, Flag.PAGE_REFUSED
            if reply is not None:
                troubled = reply.reason in (Reason.TIMEOUT, Reason.CONNECT) or reply.status in (429, 503)
                trouble = trouble + 1 if troubled else 0
            if flag is not None or reply is None:
                self.refused[url] = flag or Flag.PAGE_REFUSED
                continue
            extra = {"role": ROLE, "final_url": redact_url(reply.url)}
            self.landed[url] = self.land(_page(feeds[url], url, reply, self.clock), extra)

    async def _fetch(self, host: str, url: str, feed: Feed) -> tuple[Reply | None, Flag | None]:
        """(the answer, why it is no article page): no answer where nobody was asked."""
        forbidden = await self._forbidden(host, url, feed.proxy)
        if forbidden is not None:
            return None, forbidden
        reply = await self.exchange.get(feed.id, url, self.headers, permit=partial(self._permit, feed.proxy), proxy=feed.proxy)
        self.sent.extend(reply.sent)
        return reply, _refusal(reply, url)

    async def _forbidden(self, host: str, url: str, proxy: str | None) -> Flag | None:
        """Why robots.txt keeps us from a page; its Crawl-delay becomes the host's."""
        if self.limits.robots_pages != "obey":
            return None
        if not await self.rules.allows(url, proxy):
            return Flag.PAGE_BLOCKED_ROBOTS
        delay = await self.rules.delay(url, proxy)
        if delay > self.limits.max_crawl_delay_s:
            return Flag.PAGE_REFUSED
        self.gate.slow_down(host, delay)
        return None

    async def _permit(self, proxy: str | None, url: str) -> bool:
        return self.limits.robots_pages != "obey" or await self.rules.allows(url, proxy)


async def _heed(stop: threading.Event | None, begun: Sequence[asyncio.Task[None]], walks: _Walks) -> None:
    """Let the walks end by themselves, or soon after `stop` is set."""
    left = set(begun)
    while left and stop is not None and not stop.is_set():
        _, left = await asyncio.wait(left, timeout=TICK_S)
    if left and stop is not None:
        walks.stopping = True
        _, left = await asyncio.wait(left, timeout=GRACE_S)
        for one in left:
            one.cancel()


def _choose(wanted: Sequence[tuple[Feed, str]], limits: FetchLimits) -> dict[str, Feed]:
    """URL -> the feed that it is fetched for: usable addresses, each once, so many per feed."""
    found: dict[str, Feed] = {}
    counts: dict[str, int] = defaultdict(int)
    for feed, url in wanted:
        if url in found or counts[feed.id] >= limits.max_pages:
            continue
        try:
            usable = len(url) <= 2048 and parse_url(url).scheme in ("http", "https")
        except ValueError:
            usable = False
        if usable:
            counts[feed.id] += 1
            found[url] = feed
    return found


def _refusal(reply: Reply, url: str) -> Flag | None:
    """Why an answer is no article page; None: it may be one."""
    if reply.reason is Reason.ROBOTS:
        return Flag.PAGE_BLOCKED_ROBOTS
    if reply.reason is not None or reply.status == 304:
        return Flag.PAGE_REFUSED
    if is_challenge(reply.body) or not reply.body.strip():
        return Flag.PAGE_REFUSED
    end = urlsplit(reply.url)
    begin = urlsplit(url)
    if reply.hops and any(_WALL.search(part) for part in (end.netloc, end.path)) and not _WALL.search(begin.path):
        return Flag.PAGE_WALLED
    if len(reply.hops) > 0 and end.path in ("", "/") and begin.path not in ("", "/"):
        return Flag.PAGE_REFUSED  # sent to the front page: the article is not there
    kind, _ = content_type(reply.headers)
    if kind is not None and kind not in ("text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/plain"):
        return Flag.PAGE_REFUSED
    return None


def _page(feed: Feed, url: str, reply: Reply, clock: Clock) -> Document:
    kept: Headers = tuple((k, v) for k, v in reply.headers if k.lower() not in NOT_KEPT)
    media_type, charset = content_type(reply.headers)
    return Document(
        feed_id=feed.id,
        uri=redact_url(url) if "@" in urlsplit(url).netloc else url,
        fetched_at=clock.now(),
        payload=reply.body,
        media_type=media_type,
        charset=charset,
        http_status=reply.status,
        headers=kept,
    )
