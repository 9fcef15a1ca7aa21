"""Back-fill from a site's daily sitemaps: its articles of some days, fetched politely, through the same stages."""

import asyncio
from collections.abc import Mapping
from contextlib import closing
from datetime import date

from newsbeam.connectors.http.clock import Clock
from newsbeam.connectors.http.guard import Resolver, system_resolver
from newsbeam.connectors.landing.landed import adopt
from newsbeam.connectors.polling.pages import follow
from newsbeam.connectors.polling.sitemaps import listed
from newsbeam.connectors.state import records
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.own_state import open_own_state
from newsbeam.pipeline.publish.finish import recover, seal_due
from newsbeam.pipeline.runners.lean_import import import_arrow
from newsbeam.pipeline.runs.backfill import PREFIX, Backfilled, BackfillOptions, Worker
from newsbeam.pipeline.runs.upkeep import fold_sketches
from newsbeam.schemas.document import Document, LandingRef
from newsbeam.schemas.feed import Feed


def backfill_sitemap(
    options: BackfillOptions, url: str, begin: date, end: date, *, clock: Clock, resolver: Resolver = system_resolver
) -> Backfilled:
    """Fetch and process the articles that a sitemap lists for `begin` to `end`, at most `max_pages` a batch.

    Resumable: an address whose page is landed is not asked for again. robots.txt, delays and limits are those of pages that
    feeds lead to. The lock is taken per batch, so a waiting ingest gets its turn.
    """
    import_arrow()
    out = Output.at(options.out)
    out.prepare()
    addresses, refused = asyncio.run(listed(url, begin, end, options.limits, clock=clock, resolver=resolver))
    filled = Backfilled(damaged=refused[:100])
    asked: set[str] = set()
    while True:
        with out.lock(wait=True), closing(open_own_state(out)) as conn:
            recover(out, conn)
            worker = Worker(out, conn, options)
            adopt(conn, out.landing)
            worker.work_off(filled)
            left = [one for one in addresses if one not in asked and one not in records.landed_urls(conn, f"{PREFIX}*")]
            portion = left[: options.limits.max_pages]
            if not portion:
                return filled
            asked.update(portion)
            documents = _pages(portion, options, clock, resolver)
            filled.documents += worker.land(documents, f"backfill-sitemap-{options.as_of:%Y%m%d}")
            filled.skipped += len(portion) - len(documents)
            adopt(conn, out.landing)
            worker.work_off(filled)
            filled.batches += worker.batches
            seal_due(out, conn, options.as_of)
            fold_sketches(out, options.as_of)
        if options.progress is not None:
            options.progress("backfill", len(asked), len(addresses))


def _pages(addresses: list[str], options: BackfillOptions, clock: Clock, resolver: Resolver) -> list[Document]:
    """The article pages that answered; the others are refused by their servers, robots.txt or our limits."""
    documents: list[Document] = []

    def keep(document: Document, extra: Mapping[str, str]) -> LandingRef:
        documents.append(document)
        return LandingRef(file="none", offset=0, record_id=extra.get("final_url", ""))

    feed = Feed(id=f"{PREFIX}sitemap", provider="sitemap", url=addresses[0])
    asyncio.run(follow([(feed, one) for one in addresses], options.limits, clock=clock, land=keep, resolver=resolver))
    return documents
