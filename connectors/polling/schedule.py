"""When a feed is asked again: the publisher's hints, the operator's word, and what the feed was seen to do.

Pure: time is handed in, and jitter is a hash of feed and time, so the same past gives the same future.
"""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.schemas.cursor import Cursor
from newsbeam.schemas.feed import Feed

LIMITS = FetchLimits()
JITTER = 0.1
LONGEST = timedelta(days=8)
"""No poll is further off than this; a stored time that is means that the clock jumped."""
QUIET_POLLS = 2
STEP_S = 600
QUIET_STEP_S = 3600
LONG_QUIET = timedelta(days=31)


class Due(NamedTuple):
    """When, and why then."""

    at: datetime
    reason: str


def share(*parts: str) -> float:
    """A number in [0, 1) that depends on nothing but the words."""
    return int.from_bytes(hashlib.blake2b("\x1f".join(parts).encode(), digest_size=6).digest(), "big") / 2**48


def next_due(
    cursor: Cursor,
    feed: Feed | None,
    now: datetime,
    limits: FetchLimits,
    *,
    at_least: datetime | None = None,
    reason: str | None = None,
    spread: timedelta | None = None,
) -> Due:
    """The next poll after one at `now`. `at_least` is a floor that a failure sets; skipped hours are waited out."""
    seconds, why = interval(cursor, feed, limits)
    at = now + timedelta(seconds=seconds)
    if at_least is not None:
        at, why = at_least, reason or why
    if at < now + timedelta(seconds=limits.min_interval_s) and not (feed and feed.interval_s):
        at = now + timedelta(seconds=limits.min_interval_s)
    width = spread if spread is not None else timedelta(seconds=seconds * JITTER)
    at += width * share(cursor.feed_id, now.isoformat())
    if not (feed and feed.interval_s):
        awake = _awake(at, cursor)
        at, why = (awake, "skip_hours") if awake != at else (at, why)
    return Due(min(at, now + LONGEST), why)


def interval(cursor: Cursor, feed: Feed | None, limits: FetchLimits) -> tuple[int, str]:
    """(seconds, why) between two successful polls, before jitter (docs/design/fetching.md#when decides who outranks whom)."""
    max_age = cursor.max_age_s or 0
    if feed is not None and feed.interval_s:
        if max_age > feed.interval_s and not feed.ignore_max_age:
            return min(max_age, limits.max_interval_s), "max_age"
        return feed.interval_s, "operator"
    hint, why = max((max_age, "max_age"), (cursor.ttl_s or 0, "ttl"))
    observed = cursor.interval_s or limits.default_interval_s
    if cursor.etag is None and cursor.last_modified is None and not cursor.brings_news and not cursor.torn and not hint:
        # K5: once a day without validators; hourly while it brings news.
        return limits.max_interval_s, "no_validators"
    if hint > observed:
        return max(min(hint, limits.max_interval_s), limits.min_interval_s), why
    return max(min(observed, limits.max_interval_s), limits.min_interval_s), "observed" if cursor.interval_s else "default"


def settle(cursor: Cursor, limits: FetchLimits) -> Cursor:
    """The observed interval after a poll that brought nothing: ten minutes more from the second in a row on.

    Media Cloud lengthens from two thirds of known entries on; we wait until nothing at all is new, because a long list
    with one new entry an hour is two thirds known and still news (a conditional request an hour costs nobody much).
    """
    if cursor.quiet_polls < QUIET_POLLS:
        return cursor
    last = cursor.last_new_item_at or cursor.first_polled_at
    long_quiet = last is not None and cursor.last_polled_at is not None and cursor.last_polled_at - last > LONG_QUIET
    longer = (cursor.interval_s or limits.default_interval_s) + (QUIET_STEP_S if long_quiet else STEP_S)
    return replace(cursor, interval_s=min(longer, limits.max_interval_s))


