"""The state machine of a feed: what a poll's answer makes of its cursor (docs/design/fetching.md#a-feeds-life). Pure: time is handed in."""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from newsbeam.connectors.http.headers import Headers, freshness, header, retry_after
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.http.redact import unset
from newsbeam.connectors.landing.body_sum import sha256_of
from newsbeam.connectors.polling.hints import body_hints
from newsbeam.connectors.polling.schedule import Due, is_quiet, next_due, settle
from newsbeam.connectors.polling.sniff import is_cut_off
from newsbeam.schemas.codes import FeedOutcome, Reason
from newsbeam.schemas.cursor import Cursor, FeedState
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.quick import dataclass

DORMANT_AT = 30
"""Weighted failures (Media Cloud raised it 4 -> 10 -> 30: "a surprising number of feeds come back")."""
HARD_LIMIT = 3
SIGHTINGS = 3
SIGHTING_SPAN = timedelta(hours=24)
GONE_SPAN = timedelta(hours=24)
DAY = timedelta(hours=24)
HARD = frozenset({Reason.HTTP_401, Reason.HTTP_402, Reason.HTTP_407, Reason.HTTP_451, Reason.BAD_CONFIG})
BLOCKED = frozenset({Reason.SSRF_ADDRESS, Reason.BAD_SCHEME, Reason.ROBOTS})
REFUSES_CONDITIONS = frozenset({400, 405, 406, 409, 412, 416, 417, 422, 501})
"""Statuses with which servers that cannot do conditional requests answer them (RssBandit 1390: "I do not accept If-None-Match")."""
REFUSED = "without_validators"
CONDITIONS_GIVEN_UP = 2
UNSET = "unset_variable"
"""Why a feed waits whose entry names a variable of the environment that is not there: nothing was asked, so the wait ends with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How an exchange ended: what the state machine may look at."""

    status: int | None = None
    reason: Reason | None = None
    """None: 200 with a body that may be a feed, or an expected 304."""
    headers: Headers = ()
    body: bytes = b""
    conditional: bool = False
    """The request carried validators."""
    permanent_url: str | None = None
    """Where the permanent redirects that came first in the chain lead."""
    known_urls: frozenset[str] = frozenset()
    """Addresses of other feeds: never adopted."""
    stays: bool = False
    """Whatever its redirects say, the feed is asked at the address in its list: its own headers are meant for that origin alone."""
    took_s: float | None = None
    """Seconds that the exchange took, its turns not waited for."""


class Step(NamedTuple):
    """What an answer makes of a feed."""

    outcome: FeedOutcome
    cursor: Cursor
    reason: Reason | None = None
    flags: tuple[str, ...] = ()


def fingerprint(feed: Feed) -> str:
    """What the operator wrote about the fetch, as a hash: another one frees a paused or gone feed."""
    written = "\x1f".join(
        (feed.url or "", feed.path or "", feed.auth or "", *(f"{k}={v}" for k, v in sorted(feed.headers.items())))
    )
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def texts_of(feed: Feed) -> tuple[str, ...]:
    """What of a feed's entry may refer to the environment."""
    return (feed.url or "", feed.auth or "", feed.proxy or "", *feed.headers.values())


def begin(feed: Feed, cursor: Cursor | None) -> Cursor:
    """The cursor to poll with: a fresh one for a new feed, or for one whose address the operator changed; a freed one where the
    environment lacked a variable and has it now.
    """
    mark = fingerprint(feed)
    if cursor is None or cursor.fingerprint is None:
        return replace(cursor or Cursor(feed_id=feed.id), fingerprint=mark)
    if cursor.fingerprint == mark:
        waits = asked_nobody(cursor) and (cursor.state is FeedState.PAUSED or cursor.next_due_reason == UNSET)
        return freed(cursor) if waits and not unset(texts_of(feed)) else cursor
    return Cursor(feed_id=feed.id, fingerprint=mark, id_basis=cursor.id_basis, files=cursor.files, gaps=cursor.gaps)


def asked_nobody(cursor: Cursor) -> bool:
    """Whether the last poll sent no request, for the entry could not be meant."""
    return cursor.reason == Reason.BAD_CONFIG and cursor.http_status is None


