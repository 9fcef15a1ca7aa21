"""One poll under way: which feeds stand at which host, who is asked next, and when the rest is left for another time.

One task per host walks through that host's feeds, so a host that hangs delays only itself.
"""

import asyncio
import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from connectors.http.clock import Clock
from connectors.http.exchange import Exchange, Reply
from connectors.http.hosts import bare_place, host_keys
from connectors.http.limits import FetchLimits
from connectors.http.redact import MissingSecretError, authorization, hide, redact_url, resolve, secrets_of
from connectors.http.sniff import refuse
from connectors.http.transitions import Answer, Step, after, begin
from connectors.index import AS_IT_IS, Followed, follow, is_index, listing
from connectors.polled import PollResult, skipped
from connectors.request import adoptable, base_headers, conditions, document_of, is_stuck
from connectors.robots import Robots
from schemas.codes import FeedOutcome, Reason
from schemas.cursor import Cursor, FeedState
from schemas.document import Document, LandingRef
from schemas.feed import Feed
from schemas.item import ParseError

Land = Callable[[Document, Mapping[str, str]], LandingRef]
"""Called for each new body, before its result exists: what it was landed as."""
GRACE_S = 5.0
"""What exchanges under way are given after a stop."""
DEAD_AFTER = 3
"""A host that let so many requests run out of time and answered none is left alone for the rest of the poll."""
CROWD_HOSTS = 20
LAST_SHARE = 0.05
"""Where at least so many hosts are asked and so few are left, those are stragglers, and not all wait for them."""
STRAGGLER_S = 0.6
STRAGGLER_SHARE = 0.1
"""They are given this much more, and this share of the time that the others took."""
GIVEN_UP = "given_up"
ROBOTS_FLAG = "robots_disallowed"
SITEMAPS_FAILED = "sitemaps_failed"