def observe(
    cursor: Cursor,
    entries: int,
    known: int,
    *,
    met: bool = False,
    torn: bool = False,
    feed: Feed | None = None,
    limits: FetchLimits = LIMITS,
) -> Cursor:
    """The cursor once its document was read: `entries` in it, `known` of them from before. Pure; saved with the batch.

    `met`: one of them tells a story that the feed listed before, under another headline or address. `torn`: one of its entries was,
    and its validators are not kept, or a 304 would hide the entry for ever.

    None of them known or met, where the last document had entries: `gap_suspected`, and the interval halves at once (this may
    go under an hour, down to `min_interval_s`: news that is lost between polls weighs more than K5). Few known: an hour
    less, or back to the default. All known: `settle`.
    """
    at = cursor.last_polled_at
    fresh = entries - known
    gap = (
        entries > 0 and known == 0 and not met and bool(cursor.entries) and not cursor.sitemaps
    )  # those of an index are many lists
    current = cursor.interval_s or limits.default_interval_s
    seen: dict[str, Any] = {"entries": entries, "gap_suspected": gap, "hint_loses_news": False, "refusal": None}
    seen["brings_news"] = fresh > 0
    if torn and not cursor.sitemaps:  # an index's validators are its own
        seen |= {"torn": True, "etag": None, "last_modified": None}
    if fresh > 0:
        seen |= {"quiet_polls": 0, "last_new_item_at": at, "rhythm_s": _rhythm(cursor)}
        if gap:
            halved = max(current // 2, limits.min_interval_s)
            hint = max(
                0 if feed and feed.ignore_max_age else cursor.max_age_s or 0, 0 if feed and feed.interval_s else cursor.ttl_s or 0
            )
            seen |= {"gaps": cursor.gaps + 1, "interval_s": halved, "hint_loses_news": hint > halved}
        elif known < entries / 3 and current > limits.default_interval_s and cursor.entries is not None:
            shorter = max(current - QUIET_STEP_S, limits.default_interval_s)
            seen["interval_s"] = shorter if shorter > limits.default_interval_s else None
        cursor = replace(cursor, **seen)
    else:
        cursor = settle(replace(cursor, quiet_polls=cursor.quiet_polls + 1, **seen), limits)
    return _again(cursor, feed, limits)


def refuse(cursor: Cursor, reason: str, *, feed: Feed | None = None, limits: FetchLimits = LIMITS) -> Cursor:
    """The cursor once its document was refused whole: a soft failure, found only when it was read (docs/design/fetching.md#a-feeds-life).

    No validators are kept, so a mended feed is not hidden by a 304; the same bytes again are the same failure.
    """
    fails = cursor.fails + 0.5
    cursor = replace(cursor, fails=fails, refusal=reason, reason=reason, etag=None, last_modified=None, brings_news=False)
    if cursor.last_polled_at is None:
        return cursor
    usual = (feed.interval_s if feed and feed.interval_s else cursor.interval_s) or limits.default_interval_s
    fresh = 0 if feed and feed.ignore_max_age else cursor.max_age_s or 0
    wait = timedelta(seconds=max(min(usual * max(1.0, fails), limits.max_interval_s), fresh))
    at = cursor.last_polled_at
    due = next_due(cursor, feed, at, limits, at_least=at + wait, reason="backoff", spread=wait * JITTER)
    return replace(cursor, next_due=due.at, next_due_reason=due.reason)


def is_quiet(cursor: Cursor, now: datetime) -> bool:
    """Whether the feed has been silent for long by its own rhythm: five times its mean, and at least a day."""
    if cursor.rhythm_s is None or cursor.last_new_item_at is None:
        return False
    return now - cursor.last_new_item_at > timedelta(seconds=max(5 * cursor.rhythm_s, 86400.0))


def _rhythm(cursor: Cursor) -> float | None:
    if cursor.last_new_item_at is None or cursor.last_polled_at is None:
        return cursor.rhythm_s
    since = (cursor.last_polled_at - cursor.last_new_item_at).total_seconds()
    return since if cursor.rhythm_s is None else 0.8 * cursor.rhythm_s + 0.2 * since


def _again(cursor: Cursor, feed: Feed | None, limits: FetchLimits) -> Cursor:
    """The next poll decided once more, from what is now known."""
    if cursor.last_polled_at is None or (feed is not None and feed.path is not None):
        return cursor
    due = next_due(cursor, feed, cursor.last_polled_at, limits)
    if cursor.retry_at is not None and cursor.retry_at > due.at:  # of a sitemap that its index lists (K7)
        due = Due(min(cursor.retry_at, cursor.last_polled_at + LONGEST), "retry_after")
    return replace(cursor, next_due=due.at, next_due_reason=due.reason)


def is_due(cursor: Cursor | None, now: datetime) -> bool:
    """Whether the feed's time has come. A time further off than eight days means that the clock jumped: due now."""
    if cursor is None or cursor.next_due is None:
        return True
    return cursor.next_due <= now or cursor.next_due > now + LONGEST


def _awake(at: datetime, cursor: Cursor) -> datetime:
    """The first moment from `at` on that the feed does not ask to be left alone in, at most a day later."""
    moment = at
    for _ in range(24):
        if moment.hour not in cursor.skip_hours and moment.weekday() not in cursor.skip_days:
            return moment
        moment = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return moment
