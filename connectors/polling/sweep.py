"""One poll under way: which feeds stand at which host, who is asked next, and when the rest is left for another time.

One task per host walks through that host's feeds, so a host that hangs delays only itself.
"""

import asyncio
import json
import logging
import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import replace
from functools import partial

from newsbeam.connectors.http.clock import Clock
from newsbeam.connectors.http.exchange import Exchange
from newsbeam.connectors.http.hosts import HostKeys
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.http.redact import MissingSecretError, authorization, hide, redact_url, resolve
from newsbeam.connectors.http.reply import Reply
from newsbeam.connectors.polling.held_hosts import HeldHosts
from newsbeam.connectors.polling.index_poll import Asked, poll_index
from newsbeam.connectors.polling.polled import Land, Noted, PollResult, poll_result, skipped
from newsbeam.connectors.polling.request import address_of, adoptable, base_headers, conditions, document_of, is_stuck, stays
from newsbeam.connectors.polling.robots import Robots
from newsbeam.connectors.polling.secrets import secrets_of
from newsbeam.connectors.polling.slow_hosts import HOST_SLOW, Patience, give_up, is_doubtful, put_off, slowest_first
from newsbeam.connectors.polling.sniff import refuse
from newsbeam.connectors.polling.transitions import Answer, after, begin
from newsbeam.schemas.codes import FeedOutcome, Reason
from newsbeam.schemas.cursor import AT_REST, Cursor
from newsbeam.schemas.document import Document, LandingRef
from newsbeam.schemas.feed import Feed

LOG = logging.getLogger(__name__)
GRACE_S = 5.0
"""What exchanges under way are given after a stop."""
DEAD_AFTER = 3
"""A host that let so many requests run out of time and answered none is left alone for the rest of the poll."""
DOUBTFUL_SHARE = 2
"""Hosts that may well be silent hold at most one in so many of all turns."""
TICK_S = 0.1
ROBOTS_FLAG = "robots_disallowed"


