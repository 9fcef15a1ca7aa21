"""Daily sitemaps as lists of addresses: which articles a site says it published between two days (sitemaps.org 0.9)."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from newsbeam.connectors.formats.markup import markup_of, tree_of
from newsbeam.connectors.formats.news_sitemap import children, unpacked
from newsbeam.connectors.http.address import parse_url
from newsbeam.connectors.http.clock import Clock
from newsbeam.connectors.http.guard import Resolver, system_resolver
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.polling.crawl import poll
from newsbeam.connectors.polling.index import AS_IT_IS
from newsbeam.schemas.document import Document, LandingRef
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import ParseError

DEPTH = 3
"""An index may list indexes; deeper is a loop."""
MAX_SITEMAPS = 2_000
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/_]?(0[1-9]|1[0-2])[-/_]?(0[1-9]|[12]\d|3[01])(?!\d)")
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/_](0[1-9]|1[0-2])(?!\d)")


async def listed(
    url: str, begin: date, end: date, limits: FetchLimits, *, clock: Clock, resolver: Resolver = system_resolver
) -> tuple[list[str], list[str]]:
    """(article addresses, sorted; what was refused, one line each) of a sitemap, or of an index and what it lists.

    A sitemap counts where the day or the month that it names in its address is in `begin` to `end`; else unless it was last
    touched before `begin`. An article counts by the day in its address, else by that of its sitemap's, else by its own
    date; where none is known, it counts. A lastmod may be a day later: a page is often touched after its day.
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
                below = [loc for loc, day in children(document) if _may_hold(loc, day, begin, end)]
                of_the_days = _names_day(document.uri, begin, end) is True
                found.update(loc for loc, day in _addresses(document) if _within(loc, None if of_the_days else day, begin, end))
            except ParseError as error:
                refused.append(str(error))
                continue
            fresh = [loc for loc in dict.fromkeys(below) if loc not in seen]
            usable = [loc for loc in fresh if _is_usable(loc)]
            refused += [f"{loc[:200]}: no address" for loc in fresh if not _is_usable(loc)]
            seen.update(fresh)
            wave += usable
        if len(wave) > MAX_SITEMAPS:
            refused.append(
                f"{url}: {len(wave) - MAX_SITEMAPS} sitemaps left out, at most {MAX_SITEMAPS} are read; ask for fewer days"
            )
            wave = wave[:MAX_SITEMAPS]
        if not wave:
            break
    refused += [f"{loc}: an index in an index in an index is not read" for loc in wave]
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


def _may_hold(address: str, touched: str | None, begin: date, end: date) -> bool:
    """Whether a sitemap may list articles of these days."""
    named = _names_day(address, begin, end)
    if named is not None:
        return named
    month = _MONTH.search(address)
    if month is not None:
        return begin.isoformat()[:7] <= "-".join(month.groups()) <= end.isoformat()[:7]
    day = _DAY.match((touched or "").strip())
    return day is None or "-".join(day.groups()) >= (begin - timedelta(days=1)).isoformat()  # its clock may be behind ours


def _within(address: str, lastmod: str | None, begin: date, end: date) -> bool:
    """Whether an article is of these days."""
    named = _names_day(address, begin, end)
    if named is not None:
        return named
    day = _DAY.match((lastmod or "").strip())
    return day is None or begin.isoformat() <= "-".join(day.groups()) <= (end + timedelta(days=1)).isoformat()


def _names_day(address: str, begin: date, end: date) -> bool | None:
    """Whether the day in an address is one of these; None: it names none."""
    named = _DAY.search(address)
    return None if named is None else begin.isoformat() <= "-".join(named.groups()) <= end.isoformat()


def _is_usable(address: str) -> bool:
    try:
        return len(address) <= 2048 and parse_url(address).scheme in ("http", "https")
    except ValueError:
        return False