def freed(cursor: Cursor) -> Cursor:
    """A paused, gone or failing feed that the operator wants asked again: at once, its failures forgotten. A Retry-After stays."""
    return replace(
        cursor, state=FeedState.IDLE, fails=0.0, hard_fails=0, gone_at=None, reason=None, next_due=None, next_due_reason="operator"
    )


def after(cursor: Cursor, answer: Answer, *, feed: Feed | None, now: datetime, limits: FetchLimits) -> Step:
    """The cursor after one poll, and how the poll is called in the report."""
    reason = answer.reason
    if reason is None and cursor.refusal is not None and _digest(answer.body) == cursor.body_sha256:
        reason = Reason(cursor.refusal)  # the very bytes that were refused before
    polled: dict[str, Any] = {
        "http_status": answer.status,
        "reason": reason,
        "silences": cursor.silences + 1 if reason is Reason.TIMEOUT else 0,
        "last_polled_at": now,
        "first_polled_at": cursor.first_polled_at or now,
    }
    if reason is None:
        return _succeed(cursor, polled, answer, feed, now, limits)
    cursor = replace(cursor, **polled)
    if reason is Reason.HTTP_410:
        return _vanish(cursor, feed, now, limits)
    if reason in BLOCKED:
        return Step(FeedOutcome.BLOCKED, _set(cursor, state=FeedState.PAUSED, due=Due(now + 7 * DAY, "blocked")), reason)
    return _fail(cursor, answer, reason, feed, now, limits)


def _digest(body: bytes) -> str:
    return sha256_of(body).hex()


def _succeed(cursor: Cursor, polled: dict[str, Any], answer: Answer, feed: Feed | None, now: datetime, limits: FetchLimits) -> Step:
    """The cursor is copied once: a copy of its forty fields is a tenth of what a 304 costs us."""
    moved, flags = _sight(cursor, answer, now)
    fresh: dict[str, Any] = polled | {
        "state": FeedState.IDLE,
        "fails": 0.0,
        "hard_fails": 0,
        "gone_at": None,
        "retry_at": None,
        "last_ok_at": now,
        "max_age_s": freshness(answer.headers, now),
        "took_s": answer.took_s,
    }
    etag, last_modified = header(answer.headers, "etag"), header(answer.headers, "last-modified")
    if answer.status == 304:
        outcome = FeedOutcome.NOT_MODIFIED
        # RFC 9111 3.2: a 304 updates the validators that it carries (newsboat 3279 discarded them).
        fresh |= {"etag": etag or cursor.etag, "last_modified": last_modified or cursor.last_modified}
        fresh |= {
            "not_modified_since": cursor.not_modified_since or now,
            "quiet_polls": cursor.quiet_polls + 1,
            "brings_news": False,
        }
    else:
        digest = _digest(answer.body)
        outcome = FeedOutcome.UNCHANGED if digest == cursor.body_sha256 else FeedOutcome.OK
        hints = body_hints(answer.body)
        # RFC 3229: a delta's validators belong to a body that we do not have. Nor are a torn body's kept, or the entry that was cut
        # off never came; the very same bytes again are what the server has.
        torn = outcome is FeedOutcome.OK and is_cut_off(answer.body)
        bare = torn or answer.status == 226
        fresh |= {"etag": None if bare else etag, "last_modified": None if bare else last_modified, "body_sha256": digest}
        fresh["torn"] = torn
        fresh |= {"not_modified_since": None, "ttl_s": hints.ttl_s, "skip_hours": hints.skip_hours, "skip_days": hints.skip_days}
        fresh["refusal"] = None
        if outcome is FeedOutcome.UNCHANGED:
            fresh |= {"quiet_polls": cursor.quiet_polls + 1, "brings_news": False}
        else:
            fresh["brings_news"] = True
    if answer.conditional:
        fresh["conditional_refused"] = 0
    elif cursor.next_due_reason == REFUSED:
        fresh["conditional_refused"] = cursor.conditional_refused + 1
    cursor = replace(moved, **fresh)
    if outcome is not FeedOutcome.OK:
        cursor = settle(cursor, limits)
        if is_quiet(cursor, now):
            flags = (*flags, "quiet")
    return Step(outcome, _set(cursor, due=next_due(cursor, feed, now, limits)), None, flags)


