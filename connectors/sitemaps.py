"""Daily sitemaps as lists of addresses: which articles a site says it published between two days (sitemaps.org 0.9)."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from connectors.crawl import poll
from connectors.formats.markup import markup_of, tree_of
from connectors.formats.news_sitemap import children, unpacked
from connectors.http.clock import Clock
from connectors.http.guard import Resolver, system_resolver
from connectors.http.limits import FetchLimits
from connectors.index import AS_IT_IS
from schemas.document import Document, LandingRef
from schemas.feed import Feed
from schemas.item import ParseError

DEPTH = 3
"""An index may list indexes; deeper is a loop."""
MAX_SITEMAPS = 2_000
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/_]?(0[1-9]|1[0-2])[-/_]?(0[1-9]|[12]\d|3[01])(?!\d)")


async def listed(
    url: str, begin: date, end: date, limits: FetchLimits, *, clock: Clock, resolver: Resolver = system_resolver
) -> tuple[list[str], list[str]]:
    """(article addresses, sorted; what was refused, one line each) of a sitemap, or of an index and what it lists.

    A sitemap or an address counts where the day that it names (in its address, else its lastmod) is in `begin` to `end`,
    or where it names none. A lastmod may be a day later: a page is often touched after its day.
    """
    found: set[str] = set()
    refused: list[str] = []
    wave, seen = [url], {url}
    for _ in range(DEPTH):
        documents, failed = await _fetch(wave, limits, clock, resolver)
        refused += failed
        wave = []
        for document in documents:
            try:
                below = [loc for loc, day in children(document) if _within(loc, day, begin, end)]
                found.update(loc for loc, day in _addresses(document) if _within(loc, day, begin, end))
            except ParseError as error:
                refused.append(str(error))
                continue
            wave += [loc for loc in below if loc not in seen][: MAX_SITEMAPS - len(seen)]
            seen.update(below)
        if not wave:
            break
    return sorted(found), refused


async def _fetch(urls: Sequence[str], limits: FetchLimits, clock: Clock, resolver: Resolver) -> tuple[list[Document], list[str]]:
    documents: list[Document] = []

    def keep(document: Document, extra: Any) -> LandingRef:
        documents.append(document)
        return LandingRef(file="none", offset=0, record_id=str(extra))

    feeds = [Feed(id=f"sitemap.{number}", provider="sitemap", url=url, format=AS_IT_IS) for number, url in enumerate(urls)]
    results = await poll(feeds, {}, limits, clock=clock, land=keep, resolver=resolver)
    refused = [f"{url}: {result.reason or result.outcome}" for url, result in zip(urls, results, strict=True) if result.ref is None]
    return documents, refused


def _addresses(document: Document) -> Iterable[tuple[str, str | None]]:
    """(address, day as sent) of a urlset's entries; none of an index."""
    plain = unpacked(document)
    markup = markup_of(plain)
    if markup.root != "urlset":
        return
    for one in tree_of(markup, plain.uri).iterchildren("{*}url"):
        loc = one.findtext("{*}loc")
        if loc and loc.strip():
            yield loc.strip(), one.findtext("{*}news/{*}publication_date") or one.findtext("{*}lastmod")


def _within(address: str, told: str | None, begin: date, end: date) -> bool:
    named = _DAY.search(address)
    if named is not None:
        return begin.isoformat() <= "-".join(named.groups()) <= end.isoformat()
    day = _DAY.match((told or "").strip())
    return day is None or begin.isoformat() <= "-".join(day.groups()) <= (end + timedelta(days=1)).isoformat()