class Sweep:
    """The feeds of one poll, and what came of each."""

    exchange: Exchange
    robots: Robots | None = None

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
        self.addresses = {feed.id: self.begun[feed.id].url or feed.url for feed in feeds if feed.url is not None}
        self.keys = host_keys(set(self.addresses.values()))
        self.results: dict[str, list[PollResult]] = {}
        # One busy route of a private server speaks for itself only (FreshRSS 7870).
        self._private = {bare_place(place) for place in limits.allow_hosts}
        held = held_hosts(cursors, self.keys, self.addresses, clock.now())
        self._held = {host: until for host, until in held.items() if host not in self._private}
        self._retries: dict[str, list[datetime]] = defaultdict(list)
        self._asking: dict[str, Feed] = {}
        self._more: dict[str, list[PollResult]] = {}
        self._stopping = False
        self._queues: dict[str, list[Feed]] = defaultdict(list)
        for feed in feeds:
            if feed.url is not None:
                self._queues[self.keys[self.addresses[feed.id]]].append(feed)

    async def run(self, stop: threading.Event | None) -> None:
        """Ask every feed that has an address. What `land` raises comes through."""
        try:
            async with asyncio.TaskGroup() as tasks:
                walks = {host: tasks.create_task(self._walk(host, queue)) for host, queue in self._queues.items()}
                tasks.create_task(self._mind(walks, stop))
        except BaseExceptionGroup as group:  # what `land` raised: the caller knows it by its own name
            raise group.exceptions[0] from None
        for feed in self._feeds:
            if feed.url is not None and feed.id not in self.results:
                why = "stopped" if self._stopping else "host_slow"
                self.results[feed.id] = [skipped(feed, self.begun[feed.id], self._clock.now(), why)]

    async def _walk(self, host: str, queue: list[Feed]) -> None:
        """One host's feeds, one after the other."""
        silent = 0
        for number, feed in enumerate(queue, start=1):
            if self._stopping or silent == DEAD_AFTER:
                return
            cursor, now = self.begun[feed.id], self._clock.now()
            if cursor.state in (FeedState.PAUSED, FeedState.GONE):
                self.results[feed.id] = [skipped(feed, cursor, now, cursor.state.value)]
            elif host in self._held:
                later = replace(cursor, next_due=self._held[host], next_due_reason="host_held")
                self.results[feed.id] = [skipped(feed, later, now, "host_held")]
            elif cursor.retry_at is not None and cursor.retry_at > now:
                self.results[feed.id] = [skipped(feed, cursor, now, "retry_after")]
            else:
                self._asking[host] = feed
                result = await self._ask(feed, cursor, last=number == len(queue))
                self._note(host, result)
                silent = silent + 1 if result.reason == Reason.TIMEOUT and silent >= 0 else -1
        if self.robots is not None and self._limits.robots_feeds == "warn":
            await self._look_at_robots(self.robots, queue)

    def _note(self, host: str, result: PollResult) -> None:
        """Keep a result; a Retry-After holds a public host once two of its feeds got one."""
        self.results[result.feed_id] = [result, *self._more.pop(result.feed_id, [])]
        if (retry_at := result.cursor.retry_at) is not None:
            self._retries[host].append(retry_at)
            if len(self._retries[host]) > 1 and host not in self._private:
                self._held[host] = max(self._retries[host])

    async def _ask(self, feed: Feed, cursor: Cursor, *, last: bool) -> PollResult:
        secrets, url = secrets_of(feed), self.addresses[feed.id]
        private: dict[str, str] = {}
        sent = {} if is_stuck(cursor, self._clock.now(), self._limits) else conditions(cursor)
        began = self._clock.monotonic()
        try:
            url = resolve(url)
            private = {name: resolve(value) for name, value in feed.headers.items()}
            if feed.auth:
                private["Authorization"] = authorization(feed.auth)
            if self.robots is not None and self._limits.robots_feeds == "obey" and not await self.robots.allows(url):
                reply = Reply(reason=Reason.ROBOTS, message="robots.txt forbids it", url=url)
            else:
                headers = {**base_headers(self._limits), **sent}
                reply = await self.exchange.get(feed.id, url, headers, private, last=last, secrets=secrets)
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
        )
        step = after(cursor, answer, feed=feed, now=now, limits=self._limits)
        if step.reason is None:
            step = step._replace(cursor=replace(step.cursor, took_s=self._clock.monotonic() - began))
        ref = None
        if step.reason is None and feed.format != AS_IT_IS:
            if step.outcome is FeedOutcome.OK and not is_index(reply.body):
                step = step._replace(cursor=replace(step.cursor, sitemaps={}))
            elif step.outcome is FeedOutcome.OK or step.cursor.sitemaps:
                return await self._follow(feed, step, answer, reply, private, secrets)
        if step.outcome is FeedOutcome.OK:
            document = document_of(feed, reply, now, secrets)
            ref = self._land(document, {"hops": json.dumps(reply.hops)} if reply.hops else {})
        message = verdict.message if verdict else reply.message
        return _told(feed, step, reply, now, url=redact_url(hide(url, secrets)), message=hide(message, secrets)[:512], ref=ref)

    async def _follow(
        self, feed: Feed, step: Step, answer: Answer, reply: Reply, private: Mapping[str, str], secrets: tuple[str, ...]
    ) -> PollResult:
        """A sitemap index: each sitemap in it that changed is landed, and a result of its own."""
        now, shown = self._clock.now(), redact_url(hide(reply.url, secrets))
        if step.outcome is FeedOutcome.OK:
            try:
                listed = listing(document_of(feed, reply, now, secrets), step.cursor)
            except ParseError as error:
                step = after(self.begun[feed.id], replace(answer, reason=error.reason), feed=feed, now=now, limits=self._limits)
                return _told(feed, step, reply, now, url=shown, message=hide(str(error), secrets)[:512], ref=None)
            step = step._replace(outcome=FeedOutcome.UNCHANGED, cursor=listed)
        headers = base_headers(self._limits)
        told = await follow(feed.id, step.cursor, self.exchange, headers, private, home=reply.url, now=now, secrets=secrets)
        step = self._judged(feed, step, told, now)
        message = hide(told.message, secrets)[:512]
        rest = []
        for one in told.changed:
            document = document_of(feed, one, self._clock.now(), secrets)
            # Its validators are its own, not the feed's: recovery must not take them for those of the index.
            bare = tuple((k, v) for k, v in document.headers if k.lower() not in ("etag", "last-modified"))
            ref = self._land(replace(document, headers=bare), {"index": shown})
            done = step._replace(outcome=FeedOutcome.OK)
            rest.append(_told(feed, done, one, document.fetched_at, url=document.uri, message=message, ref=ref))
        quiet = (reply, *told.known, *told.failed)
        first = _told(feed, step, reply, now, url=shown, message=message, ref=None)
        if rest:
            first, *rest = rest
            quiet = (*quiet, told.changed[0])
        self._more[feed.id] = rest
        return replace(
            first,
            requests=sum(len(one.sent) for one in quiet),
            wire_bytes=sum(one.wire_bytes for one in quiet),
            sent=tuple(sent for one in quiet for sent in one.sent),
        )

    def _judged(self, feed: Feed, step: Step, told: Followed, now: datetime) -> Step:
        """The index's step once its sitemaps were asked for: a failure where none of them ever came."""
        step = step._replace(cursor=told.cursor)
        if not told.failed:
            return step
        if any(one.digest for one in told.cursor.sitemaps.values()):
            return step._replace(flags=(*step.flags, SITEMAPS_FAILED))
        first, begun = told.failed[0], self.begun[feed.id]
        reason = Reason.HTTP_4XX if first.reason is Reason.HTTP_410 else first.reason  # the index is not gone
        cursor = replace(told.cursor, fails=begun.fails, hard_fails=begun.hard_fails)
        answer = Answer(status=first.status, reason=reason, headers=first.headers)
        return after(cursor, answer, feed=feed, now=now, limits=self._limits)

    async def _mind(self, walks: Mapping[str, asyncio.Task[None]], stop: threading.Event | None) -> None:
        """Let the walks end by themselves, soon after `stop` is set, or soon after nearly all others have."""
        began = self._clock.monotonic()
        given_up_at: float | None = None
        waiting = set(walks.values())
        while waiting:
            _, waiting = await asyncio.wait(waiting, timeout=0.2, return_when=asyncio.FIRST_COMPLETED)
            now = self._clock.monotonic()
            if stop is not None and stop.is_set():
                self._stopping = True
                if waiting:
                    await asyncio.wait(waiting, timeout=GRACE_S)
                for walk in waiting:
                    walk.cancel()
                return
            if len(walks) < CROWD_HOSTS or len(waiting) > LAST_SHARE * len(walks):
                continue
            given_up_at = given_up_at or now + max(STRAGGLER_S, STRAGGLER_SHARE * (now - began))
            if now >= given_up_at:
                for host, walk in walks.items():
                    if walk in waiting and self._may_give_up(host):
                        walk.cancel()
                        waiting.discard(walk)

    def _may_give_up(self, host: str) -> bool:
        """Give a silent host up for this poll: not one that is known to be slow, nor one that was given up last time."""
        feed = self._asking.get(host)
        if feed is None or feed.id in self.results or not self.exchange.is_silent(feed.id):
            return False
        cursor = self.begun[feed.id]
        if cursor.next_due_reason == GIVEN_UP or (cursor.took_s or 0.0) > STRAGGLER_S:
            return False
        now = self._clock.now()
        # No fault of the feed's is counted, and it is asked again soon, then with all the time that the limits allow.
        later = replace(
            cursor, last_polled_at=now, next_due=now + timedelta(seconds=self._limits.min_interval_s), next_due_reason=GIVEN_UP
        )
        step = Step(FeedOutcome.SOFT, later, Reason.TIMEOUT)
        message = "no answer when all others were done; asked again soon"
        self.results[feed.id] = [_told(feed, step, Reply(), now, url=redact_url(feed.url or ""), message=message, ref=None)]
        return True

    async def _look_at_robots(self, robots: Robots, queue: Iterable[Feed]) -> None:
        """Flag the feeds that answered and that robots.txt disallows: an operator listed them, so they are asked all the same."""
        for feed in queue:
            result = self.results.get(feed.id, [None])[0]
            if result is None or result.reason is not None or not result.sent:
                continue
            if not await robots.allows(self.addresses[feed.id]):
                self.results[feed.id][0] = replace(result, flags=(*result.flags, ROBOTS_FLAG))


def _told(feed: Feed, step: Step, reply: Reply, now: datetime, *, url: str, message: str, ref: LandingRef | None) -> PollResult:
    return PollResult(
        feed_id=feed.id,
        outcome=step.outcome,
        cursor=step.cursor,
        fetched_at=now,
        url=url,
        reason=step.reason.value if step.reason else None,
        message=message,
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


def held_hosts(
    cursors: Mapping[str, Cursor], keys: Mapping[str, str], addresses: Mapping[str, str], now: datetime
) -> dict[str, datetime]:
    """Hosts with a Retry-After in force at two or more of their feeds, and until when."""
    asked: dict[str, list[datetime]] = defaultdict(list)
    for feed_id, cursor in cursors.items():
        if cursor.retry_at is not None and cursor.retry_at > now and feed_id in addresses:
            asked[keys[addresses[feed_id]]].append(cursor.retry_at)
    return {host: max(times) for host, times in asked.items() if len(times) > 1}