def _sight(cursor: Cursor, answer: Answer, now: datetime) -> tuple[Cursor, tuple[str, ...]]:
    """Count a permanent redirect; adopt its target at the third sighting, a day after the first."""
    target = answer.permanent_url
    if target is None:
        if cursor.redirect_url is None:
            return cursor, ()
        return replace(cursor, redirect_url=None, redirect_seen=0, redirect_first_at=None), ()
    if target in answer.known_urls:
        return cursor, ("moved_to_known_feed",)
    if target != cursor.redirect_url:
        return replace(cursor, redirect_url=target, redirect_seen=1, redirect_first_at=now), ("moved",)
    seen, first = cursor.redirect_seen + 1, cursor.redirect_first_at or now
    if answer.stays or seen < SIGHTINGS or now - first < SIGHTING_SPAN:
        return replace(cursor, redirect_seen=seen), ("moved",)
    aliases = tuple(dict.fromkeys((*cursor.aliases, *((cursor.url,) if cursor.url else ()))))
    return replace(cursor, url=target, aliases=aliases, redirect_url=None, redirect_seen=0, redirect_first_at=None), ("adopted",)


def _vanish(cursor: Cursor, feed: Feed | None, now: datetime, limits: FetchLimits) -> Step:
    first = cursor.gone_at or now
    if now - first >= GONE_SPAN:
        return Step(FeedOutcome.GONE, _set(cursor, state=FeedState.GONE, due=Due(now + 7 * DAY, "gone")), Reason.HTTP_410)
    cursor = replace(cursor, gone_at=first)
    due = next_due(cursor, feed, now, limits, at_least=first + GONE_SPAN, reason="gone_unconfirmed")
    return Step(FeedOutcome.GONE, _set(cursor, due=due), Reason.HTTP_410)


def _fail(cursor: Cursor, answer: Answer, reason: Reason, feed: Feed | None, now: datetime, limits: FetchLimits) -> Step:
    hard = reason in HARD
    weight = 1.0 if hard else 0.25 if reason is Reason.DNS_TEMP else 0.5
    cursor = replace(cursor, fails=cursor.fails + weight, hard_fails=cursor.hard_fails + 1 if hard else 0, gone_at=None)
    outcome = FeedOutcome.HARD if hard else FeedOutcome.SOFT
    if cursor.hard_fails >= HARD_LIMIT:
        return Step(outcome, _set(cursor, state=FeedState.PAUSED, due=Due(now + 7 * DAY, "paused")), reason)
    interval = timedelta(seconds=(feed.interval_s if feed and feed.interval_s else cursor.interval_s) or limits.default_interval_s)
    wait, why = min(interval * max(1.0, cursor.fails), DAY), "backoff"
    if reason is Reason.HTTP_403:
        wait, why = max(wait, 4 * interval, timedelta(hours=4)), "http_403"
    elif reason is Reason.CHALLENGE:
        wait, why = max(wait, DAY), "challenge"
    elif reason is Reason.BAD_CONFIG and feed is not None and unset(texts_of(feed)):
        why = UNSET
    elif reason in (Reason.HTTP_429, Reason.HTTP_503):
        asked = retry_after(header(answer.headers, "retry-after"), now)
        cursor = replace(cursor, retry_at=asked)
        if asked is not None:
            wait, why = max(wait, asked - now), "retry_after"
        elif reason is Reason.HTTP_429:
            wait, why = max(wait, timedelta(hours=1), 2 * interval), "http_429"
        wait = max(wait, timedelta(seconds=freshness(answer.headers, now) or 0))
    elif answer.conditional and answer.status in REFUSES_CONDITIONS:
        cursor, why = replace(cursor, etag=None, last_modified=None), REFUSED
    if cursor.fails >= DORMANT_AT:
        return Step(outcome, _set(cursor, state=FeedState.DORMANT, due=Due(now + 7 * DAY, "dormant")), reason)
    state = FeedState.IDLE if cursor.state is not FeedState.DORMANT else cursor.state
    spread = timedelta(hours=1) if reason is Reason.HTTP_429 else wait * 0.1
    due = next_due(cursor, feed, now, limits, at_least=now + wait, reason=why, spread=spread)
    return Step(outcome, _set(cursor, state=state, due=due), reason)


def _set(cursor: Cursor, *, due: Due, state: FeedState | None = None) -> Cursor:
    return replace(cursor, state=state or cursor.state, next_due=due.at, next_due_reason=due.reason)
