"""How a poll of a feed ended: the fetch engine's word to the run and the report."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import datetime

from newsbeam.connectors.http.redact import redact_url
from newsbeam.connectors.http.reply import Reply, Sent
from newsbeam.connectors.polling.transitions import Step
from newsbeam.connectors.state.cursors import RobotsFile
from newsbeam.schemas.codes import FeedOutcome, Flag
from newsbeam.schemas.cursor import AT_REST, Cursor
from newsbeam.schemas.document import Document, LandingRef
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.quick import dataclass

Land = Callable[[Document, Mapping[str, str]], LandingRef]
"""Called for each new body, before its result exists: what it was landed as."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PollResult:
    """How one poll of a feed ended. `cursor` is the one to save: for `ok` only in the transaction of its document's batch."""

    feed_id: str
    outcome: FeedOutcome
    cursor: Cursor
    fetched_at: datetime
    url: str
    """Redacted."""
    reason: str | None = None
    message: str = ""
    http_status: int | None = None
    requests: int = 0
    wire_bytes: int = 0
    body_bytes: int = 0
    ref: LandingRef | None = None
    flags: tuple[str, ...] = ()
    next_poll_at: datetime | None = None
    next_poll_reason: str = ""
    sent: tuple[Sent, ...] = ()
    """The requests, for the run's journal."""


AS_BEFORE = "the very document that was refused before"
Noted = Callable[[Sequence[PollResult]], object]
"""Called with a feed's results once they are there, while others are still asked."""


def poll_result(
    feed: Feed, step: Step, reply: Reply, now: datetime, *, url: str, message: str, ref: LandingRef | None
) -> PollResult:
    """A feed that was asked, and what it came to."""
    return PollResult(
        feed_id=feed.id,
        outcome=step.outcome,
        cursor=step.cursor,
        fetched_at=now,
        url=url,
        reason=step.reason.value if step.reason else None,
        message=message or (AS_BEFORE if step.reason and reply.reason is None else ""),
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


def skipped(feed: Feed, cursor: Cursor, now: datetime, why: str) -> PollResult:
    """A feed that was not asked."""
    return PollResult(
        feed_id=feed.id,
        outcome=FeedOutcome.SKIPPED,
        cursor=cursor,
        fetched_at=now,
        url=redact_url(cursor.url or feed.url or ""),
        reason=cursor.reason,
        message=why,
        next_poll_at=cursor.next_due if cursor.state not in AT_REST else None,
        next_poll_reason=why,
    )


def of_file(
    feed: Feed,
    cursor: Cursor,
    now: datetime,
    outcome: FeedOutcome,
    *,
    reason: str | None = None,
    message: str = "",
    ref: LandingRef | None = None,
    body_bytes: int = 0,
) -> PollResult:
    """A `path` feed, or one of its files."""
    return PollResult(
        feed_id=feed.id,
        outcome=outcome,
        cursor=cursor,
        fetched_at=now,
        url=feed.path or "",
        reason=reason,
        message=message,
        ref=ref,
        body_bytes=body_bytes,
        next_poll_at=cursor.next_due,
        next_poll_reason=cursor.next_due_reason,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """What came of following items: landed pages and refusals, by item URL as the feed wrote it."""

    landed: Mapping[str, LandingRef] = field(default_factory=dict)
    refused: Mapping[str, Flag] = field(default_factory=dict)
    """PAGE_REFUSED, PAGE_WALLED or PAGE_BLOCKED_ROBOTS: the flag for the story."""
    robots: tuple[RobotsFile, ...] = ()
    """Fetched now, for `save_robots`."""
    sent: tuple[Sent, ...] = ()