class Sweep:
    """The feeds of one poll, and what came of each."""

    exchange: Exchange
    robots: Robots | None = None
    noted: Noted | None = None

    def __init__(
        self,
        feeds: Sequence[Feed],
        cursors: Mapping[str, Cursor],
        limits: FetchLimits,
        clock: Clock,
        land: Land,
        known: frozenset[str],
    ) -> None:
        self._limits, self._clock, self._land, self._known = limits, clock, land, known
        self._feeds = feeds
        self.begun = {feed.id: begin(feed, cursors.get(feed.id)) for feed in feeds}
        self.addresses = {feed.id: url for feed in feeds if (url := address_of(feed, self.begun[feed.id])) is not None}
        self.keys = HostKeys(set(self.addresses.values()))
        self.results: dict[str, list[PollResult]] = {}
        self._held = HeldHosts(cursors, self.keys, self.addresses, limits.allow_hosts, clock.now())
        self._asking: dict[str, Feed] = {}
        self._silent: dict[str, int] = defaultdict(int)
        """By host: time-outs so far; -1 once it answered."""
        self._doubtful = asyncio.Semaphore(max(1, limits.max_in_flight // DOUBTFUL_SHARE))
        self._refused: Exception | None = None
        """What `land` raised."""
        self._stopping = False
        self._queues: dict[str, list[Feed]] = defaultdict(list)
        for feed in feeds:
            if feed.url is not None:
                self._queues[self.keys[self.addresses[feed.id]]].append(feed)

    async def run(self, stop: threading.Event | None) -> None:
        """Ask every feed that has an address. What `land` raises comes through."""
        try:
            async with asyncio.TaskGroup() as tasks:
                hosts = slowest_first(self._queues, self.begun)
                walks = {host: tasks.create_task(self._walk(host, self._queues[host])) for host in hosts}
                tasks.create_task(self._mind(walks, stop))
        except BaseExceptionGroup as group:  # what `land` raised: the caller knows it by its own name
            raise group.exceptions[0] from None
        now = self._clock.now()
        for feed in self._feeds:
            if feed.url is None or feed.id in self.results:
                continue
            begun = self.begun[feed.id]
            left = (begun, "stopped") if self._stopping else (put_off(feed, begun, now, self._limits), HOST_SLOW)
            self.results[feed.id] = [skipped(feed, left[0], now, left[1])]

    async def _walk(self, host: str, queue: list[Feed]) -> None:
        """One host's feeds, one after the other."""
        for number, feed in enumerate(queue, start=1):
            if self._stopping or self._silent[host] == DEAD_AFTER:
                return
            cursor, now = self.begun[feed.id], self._clock.now()
            if cursor.state in AT_REST:
                self.results[feed.id] = [skipped(feed, cursor, now, cursor.state.value)]
            elif (until := self._held.until(host)) is not None:
                later = replace(cursor, next_due=until, next_due_reason="host_held")
                self.results[feed.id] = [skipped(feed, later, now, "host_held")]
            elif cursor.retry_at is not None and cursor.retry_at > now:
                later = replace(cursor, next_due=max(cursor.retry_at, cursor.next_due or now), next_due_reason="retry_after")
                self.results[feed.id] = [skipped(feed, later, now, "retry_after")]
            else:
                self._asking[host] = feed
                async with self._doubtful if is_doubtful(cursor) else nullcontext():
                    self._note(host, await self._ask(feed, cursor, last=number == len(queue)))
        if self.robots is not None and self._limits.robots_feeds == "warn":
            await self._look_at_robots(self.robots, queue)

    def _note(self, host: str, results: list[PollResult]) -> None:
        """Keep a feed's results; a Retry-After holds a public host once two of its feeds got one."""
        result = results[0]
        self.results[result.feed_id] = results
        if self.noted is not None:
            self.noted(results)
        silent = self._silent[host]
        self._silent[host] = silent + 1 if result.reason == Reason.TIMEOUT and silent >= 0 else -1
        if result.cursor.retry_at is not None:
            self._held.note(host, result.cursor.retry_at)

    async def _ask(self, feed: Feed, cursor: Cursor, *, last: bool) -> list[PollResult]:
        """One feed's results. No answer ends the sweep for the others: what we fall over is this feed's failure."""
        try:
            return await self._exchange_with(feed, cursor, last=last)
        except Exception as error:
            if error is self._refused:
                raise
            LOG.exception("%s: its answer ended its poll; please report this trace", feed.id)
            now = self._clock.now()
            step = after(cursor, Answer(reason=Reason.BUG), feed=feed, now=now, limits=self._limits)
            message = hide(f"{type(error).__name__}: {error}; please report it with the trace in the log", secrets_of(feed))
            return [poll_result(feed, step, Reply(), now, url=redact_url(feed.url or ""), message=message[:512], ref=None)]

    def _keep(self, document: Document, extra: Mapping[str, str]) -> LandingRef:
        """Land a document; what the disk refuses ends the sweep."""
        try:
            return self._land(document, extra)
        except Exception as error:
            self._refused = error
            raise

    async def _exchange_with(self, feed: Feed, cursor: Cursor, *, last: bool) -> list[PollResult]:
        secrets, url = secrets_of(feed), self.addresses[feed.id]
        private: dict[str, str] = {}
        sent = {} if is_stuck(cursor, self._clock.now(), self._limits) else conditions(cursor)
        try:
            url = resolve(url)
            private = {name: resolve(value) for name, value in feed.headers.items()}
            if feed.auth:
                private["Authorization"] = authorization(feed.auth)
            if self.robots is not None and self._limits.robots_feeds == "obey" and not await self.robots.allows(url, feed.proxy):
                reply = Reply(reason=Reason.ROBOTS, message="robots.txt forbids it", url=url)
            else:
                headers = {**base_headers(self._limits), **sent}
                reply = await self.exchange.get(feed.id, url, headers, private, last=last, secrets=secrets, proxy=feed.proxy)
        except MissingSecretError as error:
            reply = Reply(reason=Reason.BAD_CONFIG, message=str(error), url=url)
        now = self._clock.now()
        verdict = None
        if reply.reason is None and reply.status != 304 and feed.format != "article_html":
            verdict = refuse(reply.body)
        moved = adoptable(reply, secrets) if verdict is None else None
        answer = Answer(
            status=reply.status,
            reason=verdict.reason if verdict else reply.reason,
            headers=reply.headers,
            body=reply.body,
            conditional=bool(sent),
            permanent_url=moved,
            known_urls=self._known if moved not in (None, url, feed.url) else frozenset(),
            stays=moved is not None and stays(feed, moved),
            took_s=sum(one.ended - one.started for one in reply.sent),
        )
        step = after(cursor, answer, feed=feed, now=now, limits=self._limits)
        asked = Asked(feed=feed, begun=cursor, step=step, answer=answer, reply=reply, private=private, secrets=secrets)
        if asked.names_sitemaps:
            return await poll_index(asked, self.exchange, self._limits, self._clock, self._keep)
        ref, message = None, verdict.message if verdict else reply.message
        if step.outcome is FeedOutcome.OK:
            if step.cursor.sitemaps:  # an index once, now a feed
                step = step._replace(cursor=replace(step.cursor, sitemaps={}))
            document = document_of(feed, reply, now, secrets)
            ref = self._keep(document, {"hops": json.dumps(reply.hops)} if reply.hops else {})
        return [
            poll_result(feed, step, reply, now, url=redact_url(hide(url, secrets)), message=hide(message, secrets)[:512], ref=ref)
        ]

    async def _mind(self, walks: Mapping[str, asyncio.Task[None]], stop: threading.Event | None) -> None:
        """Let the walks end by themselves, soon after `stop` is set, or soon after nearly all others have."""
        left, over = set(walks), asyncio.Event()

        def ended(host: str, _: object) -> None:
            left.discard(host)
            if not left:
                over.set()

        for host, walk in walks.items():
            walk.add_done_callback(partial(ended, host))
        doubtful = {host for host in left if any(is_doubtful(self.begun[feed.id]) for feed in self._queues[host])}
        patience = Patience(len(walks), self._clock.monotonic())
        while left:
            with suppress(TimeoutError):
                async with asyncio.timeout(TICK_S):
                    await over.wait()
            if left and stop is not None and stop.is_set():
                self._stopping = True
                await asyncio.wait([walks[host] for host in left], timeout=GRACE_S)
                for host in left:
                    walks[host].cancel()
                return
            if patience.is_over(len(left - doubtful), self._clock.monotonic()):
                for host in [host for host in left if self._may_give_up(host)]:
                    walks[host].cancel()
                    left.discard(host)

    def _may_give_up(self, host: str) -> bool:
        """Whether the sweep goes on without a host; what it was asked for is noted, the rest is put off."""
        feed = self._asking.get(host)
        if feed is None or all(one.id in self.results for one in self._queues[host]):
            return feed is not None  # only its robots.txt is still to be looked at, which is for the report
        waits, cursor = self.exchange.under_way(feed.id), self.begun[feed.id]
        if feed.id in self.results:
            return self._silent[host] > 0  # a pause: of politeness, or after a time-out
        if waits is None:
            return self._silent[host] > 0 or is_doubtful(cursor)
        now = self._clock.now()
        step = give_up(cursor, waits, feed, now, self._limits)
        if step is None:
            return False
        url, message = redact_url(feed.url or ""), "no answer when all others were done"
        self.results[feed.id] = [poll_result(feed, step, Reply(sent=waits.sent), now, url=url, message=message, ref=None)]
        return True

    async def _look_at_robots(self, robots: Robots, queue: Iterable[Feed]) -> None:
        """Flag the feeds that answered and that robots.txt disallows: an operator listed them, so they are asked all the same."""
        for feed in queue:
            result = self.results.get(feed.id, [None])[0]
            if result is None or result.reason is not None or not result.sent:
                continue
            if not await robots.allows(self.addresses[feed.id], feed.proxy):
                self.results[feed.id][0] = replace(result, flags=(*result.flags, ROBOTS_FLAG))
