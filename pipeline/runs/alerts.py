"""Alerts: what an operator should be woken for, decided from cursors, polls and the run's report; and the one hook that is told.

An alert is up from the run that first sees its reason to the run that sees it gone. The hook is told once of each: `raised`, then
`cleared`. What it does not take (it fails, or is slow) is told again by the next run.
"""

import json
import logging
import sqlite3
import subprocess
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import takewhile
from typing import Any

from newsbeam.connectors.http.redact import resolve
from newsbeam.connectors.state.cursors import load_cursors
from newsbeam.connectors.state.database import transaction
from newsbeam.connectors.state.polls import Poll, Raised, load_alerts, load_polls, save_alerts, save_polls
from newsbeam.pipeline.report.model import Alert, FeedReport, RunReport
from newsbeam.pipeline.runs.feed_health import WELL, judged, last_document, last_success
from newsbeam.schemas.alerts import Hook
from newsbeam.schemas.codes import FeedOutcome
from newsbeam.schemas.cursor import AT_REST, Cursor

LOG = logging.getLogger("newsbeam.alerts")
QUIET_RHYTHMS = 8
"""A feed is quiet when it has brought nothing for so many times its own mean time between news..."""
LEAST_QUIET = timedelta(days=1)
"""... and for a day: nights and Sundays are no silence."""
FAILING_FOR = timedelta(days=1)
_JITTER = timedelta(hours=1)
"""A run that is started once a day does not start at the same second."""
MANY_LETTERS = 20
RISING = 3
"""Dead letters rise when a run has so many times the mean of the runs before it, and MANY_LETTERS at least."""
_HOOK_S = 30


class AlertKind(StrEnum):
    """The reasons; `--fail-on` takes these words."""

    FEED_QUIET = "feed_quiet"
    ALL_REFUSED = "all_refused"
    FAILING_FOR_A_DAY = "failing_for_a_day"
    GAP_SUSPECTED = "gap_suspected"
    DEAD_LETTERS_RISING = "dead_letters_rising"


def attend(
    conn: sqlite3.Connection, report: RunReport, feed_ids: Collection[str], hook: Hook | None, *, retry: bool = False
) -> tuple[Alert, ...]:
    """Note the run's polls, decide what is up with the list's feeds, asked now or not, and tell the hook. The alerts that are up.

    Of a `retry` only what goes well now is noted: what is refused again, the poll that brought it has said.
    """
    now = report.as_of
    polled = [one for one in report.feeds if one.outcome != FeedOutcome.SKIPPED and not (retry and one.dead_letters)]
    with transaction(conn):
        save_polls(conn, (_poll(one, now) for one in polled))
    before = load_alerts(conn)
    listed = {*feed_ids, *(one.feed_id for one in report.feeds)}
    alerts = alerts_of(now, sorted(listed), load_cursors(conn, listed), load_polls(conn, listed), before)
    after = tell(hook, alerts, before, report.batch_id)
    if after != before:
        with transaction(conn):
            save_alerts(conn, after)
    return tuple(alerts)


def with_alerts(report: RunReport, alerts: tuple[Alert, ...], fail_on: Collection[str]) -> RunReport:
    """The report with its alerts, and exit code 1 where one of them is to fail the run."""
    fails = any(one.kind in fail_on for one in alerts)
    return replace(report, alerts=alerts, exit_code=report.exit_code or int(fails))


def _poll(feed: FeedReport, at: datetime) -> Poll:
    return Poll(
        feed.feed_id,
        at,
        feed.outcome,
        feed.reason,
        feed.http_status,
        feed.message,
        feed.entries,
        feed.new,
        feed.revisions,
        feed.dead_letters,
        feed.body_bytes,
    )


def alerts_of(
    now: datetime,
    feed_ids: Iterable[str],
    cursors: Mapping[str, Cursor],
    polls: Mapping[str, Sequence[Poll]],
    before: Iterable[Raised],
) -> list[Alert]:
    """What is up now. `polls` have this run's in them; `before` are the alerts that were up until now."""
    since = {(one.kind, one.feed_id): one.since for one in before}
    found: list[Alert] = []

    def up(kind: AlertKind, feed_id: str, message: str) -> None:
        found.append(Alert(kind=kind.value, feed_id=feed_id, since=since.get((kind.value, feed_id), now), message=message))

    for feed_id in feed_ids:
        cursor, feed_polls = cursors.get(feed_id), polls.get(feed_id, ())
        document = last_document(feed_polls)
        refused = document is not None and document.entries and document.dead_letters >= document.entries
        if document is not None and refused:
            up(
                AlertKind.ALL_REFUSED,
                feed_id,
                f"all {document.entries} entries were refused: {document.message or 'see the dead letters'}",
            )
        failing = _failing_since(cursor, feed_polls, read=not refused)
        if failing is not None and now - failing >= FAILING_FOR and _failed_again(cursor, feed_polls):
            why = (cursor.reason or cursor.refusal if cursor else None) or feed_polls[-1].reason or feed_polls[-1].outcome
            up(AlertKind.FAILING_FOR_A_DAY, feed_id, f"no poll has succeeded since {failing:%Y-%m-%d %H:%M} UTC: {why}")
        if cursor is None:
            continue
        if (failing is None or now - failing < FAILING_FOR) and cursor.last_new_item_at is not None and cursor.rhythm_s:
            silence = now - cursor.last_new_item_at
            if silence >= max(LEAST_QUIET, timedelta(seconds=QUIET_RHYTHMS * cursor.rhythm_s)):
                up(
                    AlertKind.FEED_QUIET,
                    feed_id,
                    f"nothing new for {_span(silence)}; it used to bring something every {_span(timedelta(seconds=cursor.rhythm_s))}",
                )
        if cursor.gap_suspected:
            up(
                AlertKind.GAP_SUSPECTED,
                feed_id,
                "no entry was known from the poll before: something may have come and gone; poll it sooner",
            )
    now_refused, usual = _letters(polls, now)
    if now_refused >= MANY_LETTERS and now_refused >= RISING * usual:
        up(AlertKind.DEAD_LETTERS_RISING, "", f"{now_refused} dead letters in this run, {usual:.0f} in a usual one")
    return sorted(found, key=lambda one: (one.kind, one.feed_id))


