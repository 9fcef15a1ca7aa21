"""The poll of a sitemap index: what it lists is asked for, and each sitemap that changed is a result of its own."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from newsbeam.connectors.http.clock import Clock
from newsbeam.connectors.http.exchange import Exchange
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.http.redact import hide, redact_url
from newsbeam.connectors.http.reply import Reply
from newsbeam.connectors.polling.index import AS_IT_IS, Followed, follow, is_index, listing
from newsbeam.connectors.polling.polled import Land, PollResult, poll_result
from newsbeam.connectors.polling.request import base_headers, document_of
from newsbeam.connectors.polling.transitions import Answer, Step, after
from newsbeam.schemas.codes import FeedOutcome, Reason
from newsbeam.schemas.cursor import Cursor
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import ParseError
from newsbeam.schemas.quick import dataclass

SITEMAPS_FAILED = "sitemaps_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A feed that was asked, and what the answer makes of it."""

    feed: Feed
    begun: Cursor
    step: Step
    answer: Answer
    reply: Reply
    private: Mapping[str, str]
    secrets: tuple[str, ...]

    @property
    def names_sitemaps(self) -> bool:
        """Whether there are sitemaps to look at: the answer lists them, or says that what was listed stands."""
        if self.step.reason is not None or self.feed.format == AS_IT_IS:
            return False
        return is_index(self.reply.body) if self.step.outcome is FeedOutcome.OK else bool(self.step.cursor.sitemaps)


async def poll_index(asked: Asked, exchange: Exchange, limits: FetchLimits, clock: Clock, land: Land) -> list[PollResult]:
    """One result per sitemap that changed, each landed; the index's own where there is none."""
    feed, step, secrets, now = asked.feed, asked.step, asked.secrets, clock.now()
    shown = redact_url(hide(asked.reply.url, secrets))
    if step.outcome is FeedOutcome.OK:
        try:
            listed = listing(document_of(feed, asked.reply, now, secrets), step.cursor)
        except ParseError as error:
            step = after(asked.begun, replace(asked.answer, reason=error.reason), feed=feed, now=now, limits=limits)
            return [poll_result(feed, step, asked.reply, now, url=shown, message=hide(str(error), secrets)[:512], ref=None)]
        step = step._replace(outcome=FeedOutcome.UNCHANGED, cursor=listed)
    headers = base_headers(limits)
    found = await follow(feed, step.cursor, exchange, headers, asked.private, now=now, secrets=secrets)
    step, message = _judged(asked, step, found, now, limits), hide(found.message, secrets)[:512]
    results = [poll_result(feed, step, asked.reply, now, url=shown, message=message, ref=None)]
    for one in found.changed:
        document = document_of(feed, one, clock.now(), secrets)
        # Its validators are its own, not the feed's: recovery must not take them for those of the index.
        bare = tuple((k, v) for k, v in document.headers if k.lower() not in ("etag", "last-modified"))
        ref = land(replace(document, headers=bare), {"index": shown})
        done = step._replace(outcome=FeedOutcome.OK)
        results.append(poll_result(feed, done, one, document.fetched_at, url=document.uri, message=message, ref=ref))
    return _with_all_requests(results, [asked.reply, *found.known, *found.failed])


def _judged(asked: Asked, step: Step, found: Followed, now: datetime, limits: FetchLimits) -> Step:
    """The index's step once its sitemaps were asked for: a failure where none of them ever came."""
    step = step._replace(cursor=found.cursor)
    if not found.failed:
        return step
    if any(one.digest for one in found.cursor.sitemaps.values()):
        return step._replace(flags=(*step.flags, SITEMAPS_FAILED))
    first = found.failed[0]
    reason = Reason.HTTP_4XX if first.reason is Reason.HTTP_410 else first.reason  # the index is not gone
    cursor = replace(found.cursor, fails=asked.begun.fails, hard_fails=asked.begun.hard_fails)
    answer = Answer(status=first.status, reason=reason, headers=first.headers)
    return after(cursor, answer, feed=asked.feed, now=now, limits=limits)


def _with_all_requests(results: list[PollResult], quiet: list[Reply]) -> list[PollResult]:
    """The results with the requests that brought none counted in the first; an index whose sitemaps came is none itself."""
    first, *rest = results[1:] or results
    quiet = quiet if results[1:] else quiet[1:]
    return [
        replace(
            first,
            requests=first.requests + sum(len(one.sent) for one in quiet),
            wire_bytes=first.wire_bytes + sum(one.wire_bytes for one in quiet),
            sent=(
                *(sent for one in quiet[:1] for sent in one.sent),
                *first.sent,
                *(sent for one in quiet[1:] for sent in one.sent),
            ),
        ),
        *rest,
    ]
