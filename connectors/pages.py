"""Full text: new items followed to their article pages, as robots.txt allows, each page landed as its own document.

The feed keeps identity and time; the page only ever gives text (DESIGN.md section 8). A page that refuses leaves the story
with its summary and a flag that says why.
"""

import asyncio
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from connectors.cursors import RobotsFile
from connectors.http.address import parse_url
from connectors.http.clock import Clock
from connectors.http.exchange import Exchange
from connectors.http.guard import Resolver, system_resolver
from connectors.http.headers import Headers, content_type
from connectors.http.hosts import HostGate, host_keys
from connectors.http.limits import FetchLimits
from connectors.http.redact import redact_url
from connectors.http.reply import Reply, Sent
from connectors.http.sniff import is_challenge
from connectors.http.wire import Wire
from connectors.polled import Land
from connectors.request import NOT_KEPT, base_headers
from connectors.robots import Robots
from schemas.codes import Flag
from schemas.document import Document, LandingRef
from schemas.feed import Feed

ROLE = "page"
"""`extra["role"]` of a landed page: no document of its own (`connectors.landed.PAGE_ROLE`)."""
ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"
_WALL = re.compile(
    r"(?i)(?:^|[./_-])(?:consent|cmp|login|log-in|signin|sign-in|subscribe|subscription|register|paywall|abo|conectare|anmelden)(?:$|[./_?-])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """What came of following items: landed pages and refusals, by item URL as the feed wrote it."""

    landed: Mapping[str, LandingRef] = field(default_factory=dict)
    refused: Mapping[str, Flag] = field(default_factory=dict)
    """PAGE_REFUSED, PAGE_WALLED or PAGE_BLOCKED_ROBOTS: the flag for the story."""
    robots: tuple[RobotsFile, ...] = ()
    """Fetched now, for `save_robots`."""
    sent: tuple[Sent, ...] = ()


async def follow(
    wanted: Sequence[tuple[Feed, str]],
    limits: FetchLimits,
    *,
    clock: Clock,
    land: Land,
    robots: Mapping[str, RobotsFile] | None = None,
    resolver: Resolver = system_resolver,
) -> Pages:
    """Fetch the pages of (feed, item URL) pairs: each address once, one at a time per host, at most `max_pages` per feed.

    `land` gets each page with `extra["role"] = "page"` and its URI as the item wrote it, so that it is found again by it.
    """
    chosen = _choose(wanted, limits)
    keys = host_keys(set(chosen))
    landed: dict[str, LandingRef] = {}
    refused = {url: Flag.PAGE_REFUSED for _, url in wanted if url not in chosen}
    sent: list[Sent] = []
    gate = HostGate(clock, limits)
    async with Wire(limits, resolver=resolver) as wire:
        exchange = Exchange(wire, gate, limits, clock, keys)
        headers = {**base_headers(limits), "Accept": ACCEPT}
        rules = Robots(exchange, limits, clock, headers, robots)

        async def walk(host: str, urls: list[str]) -> None:
            for url in urls:
                if limits.robots_pages == "obey":
                    if not await rules.allows(url):
                        refused[url] = Flag.PAGE_BLOCKED_ROBOTS
                        continue
                    delay = await rules.delay(url)
                    if delay > limits.max_crawl_delay_s:
                        refused[url] = Flag.PAGE_REFUSED
                        continue
                    gate.slow_down(host, delay)
                reply = await exchange.get(chosen[url].id, url, headers)
                sent.extend(reply.sent)
                flag = _refusal(reply, url)
                if flag is not None:
                    refused[url] = flag
                    continue
                extra = {"role": ROLE, "final_url": redact_url(reply.url)}
                landed[url] = land(_page(chosen[url], url, reply, clock), extra)

        queues: dict[str, list[str]] = defaultdict(list)
        for url in chosen:
            queues[keys[url]].append(url)
        try:
            async with asyncio.TaskGroup() as tasks:
                for host, urls in queues.items():
                    tasks.create_task(walk(host, urls))
        except BaseExceptionGroup as group:  # what `land` raised: the caller knows it by its own name
            raise group.exceptions[0] from None
    return Pages(landed=landed, refused=refused, robots=tuple(rules.fetched.values()), sent=(*rules.sent, *sent))


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
