"""How each feed does, in words: what `feeds list` and `feeds show` tell, from cursors, polls, pauses and the table."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from newsbeam.connectors.http.redact import redact_url
from newsbeam.connectors.state.polls import Poll
from newsbeam.pipeline.runs import ways_out
from newsbeam.schemas.codes import FeedOutcome
from newsbeam.schemas.cursor import AT_REST, Cursor, FeedState
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.quick import dataclass

WELL = frozenset({FeedOutcome.OK.value, FeedOutcome.UNCHANGED.value, FeedOutcome.NOT_MODIFIED.value})
_SAME = frozenset({FeedOutcome.UNCHANGED.value, FeedOutcome.NOT_MODIFIED.value})
_WAITING = frozenset({"host_slow", "host_busy"})
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHealth:
    """One feed as an operator asks for it. Times are UTC."""

    feed_id: str
    title: str | None
    provider: str
    where: str
    """Its address, redacted, or its path."""
    tags: tuple[str, ...]
    state: str
    """In words: new, ok, not modified, failing since a day, gone, paused, disabled, waiting for its host, all entries refused, no entries."""
    failing: bool
    last_polled_at: datetime | None
    last_success_at: datetime | None
    last_new_item_at: datetime | None
    last_error: str | None
    """Reason and status of the last poll that failed."""
    last_message: str | None
    """What was found, in a line; None: the poll left none."""
    way_out: str | None
    """What the operator can do for a feed that was given up, or that fails for something that does not pass by itself."""
    moved_to: str | None
    """Where permanent redirects lead: adopted, or not yet for sure; redacted."""
    failures_in_a_row: int
    items_a_day: float | None
    """New stories and revisions, over the polls that are kept; None: they cover less than an hour."""
    delay_s: float | None
    """The median time from telling to fetching, over the last days' stories."""
    next_poll_at: datetime | None
    """None: with the next run, or never."""

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        plain = asdict(self)
        for name, value in plain.items():
            if isinstance(value, datetime):
                plain[name] = value.isoformat(timespec="seconds").replace("+00:00", "Z")
        plain["tags"] = list(self.tags)
        return plain


def judged(polls: Sequence[Poll]) -> list[Poll]:
    """The polls, oldest first, each with what it says of the feed: the same bytes again are as good as they were the first time, and
    a document that was refused is refused until another comes.
    """
    found: list[Poll] = []
    refused: Poll | None = None
    for poll in polls:
        if poll.outcome not in _SAME:
            if poll.dead_letters or poll.outcome in WELL:
                refused = None if poll.outcome in WELL else poll
        elif refused is not None:
            poll = poll._replace(outcome=refused.outcome, reason=refused.reason, message=refused.message)  # noqa: PLW2901
        found.append(poll)
    return found


def last_document(polls: Sequence[Poll]) -> Poll | None:
    """The last poll that brought a document that was read."""
    return next((poll for poll in reversed(polls) if poll.entries or poll.outcome == FeedOutcome.OK), None)


def last_success(polls: Sequence[Poll]) -> datetime | None:
    """When a poll last went well, of those that are kept: over HTTP, and its document read."""
    return next((poll.at for poll in reversed(judged(polls)) if poll.outcome in WELL), None)


def health_of(
    feed: Feed,
    cursor: Cursor | None,
    polls: Sequence[Poll],
    pauses: Mapping[str, datetime | None],
    now: datetime,
    delay_s: float | None = None,
) -> FeedHealth:
    """One feed's health. `polls` oldest first."""
    polls = judged(polls)
    failures = 0
    for poll in reversed(polls):
        if poll.outcome in WELL:
            break
        failures += 1
    failed = next((poll for poll in reversed(polls) if poll.outcome not in WELL), None)
    state, failing = state_of(feed, cursor, polls, failures, pauses, now)
    span = polls[-1].at - polls[0].at if len(polls) > 1 else timedelta()
    later = sum(poll.new + poll.revisions for poll in polls[1:])  # the first poll brings what was there before
    return FeedHealth(
        feed_id=feed.id,
        title=feed.title,
        provider=feed.provider,
        where=redact_url(feed.url) if feed.url else feed.path or "",
        tags=feed.tags,
        state=state,
        failing=failing,
        last_polled_at=polls[-1].at if polls else cursor.last_polled_at if cursor else None,
        last_success_at=last_success(polls) or (cursor.last_ok_at if cursor and not cursor.refusal else None),
        last_new_item_at=cursor.last_new_item_at if cursor else None,
        last_error=_error(failed) if failed else None,
        last_message=(failed.message or None) if failed else None,
        way_out=_way_out(feed, cursor, failed if failing else None),
        moved_to=redact_url(moved) if cursor and (moved := cursor.redirect_url or cursor.url) else None,
        failures_in_a_row=failures,
        items_a_day=round(later / (span / _DAY), 1) if span >= timedelta(hours=1) else None,
        delay_s=delay_s,
        next_poll_at=cursor.next_due if cursor and feed.enabled and feed.id not in pauses and cursor.state not in AT_REST else None,
    )


def _way_out(feed: Feed, cursor: Cursor | None, failed: Poll | None) -> str | None:
    if cursor and cursor.state in AT_REST and feed.enabled:
        return ways_out.AT_REST
    return ways_out.WAYS_OUT.get(failed.reason or "") if failed is not None else None


def _error(poll: Poll) -> str:
    """Why a poll failed, with the server's status where the reason does not say it."""
    reason = poll.reason or poll.outcome
    return reason if poll.http_status is None or str(poll.http_status) in reason else f"{reason} {poll.http_status}"


def state_of(
    feed: Feed,
    cursor: Cursor | None,
    polls: Sequence[Poll],
    failures: int,
    pauses: Mapping[str, datetime | None],
    now: datetime,
) -> tuple[str, bool]:
    """Its state in words, and whether it fails. `polls` are judged."""
    if not feed.enabled:
        return "disabled", False
    if feed.id in pauses:
        until = pauses[feed.id]
        return (f"paused until {until:%Y-%m-%d %H:%M}" if until else "paused"), False
    if cursor is None:
        return "new", False
    return _asked(cursor, polls, failures, now)


def _asked(cursor: Cursor, polls: Sequence[Poll], failures: int, now: datetime) -> tuple[str, bool]:
    """The state of a feed that is on, and was asked before."""
    if cursor.state == FeedState.GONE:
        return "gone", True
    if cursor.state == FeedState.PAUSED:
        return f"paused: {cursor.reason or 'its entry must change'}", True
    if cursor.retry_at is not None and cursor.retry_at > now:
        return f"waiting for its host until {cursor.retry_at:%Y-%m-%d %H:%M}", bool(failures)
    if polls and polls[-1].reason in _WAITING:
        return "waiting for its host", False
    if failures or cursor.fails > 0:
        since = cursor.last_ok_at or cursor.first_polled_at
        first = polls[-failures].at if failures and failures <= len(polls) else since
        return f"failing since {first:%Y-%m-%d %H:%M}" if first else "failing", True
    document = last_document(polls)
    if document is not None and document.entries and document.dead_letters >= document.entries:
        return "all entries refused", True
    if document is not None and not (document.entries or document.new or document.revisions):
        return "no entries", False
    if cursor.http_status == 304:
        return "not modified", False
    return "ok", False
