"""The fetch engine: feeds and their cursors in, landed documents and the cursors to come out.

One task per host walks through that host's feeds, so a host that hangs delays only itself, and ten thousand feeds cost a
few hundred tasks. What an answer means is decided by pure functions (`connectors.http.transitions`); this file only carries.
"""

import asyncio
import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from importlib import metadata
from urllib.parse import unquote, urlsplit

from connectors import local
from connectors.http.clock import Clock
from connectors.http.exchange import Exchange, Reply
from connectors.http.guard import Resolver, system_resolver
from connectors.http.headers import Headers, content_type
from connectors.http.hosts import HostGate, host_keys, host_of
from connectors.http.limits import REMOTE_HOSTS_WITHOUT_CONTACT, FetchLimits
from connectors.http.redact import MissingSecretError, authorization, hide, redact_url, resolve, secrets_of
from connectors.http.rhythm import is_due
from connectors.http.sniff import refuse
from connectors.http.transitions import CONDITIONS_GIVEN_UP, Answer, after, begin
from connectors.http.wire import Wire
from connectors.polled import PollResult, of_file, skipped
from schemas.codes import FeedOutcome, Reason
from schemas.cursor import Cursor, FeedState
from schemas.document import Document, LandingRef
from schemas.feed import Feed

Land = Callable[[Document, Mapping[str, str]], LandingRef]
ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, application/json;q=0.8, text/xml;q=0.8, */*;q=0.5"
GRACE_S = 5.0
"""What exchanges under way are given after a stop."""
_NOT_KEPT = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection", "set-cookie", "set-cookie2"})
"""Header fields of the wire, not of the document; cookies are secrets."""


class NoContactError(Exception):
    """Ten or more remote hosts and nobody to complain to: the engine refuses to start (exit 2)."""


def due(feeds: Iterable[Feed], cursors: Mapping[str, Cursor], now: datetime) -> list[Feed]:
    """The feeds whose time has come, longest overdue first. Paused and gone ones are left out unless their entry changed."""
    found = []
    for feed in feeds:
        cursor = begin(feed, cursors.get(feed.id))
        if cursor.state not in (FeedState.PAUSED, FeedState.GONE) and is_due(cursor, now):
            found.append((cursor.next_due.timestamp() if cursor.next_due else 0.0, feed))
    return [feed for _, feed in sorted(found, key=lambda one: (one[0], one[1].id))]


async def poll(
    feeds: Sequence[Feed],
    cursors: Mapping[str, Cursor],
    limits: FetchLimits,
    *,
    clock: Clock,
    land: Land,
    resolver: Resolver = system_resolver,
    all_feeds: Iterable[Feed] | None = None,
    stop: threading.Event | None = None,
) -> list[PollResult]:
    """Ask each of these feeds once, politely, and land every new body. Results come in the order of `feeds`.

    `land` is called for each new body before its result exists; what it raises (the disk) ends the poll. Feeds that are
    paused or gone, and hosts that a Retry-After holds, are not asked (`skipped`). A folder gives one result per new file,
    each with the cursor of all files so far. `all_feeds` is the whole list where `feeds` are a part of it. Once `stop` is
    set, no further feed is asked, those under way have five seconds, and what is left is `skipped`. Raises NoContactError.
    """
    check_contact(feeds, limits)
    sweep = _Sweep(feeds, cursors, limits, clock, land, known_urls(all_feeds if all_feeds is not None else feeds, cursors))
    async with Wire(limits, resolver=resolver) as wire:
        sweep.exchange = Exchange(wire, HostGate(clock, limits), limits, clock, sweep.keys)
        try:
            async with asyncio.TaskGroup() as tasks:
                walks = [tasks.create_task(sweep.walk(host, queue)) for host, queue in sweep.queues.items()]
                if stop is not None:
                    tasks.create_task(sweep.heed(stop, walks))
        except BaseExceptionGroup as group:  # what `land` raised: the caller knows it by its own name
            raise group.exceptions[0] from None
        sweep.read_files([feed for feed in feeds if feed.path is not None])
    sweep.skip_the_rest(feeds)
    return [result for feed in feeds for result in sweep.results[feed.id]]


class _Sweep:
    """One poll under way: which feeds stand at which host, and what came of each."""

    exchange: Exchange

    def __init__(
        self,
        feeds: Sequence[Feed],
        cursors: Mapping[str, Cursor],
        limits: FetchLimits,
        clock: Clock,
        land: Land,
        known: frozenset[str | None],
    ) -> None:
        self.limits, self.clock, self.land, self.known = limits, clock, land, known
        self.begun = {feed.id: begin(feed, cursors.get(feed.id)) for feed in feeds}
        self.addresses = {feed.id: self.begun[feed.id].url or feed.url for feed in feeds if feed.url is not None}
        self.keys = host_keys(set(self.addresses.values()))
        self.held = held_hosts(cursors, self.keys, self.addresses, clock.now())
        self.retries: dict[str, list[datetime]] = defaultdict(list)
        self.queues: dict[str, list[Feed]] = defaultdict(list)
        self.results: dict[str, list[PollResult]] = {}
        self.stopping = False
        for feed in feeds:
            if feed.url is not None:
                self.queues[self.keys[self.addresses[feed.id]]].append(feed)

    async def walk(self, host: str, queue: list[Feed]) -> None:
        """One host's feeds, one after the other."""
        for number, feed in enumerate(queue, start=1):
            if self.stopping:
                return
            cursor = self.begun[feed.id]
            if cursor.state in (FeedState.PAUSED, FeedState.GONE):
                self.results[feed.id] = [skipped(feed, cursor, self.clock.now(), cursor.state.value)]
            elif host in self.held:
                later = replace(cursor, next_due=self.held[host], next_due_reason="host_held")
                self.results[feed.id] = [skipped(feed, later, self.clock.now(), "host_held")]
            else:
                await self.ask(host, feed, cursor, last=number == len(queue))

    async def ask(self, host: str, feed: Feed, cursor: Cursor, *, last: bool) -> None:
        """One feed; its Retry-After holds the host once another feed of it had one too."""
        self.results[feed.id] = [result := await self._exchange(feed, cursor, last=last)]
        if (retry_at := result.cursor.retry_at) is not None:
            self.retries[host].append(retry_at)
            if len(self.retries[host]) > 1:
                self.held[host] = max(self.retries[host])

    async def _exchange(self, feed: Feed, cursor: Cursor, *, last: bool) -> PollResult:
        secrets = secrets_of(feed)
        url, limits = self.addresses[feed.id], self.limits
        known = self.known - {url, feed.url}
        try:
            url = resolve(url)
            private = {name: resolve(value) for name, value in feed.headers.items()}
            if feed.auth:
                private["Authorization"] = authorization(feed.auth)
        except MissingSecretError as error:
            reply = Reply(reason=Reason.BAD_CONFIG, message=str(error), url=url)
        else:
            reply = await self.exchange.get(
                feed.id, url, {**base_headers(limits), **conditions(cursor)}, private, last=last, secrets=secrets
            )
        now = self.clock.now()
        message, verdict = reply.message, None
        if reply.reason is None and reply.status != 304 and feed.format != "article_html":
            verdict = refuse(reply.body)
            message = verdict.message if verdict else message
        answer = Answer(
            status=reply.status,
            reason=verdict.reason if verdict else reply.reason,
            headers=reply.headers,
            body=reply.body,
            conditional=bool(conditions(cursor)),
            permanent_url=_adoptable(reply, secrets) if verdict is None else None,
            known_urls=frozenset(u for u in known if u),
        )
        step = after(cursor, answer, feed=feed, now=now, limits=limits)
        ref = None
        if step.outcome is FeedOutcome.OK:
            document = _document(feed, reply, now, secrets)
            ref = self.land(document, {"hops": json.dumps(reply.hops)} if reply.hops else {})
        return PollResult(
            feed_id=feed.id,
            outcome=step.outcome,
            cursor=step.cursor,
            fetched_at=now,
            url=redact_url(hide(url, secrets)),
            reason=step.reason.value if step.reason else None,
            message=hide(message, secrets)[:512],
            http_status=reply.status,
            requests=len(reply.sent),
            wire_bytes=reply.wire_bytes,
            body_bytes=len(reply.body),
            ref=ref,
            flags=step.flags,
            next_poll_at=step.cursor.next_due,
            next_poll_reason=step.cursor.next_due_reason,
            sent=reply.sent,
        )

    async def heed(self, stop: threading.Event, walks: Sequence[asyncio.Task[None]]) -> None:
        """Let the walks end by themselves, or soon after `stop` is set."""
        while not all(walk.done() for walk in walks):
            if stop.is_set():
                self.stopping = True
                await asyncio.wait(walks, timeout=GRACE_S)
                for walk in walks:
                    walk.cancel()
                return
            await asyncio.wait(walks, timeout=0.2)

    def skip_the_rest(self, feeds: Iterable[Feed]) -> None:
        """Feeds that the stop came before: as they were."""
        for feed in feeds:
            if feed.id not in self.results:
                self.results[feed.id] = [skipped(feed, self.begun[feed.id], self.clock.now(), "stopped")]

    def read_files(self, feeds: Iterable[Feed]) -> None:
        """The `path` feeds."""
        for feed in feeds:
            self.results[feed.id] = list(_read(feed, self.begun[feed.id], self.limits, self.clock.now(), self.land))


def cursor_after(
    cursor: Cursor | None, document: Document, fetched_at: datetime, limits: FetchLimits, feed: Feed | None = None
) -> Cursor:
    """The cursor that goes with a landed document: what `poll` returned for it, recomputed after a crash.

    Give the feed where it is still in the list, so that the operator's interval counts.
    """
    base = begin(feed, cursor) if feed is not None else cursor or Cursor(feed_id=document.feed_id)
    if document.uri.startswith("file:"):
        name = unquote(urlsplit(document.uri).path)
        return local.taken(base, name, local.mark_of(document.payload), feed=feed, now=fetched_at, limits=limits)
    answer = Answer(status=document.http_status or 200, headers=document.headers, body=document.payload)
    return after(base, answer, feed=feed, now=fetched_at, limits=limits).cursor


def base_headers(limits: FetchLimits) -> dict[str, str]:
    """The headers of every request: who we are, and what we can read."""
    version = metadata.version("newsbeam")
    contact = f" (+{limits.contact})" if limits.contact else ""
    return {"User-Agent": f"newsbeam/{version}{contact}", "Accept": ACCEPT, "Accept-Encoding": "gzip, deflate"}


def conditions(cursor: Cursor) -> dict[str, str]:
    """The validators, byte for byte as the server sent them (K2); none after it refused them."""
    if cursor.conditional_refused >= CONDITIONS_GIVEN_UP:
        return {}
    found = {"If-None-Match": cursor.etag, "If-Modified-Since": cursor.last_modified}
    return {name: sent for name, value in found.items() if value and (sent := _sendable(value))}


def _sendable(value: str) -> str | None:
    """A header value so that aiohttp puts the very bytes on the wire that came; None where it cannot (it writes UTF-8)."""
    if value.isascii():
        return value if value.isprintable() else None
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None


def check_contact(feeds: Sequence[Feed], limits: FetchLimits) -> None:
    """Raises NoContactError where ten or more remote hosts would be asked by nobody."""
    hosts = {host_of(feed.url) for feed in feeds if feed.url} - {_bare(one) for one in limits.allow_hosts}
    if limits.contact is None and len(hosts) > REMOTE_HOSTS_WITHOUT_CONTACT:
        raise NoContactError(
            f'{len(hosts)} remote hosts and no contact: set `contact = "https://… or mailto:…"` at the top of the feed list'
        )


def held_hosts(
    cursors: Mapping[str, Cursor], keys: Mapping[str, str], addresses: Mapping[str, str], now: datetime
) -> dict[str, datetime]:
    """Hosts with a Retry-After in force at two or more of their feeds, and until when."""
    asked: dict[str, list[datetime]] = defaultdict(list)
    for feed_id, cursor in cursors.items():
        if cursor.retry_at is not None and cursor.retry_at > now and feed_id in addresses:
            asked[keys[addresses[feed_id]]].append(cursor.retry_at)
    return {host: max(times) for host, times in asked.items() if len(times) > 1}


def known_urls(feeds: Iterable[Feed], cursors: Mapping[str, Cursor]) -> frozenset[str | None]:
    """Every address that belongs to a feed: no other feed adopts it."""
    return frozenset(feed.url for feed in feeds) | frozenset(cursor.url for cursor in cursors.values())


def _bare(place: str) -> str:
    host, _, port = place.rpartition(":")
    return host if port in ("80", "443") else place


def _read(feed: Feed, cursor: Cursor, limits: FetchLimits, now: datetime, land: Land) -> Iterable[PollResult]:
    """One result per new file of a `path` feed; one `unchanged` where there is none."""
    count = 0
    for found in local.new_documents(feed, cursor, now, limits):
        count += 1
        if isinstance(found, local.Refused):
            yield of_file(
                feed, local.rest(cursor, feed, now, limits), now, FeedOutcome.SOFT, reason=found.reason.value, message=found.message
            )
            continue
        name = unquote(urlsplit(found.uri).path)
        cursor = local.taken(cursor, name, local.mark_of(found.payload), feed=feed, now=now, limits=limits)
        yield of_file(feed, cursor, now, FeedOutcome.OK, ref=land(found, {}), body_bytes=len(found.payload))
    if not count:
        yield of_file(feed, local.rest(cursor, feed, now, limits), now, FeedOutcome.UNCHANGED)


def _adoptable(reply: Reply, secrets: tuple[str, ...]) -> str | None:
    """Where the feed has moved to for good; never an address that carries a secret, because cursors are stored."""
    url = reply.permanent_url if reply.reason is None else None
    return url if url and hide(url, secrets) == url == url.replace("${", "") else None


def _document(feed: Feed, reply: Reply, now: datetime, secrets: tuple[str, ...]) -> Document:
    kept: Headers = tuple((k, hide(v, secrets)) for k, v in reply.headers if k.lower() not in _NOT_KEPT)
    media_type, charset = content_type(reply.headers)
    return Document(
        feed_id=feed.id,
        uri=redact_url(hide(reply.url, secrets)),
        fetched_at=now,
        payload=reply.body,
        media_type=media_type,
        charset=charset,
        http_status=reply.status,
        headers=kept,
    )


__all__ = ["Land", "NoContactError", "PollResult", "cursor_after", "due", "poll"]
