"""Finding a site's feeds (`feeds discover URL`): what its page, its robots.txt and its links name, each one looked at."""

import re
from collections.abc import Iterable
from contextlib import suppress
from urllib.parse import urljoin, urlsplit

from newsbeam.connectors.formats.ampersands import address
from newsbeam.connectors.http.address import parse_url
from newsbeam.connectors.http.clock import Clock
from newsbeam.connectors.http.exchange import Exchange
from newsbeam.connectors.http.guard import Resolver, system_resolver
from newsbeam.connectors.http.headers import content_type
from newsbeam.connectors.http.hosts import HostGate, host_of, registrable
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.http.redact import redact_url
from newsbeam.connectors.http.reply import Reply
from newsbeam.connectors.http.wire import Wire
from newsbeam.connectors.polling.request import base_headers
from newsbeam.connectors.polling.robots import Robots, origin_of
from newsbeam.connectors.polling.sniff import alternates, refuse
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import Item, ParseError
from newsbeam.schemas.quick import dataclass

MAX_CANDIDATES = 15
_HEAD = 64 * 1024
# HTML lets an attribute go without quotes.
_BASE = re.compile(rb"""<base\b[^>]{0,500}?\bhref\s{0,5}=\s{0,5}["']?([^"'\s>]{1,1000})""", re.IGNORECASE)
_LINK = re.compile(rb"""<a\b[^>]{0,500}?\bhref\s{0,5}=\s{0,5}["']?([^"'\s>]{1,1000})""", re.IGNORECASE)
_FEEDISH = re.compile(r"(?i)(?:^|[/._-])(?:rss|feeds?|atom|rdf)(?:$|[/._?-])|\.(?:rss|atom|rdf)$|feed\.json|news-?sitemap")
_SITEMAP = re.compile(rb"(?im)^\s{0,20}sitemap\s{0,5}:\s{0,5}(\S{1,1000})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One address that a site names as a feed, and what it turned out to be."""

    url: str
    named_by: str
    """`itself`, `alternate`, `link` or `robots`."""
    format: str | None = None
    """None: it is no feed."""
    title: str | None = None
    entries: int = 0
    message: str = ""
    """Why it is no feed."""


async def discover(url: str, limits: FetchLimits, *, clock: Clock, resolver: Resolver = system_resolver) -> list[Found]:
    """The feeds that a page names, best first, each fetched and parsed. Obeys robots.txt; at most fifteen are looked at."""
    async with Wire(limits, resolver=resolver) as wire:
        look = _Look(wire, limits, clock)
        reply = await look.fetch(url)
        if isinstance(reply, str):
            return [Found(url=redact_url(url), named_by="itself", message=reply)]
        itself = look.judge(reply, url, "itself")
        if itself.format is not None:
            return [itself]
        found = []
        for candidate, named_by in _candidates(reply, look.robots, url)[:MAX_CANDIDATES]:
            answer = await look.fetch(candidate)
            if isinstance(answer, str):
                found.append(Found(url=redact_url(candidate), named_by=named_by, message=answer))
            else:
                found.append(look.judge(answer, candidate, named_by))
    return sorted(found, key=lambda one: (one.format is None, one.entries == 0))


class _Look:
    """Fetching and judging one address."""

    def __init__(self, wire: Wire, limits: FetchLimits, clock: Clock) -> None:
        self._limits, self._clock = limits, clock
        self._gate, self._headers = HostGate(clock, limits), base_headers(limits)
        self._exchange = Exchange(wire, self._gate, limits, clock)
        self.robots = Robots(self._exchange, limits, clock, self._headers)

    async def fetch(self, url: str) -> Reply | str:
        """The answer, or why there is none."""
        try:
            if parse_url(url).scheme not in ("http", "https"):
                return "no http address"
        except ValueError as error:
            return f"no address: {error}"
        if not await self.robots.allows(url):
            return await self._why_not(url)
        delay = await self.robots.delay(url)
        if delay > self._limits.max_crawl_delay_s:
            return f"robots.txt asks for {delay:g} s between two requests"
        self._gate.slow_down(host_of(url), delay)
        reply = await self._exchange.get("discover", url, self._headers, permit=self.robots.allows)
        return reply if reply.reason is None else reply.message

    async def _why_not(self, url: str) -> str:
        """Why it may not be asked: as its robots.txt says, or because that cannot be had, and then nothing can."""
        origin = origin_of(url)
        file = self.robots.files.get(origin)
        if file is None or file.status == 200:
            return "robots.txt forbids it"
        if file.status is not None:
            return f"robots.txt answers {file.status}: nothing is asked before it can be read"
        reply = await self._exchange.get("discover", f"{origin}/robots.txt", self._headers)
        return reply.message if reply.reason is not None else "robots.txt could not be read; try again"

    def judge(self, reply: Reply, url: str, named_by: str) -> Found:
        """What a body is: parsed for good, so that nothing is promised that ingest would refuse."""
        from newsbeam.connectors.formats import parse
        from newsbeam.connectors.formats.news_sitemap import children

        shown = redact_url(url)
        if (verdict := refuse(reply.body)) is not None:
            return Found(url=shown, named_by=named_by, message=verdict.message)
        media_type, charset = content_type(reply.headers)
        document = Document(
            feed_id="discover",
            uri=shown,
            fetched_at=self._clock.now(),
            payload=reply.body,
            media_type=media_type,
            charset=charset,
            http_status=200,
        )
        try:
            items = [one for one in parse(document) if isinstance(one, Item)]
        except ParseError as error:
            try:
                listed = len(children(document))
            except ParseError:
                listed = 0
            if listed:
                return Found(url=shown, named_by=named_by, format="news_sitemap", title=f"an index of {listed} sitemaps", entries=0)
            return Found(url=shown, named_by=named_by, message=str(error))
        name = items[0].format if items else "rss_atom"
        return Found(url=shown, named_by=named_by, format=name, title=items[0].feed_title if items else None, entries=len(items))


def _candidates(reply: Reply, robots: Robots, url: str) -> list[tuple[str, str]]:
    """(address, who names it), each once: alternates, then links of the same site that look like feeds, then robots.txt."""
    base = reply.url or url
    site = registrable(urlsplit(base).hostname or "")
    stated = _BASE.search(reply.body[:_HEAD])
    page = _joined(base, [stated[1].decode("utf-8", "replace")])[:1] if stated else []
    near = page[0] if page else base  # what the page's links are relative to
    named: list[tuple[str, str]] = [(one, "alternate") for one in _joined(near, alternates(reply.body))]
    links = _joined(near, (found.decode("utf-8", "replace") for found in _LINK.findall(reply.body[: 1024 * 1024])))
    named += [(one, "link") for one in _of_site(links, site) if _FEEDISH.search(urlsplit(one).path)]
    if (file := robots.files.get(origin_of(base))) is not None and file.status == 200:
        maps = (found.decode("utf-8", "replace") for found in _SITEMAP.findall(file.body))
        named += [(one, "robots") for one in _of_site(maps, site) if "news" in one.lower()]
    found: dict[str, str] = {}
    for one, who in named:
        found.setdefault(one.partition("#")[0], who)
    return list(found.items())


def _joined(base: str, written: Iterable[str]) -> list[str]:
    """Addresses as a page writes them, made whole; those that are none are left out."""
    found = []
    for one in written:
        with suppress(ValueError):
            found.append(urljoin(base, address(one).strip()))
    return found


def _of_site(urls: Iterable[str], site: str) -> list[str]:
    found = []
    for url in urls:
        try:
            host = urlsplit(url).hostname or ""
        except ValueError:
            continue
        if registrable(host) == site:
            found.append(url)
    return found
