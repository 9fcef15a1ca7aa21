"""The fetch engine: feeds and their cursors in, landed documents and the cursors to come out.

How a poll goes is `newsbeam.connectors.polling.sweep`, one exchange `newsbeam.connectors.http.exchange`; what an answer means is decided by pure
functions (`newsbeam.connectors.polling.transitions`).
"""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import unquote, urlsplit

from newsbeam.connectors.http.clock import Clock
from newsbeam.connectors.http.exchange import Exchange
from newsbeam.connectors.http.guard import Resolver, system_resolver
from newsbeam.connectors.http.hosts import HostGate, bare_place, host_of
from newsbeam.connectors.http.limits import REMOTE_HOSTS_WITHOUT_CONTACT, FetchLimits
from newsbeam.connectors.polling import local
from newsbeam.connectors.polling.due import due
from newsbeam.connectors.polling.polled import Land, Noted, PollResult, of_file
from newsbeam.connectors.polling.request import base_headers, conditions
from newsbeam.connectors.polling.robots import Robots
from newsbeam.connectors.polling.sweep import Sweep
from newsbeam.connectors.polling.transitions import Answer, after, begin
from newsbeam.connectors.state.cursors import RobotsFile
from newsbeam.schemas.codes import FeedOutcome
from newsbeam.schemas.cursor import Cursor
from newsbeam.schemas.document import Document, LandingRef
from newsbeam.schemas.errors import NoContactError
from newsbeam.schemas.feed import Feed


async def poll(  # noqa: PLR0913 (one door: what a poll needs, and what it may be given)
    feeds: Sequence[Feed],
    cursors: Mapping[str, Cursor],
    limits: FetchLimits,
    *,
    clock: Clock,
    land: Land,
    resolver: Resolver = system_resolver,
    all_feeds: Iterable[Feed] | None = None,
    stop: threading.Event | None = None,
    robots: dict[str, RobotsFile] | None = None,
    noted: Noted | None = None,
) -> list[PollResult]:
    """Ask each of these feeds once, politely, and land every new body. Results come in the order of `feeds`.

    `land` is called for each new body before its result exists; what it raises (the disk) ends the poll. Feeds that are
    paused or gone, and hosts that a Retry-After holds, are not asked (`skipped`). A folder gives one result per new file,
    and a sitemap index one per changed sitemap, each with the cursor after all of them. `all_feeds` is the whole list where `feeds` are a part of it. Once `stop` is
    set, no further feed is asked, those under way have five seconds, and what is left is `skipped`. `robots` are the files
    known so far (`load_robots`), updated in place: feeds that they disallow are flagged. `noted` is called with each remote feed's
    results as they come. Raises NoContactError.
    """
    check_contact(feeds, limits)
    sweep = Sweep(feeds, cursors, limits, clock, land, known_urls(all_feeds if all_feeds is not None else feeds, cursors))
    sweep.noted = noted
    if sweep.addresses:
        from newsbeam.connectors.http.wire import Wire  # 0.1 s to load, and as much again to gather what TLS trusts

        async with Wire(limits, resolver=resolver) as wire:
            sweep.exchange = Exchange(wire, HostGate(clock, limits), limits, clock, sweep.keys)
            if robots is not None:
                sweep.robots = Robots(sweep.exchange, limits, clock, base_headers(limits), robots)
            await sweep.run(stop)
    for feed in feeds:
        if feed.path is not None:
            sweep.results[feed.id] = list(_read(feed, sweep.begun[feed.id], limits, clock.now(), land))
    if robots is not None and sweep.robots is not None:
        robots.update(sweep.robots.fetched)
    return [result for feed in feeds for result in sweep.results[feed.id]]


def cursor_after(
    cursor: Cursor | None, document: Document, fetched_at: datetime, limits: FetchLimits, feed: Feed | None = None
) -> Cursor:
    """The cursor that goes with a landed document: what `poll` returned for it, recomputed after a crash.

    Give the feed where it is still in the list, so that the operator's interval counts.
    """
    base = begin(feed, cursor) if feed is not None else cursor or Cursor(feed_id=document.feed_id)
    if document.uri.startswith("file:"):
        name = unquote(urlsplit(document.uri).path)
        return local.taken(base, {name: local.mark_of(document.payload)}, feed=feed, now=fetched_at.replace(microsecond=0))
    answer = Answer(status=document.http_status or 200, headers=document.headers, body=document.payload)
    cursor = after(base, answer, feed=feed, now=fetched_at, limits=limits).cursor
    if document.uri in base.sitemaps:  # of an index, whose own validators stay
        cursor = replace(cursor, etag=base.etag, last_modified=base.last_modified, body_sha256=base.body_sha256)
    return cursor


def check_contact(feeds: Sequence[Feed], limits: FetchLimits) -> None:
    """Raises NoContactError where ten or more remote hosts would be asked by nobody."""
    hosts = {host_of(feed.url) for feed in feeds if feed.url} - {bare_place(one) for one in limits.allow_hosts}
    if limits.contact is None and len(hosts) > REMOTE_HOSTS_WITHOUT_CONTACT:
        raise NoContactError(
            f'{len(hosts)} remote hosts and no contact: set `contact = "https://… or mailto:…"` at the top of the feed list'
        )


def known_urls(feeds: Iterable[Feed], cursors: Mapping[str, Cursor]) -> frozenset[str]:
    """Every address that belongs to a feed: no other feed adopts it."""
    return frozenset(url for url in (*(feed.url for feed in feeds), *(cursor.url for cursor in cursors.values())) if url)


def _read(feed: Feed, cursor: Cursor, limits: FetchLimits, now: datetime, land: Land) -> Iterable[PollResult]:
    """One result per new file of a `path` feed, each with the cursor after them all; one `unchanged` where there is none.

    All are landed before the first of them counts, so the cursor may speak of them all. They are told apart in time by
    their order, a microsecond each: which of two tellings is the later is no accident then.
    """
    taken: dict[str, tuple[int, str]] = {}
    found: list[tuple[LandingRef | local.Refused, int, datetime]] = []
    for number, one in enumerate(local.new_documents(feed, cursor, now, limits)):
        at = now + timedelta(microseconds=number)
        if isinstance(one, local.Refused):
            found.append((one, 0, at))
            continue
        taken[unquote(urlsplit(one.uri).path)] = local.mark_of(one.payload)
        found.append((land(replace(one, fetched_at=at), {}), len(one.payload), at))
    cursor = local.taken(local.forgotten(cursor), taken, feed=feed, now=now) if taken else local.rest(cursor, feed, now)
    for what, size, at in found:
        if isinstance(what, local.Refused):
            yield of_file(feed, cursor, at, FeedOutcome.SOFT, reason=what.reason.value, message=what.message)
        else:
            yield of_file(feed, cursor, at, FeedOutcome.OK, ref=what, body_bytes=size)
    if not found:
        yield of_file(feed, cursor, now, FeedOutcome.UNCHANGED)


__all__ = ["Land", "NoContactError", "PollResult", "base_headers", "conditions", "cursor_after", "due", "poll"]