def _failing_since(cursor: Cursor | None, feed_polls: Sequence[Poll], *, read: bool) -> datetime | None:
    """When it last went well, where it fails now. A document that is refused came well over HTTP, and a folder has no cursor before its
    first file: the polls know better, unless what they `read` was refused, which is told by itself. What was given up (gone, blocked)
    fails until it is asked again.
    """
    if not feed_polls:
        return None
    fails = read and judged(feed_polls)[-1].outcome not in WELL
    if cursor is not None:
        fails = fails or bool(cursor.fails > 0 or cursor.hard_fails or cursor.refusal or cursor.state in AT_REST)
    if not fails:
        return None
    known = (cursor.last_ok_at if not cursor.refusal else None) or cursor.first_polled_at if cursor is not None else None
    return last_success(feed_polls) or known or feed_polls[0].at


def _failed_again(cursor: Cursor | None, feed_polls: Sequence[Poll]) -> bool:
    """Whether the failures since it last went well lie a day apart: a feed that is asked once a day fails once. What was given up is
    not asked again; of what failed as long as polls are kept, the beginning is not known.
    """
    streak = list(takewhile(lambda one: one.outcome not in WELL, reversed(judged(feed_polls))))
    if not streak or len(streak) == len(feed_polls) or (cursor is not None and cursor.state in AT_REST):
        return True
    return streak[0].at - streak[-1].at >= FAILING_FOR - _JITTER


def _letters(polls: Mapping[str, Sequence[Poll]], now: datetime) -> tuple[int, float]:
    """Dead letters of this run's polls, and the mean of those of the times before."""
    by_time: dict[datetime, int] = {}
    for feed_polls in polls.values():
        for poll in feed_polls:
            by_time[poll.at] = by_time.get(poll.at, 0) + poll.dead_letters
    before = [count for at, count in by_time.items() if at < now]
    return by_time.get(now, 0), sum(before) / len(before) if before else 0.0


def _span(length: timedelta) -> str:
    hours = length.total_seconds() / 3600
    return f"{hours / 24:.0f} days" if hours >= 48 else f"{hours:.0f} hours" if hours >= 2 else f"{hours * 60:.0f} minutes"


def tell(hook: Hook | None, alerts: Sequence[Alert], before: Sequence[Raised], batch_id: str) -> list[Raised]:
    """Tell the hook of what came up and what is over; the alerts that are up, each with whether it was taken."""
    known = {(one.kind, one.feed_id): one for one in before}
    current = {(one.kind, one.feed_id) for one in alerts}
    after: list[Raised] = []
    for one in alerts:
        was = known.get((one.kind, one.feed_id))
        taken = was is not None and was.delivered
        if not taken:
            taken = hook is None or _send(hook, _body("raised", one.kind, one.feed_id, one.since, one.message, batch_id))
        after.append(Raised(one.kind, one.feed_id, one.since, taken))
    for gone in before:
        if (gone.kind, gone.feed_id) in current or not gone.delivered or hook is None:
            continue
        if not _send(hook, _body("cleared", gone.kind, gone.feed_id, gone.since, "over", batch_id)):
            LOG.warning("the alert %s of %s is over, and the hook did not take it", gone.kind, gone.feed_id or "the run")
    return after


def _body(state: str, kind: str, feed_id: str, since: datetime, message: str, batch_id: str) -> dict[str, Any]:
    return {
        "state": state,
        "kind": kind,
        "feed_id": feed_id or None,
        "since": since.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "message": message,
        "batch_id": batch_id,
    }


def _send(hook: Hook, body: Mapping[str, Any]) -> bool:
    """Whether the hook took it: a command ended with 0, a server answered 2xx, within half a minute."""
    text = json.dumps(body, ensure_ascii=True)
    try:
        if hook.command:
            done = subprocess.run(  # noqa: S603 (the operator's own command, no shell)
                hook.command, input=text.encode(), capture_output=True, timeout=_HOOK_S, check=False
            )
            done.check_returncode()
        if hook.webhook:
            import httpx2

            answer = httpx2.post(
                resolve(hook.webhook), content=text, headers={"Content-Type": "application/json"}, timeout=_HOOK_S, trust_env=False
            )
            answer.raise_for_status()
    except Exception as error:  # noqa: BLE001 (no hook may cost a run; the next one tells again)
        words = type(error).__name__ if hook.webhook else " ".join(str(error).split())[:200]  # an address may hold a token
        LOG.warning("the alert hook did not take %s of %s (%s); the next run tells it again", body["kind"], body["feed_id"], words)
        return False
    return True
