"""A line of the report for each feed that was asked, or that had a document in the run; the others are counted."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from newsbeam.connectors.http.redact import redact_url
from newsbeam.connectors.polling.polled import PollResult
from newsbeam.pipeline.report.model import FeedReport
from newsbeam.pipeline.runs.run_log import Run
from newsbeam.schemas.codes import EntryOutcome, FeedOutcome, IdBasis
from newsbeam.schemas.cursor import AT_REST, Cursor
from newsbeam.schemas.feed import Feed

FAILURES = frozenset({FeedOutcome.SOFT, FeedOutcome.HARD, FeedOutcome.GONE, FeedOutcome.BLOCKED})
_FIELDS = {
    EntryOutcome.NEW: "new",
    EntryOutcome.REVISION: "revisions",
    EntryOutcome.DUPLICATE: "duplicates",
    EntryOutcome.HELD: "held",
    EntryOutcome.DEAD_LETTER: "dead_letters",
    EntryOutcome.ITEM_LIMIT: "item_limit",
}


def feed_lines(run: Run) -> list[FeedReport]:
    """A line for each feed that was asked, or whose landed documents were still owed. The rest are counted (`not_asked`)."""
    refused = {seen.landing_ref: seen.reason for done in run.batches for seen in done.ledger.seen if seen.reason}
    cursors = {cursor.feed_id: cursor for done in run.batches for cursor in done.cursors}
    polls: dict[str, list[PollResult]] = {}
    for poll in run.polled.results:
        if not (poll.outcome is FeedOutcome.SKIPPED and poll.cursor.state in AT_REST):  # counted with those that were not asked
            polls.setdefault(poll.feed_id, []).append(poll)
    tallies = tallies_of(run)
    errors: dict[tuple[str, str | None], str] = {}
    for done in run.batches:
        for letter in done.ledger.letters:
            errors.setdefault((letter.feed_id, letter.reason), letter.error)
            errors.setdefault((letter.feed_id, None), letter.error)
    lines = []
    touched = polls.keys() | tallies.keys()
    for feed_id in [*(one for one in run.feeds if one in touched), *sorted(tallies.keys() - run.feeds.keys())]:
        feed, asked = run.feeds.get(feed_id), polls.get(feed_id, [])
        counted: dict[str, Any] = dict(tallies.get(feed_id, Counter()))
        base = FeedReport(
            feed_id=feed_id,
            url=asked[-1].url if asked else redact_url(feed.url) if feed and feed.url else feed_id,
            provider=feed.provider if feed else None,
            outcome=FeedOutcome.SKIPPED.value,
            message=errors.get((feed_id, None)),
            **counted,
        )
        line = _line(base, asked, refused, cursors.get(feed_id), errors) if asked else _quiet(base, run.idle.get(feed_id))
        lines.append(line)
    return lines


def not_asked(run: Run, feeds: Iterable[FeedReport]) -> dict[str, int]:
    """How many feeds of the list have no line, by why."""
    listed = {one.feed_id for one in feeds}
    return dict(sorted(Counter(_rest(run, feed) for feed in run.feeds.values() if feed.id not in listed).items()))


def _rest(run: Run, feed: Feed) -> str:
    if not feed.enabled:
        return "disabled"
    if feed.id in run.polled.resting:
        return "paused"
    known = run.idle.get(feed.id) or run.polled.before.get(feed.id)
    return known.state.value if known else "new"


def _line(
    base: FeedReport,
    polls: list[PollResult],
    refused: Mapping[str, str],
    cursor: Cursor | None,
    errors: Mapping[tuple[str, str | None], str],
) -> FeedReport:
    """One feed that was asked: the worst of its documents speaks for it, for it is what the operator has to see."""
    refusal = next((refused[str(poll.ref)] for poll in polls if str(poll.ref) in refused), None)
    failed = next((poll for poll in polls if poll.outcome in FAILURES), None)
    speaker = failed or polls[-1]
    after = cursor or speaker.cursor
    return replace(
        base,
        outcome=FeedOutcome.SOFT.value if failed is None and refusal is not None else speaker.outcome.value,
        reason=speaker.reason or refusal,
        message=speaker.message or errors.get((base.feed_id, refusal)) or base.message,
        http_status=speaker.http_status,
        requests=sum(poll.requests for poll in polls),
        wire_bytes=sum(poll.wire_bytes for poll in polls),
        body_bytes=sum(poll.body_bytes for poll in polls),
        flags=tuple(
            dict.fromkeys(
                (
                    *(flag for poll in polls for flag in poll.flags),
                    *(
                        flag
                        for flag, is_so in (
                            ("hint_loses_news", after.hint_loses_news),
                            ("torn", after.torn),
                            ("guids_turn", _turns(after)),
                        )
                        if is_so
                    ),
                )
            )
        ),
        gap_suspected=after.gap_suspected,
        next_poll_at=after.next_due,
        next_poll_reason=after.next_due_reason,
    )


def _turns(cursor: Cursor) -> bool:
    """Whether its guids or links are new at every request, so that what stays names its entries."""
    return cursor.id_basis == IdBasis.LINK_TITLE or cursor.guid_turns > 0


def _quiet(base: FeedReport, cursor: Cursor | None) -> FeedReport:
    """One feed that was not asked: not due, or only owed what an earlier run had landed."""
    if base.entries:
        base = replace(base, outcome=FeedOutcome.OK.value)
    if cursor is None:
        return base
    return replace(base, reason=cursor.state.value, next_poll_at=cursor.next_due, next_poll_reason=cursor.next_due_reason)


def tallies_of(run: Run) -> dict[str, Counter[str]]:
    """The fields of `Totals` for each feed that had a document in this run."""
    tallies: dict[str, Counter[str]] = defaultdict(Counter)
    for done in run.batches:
        for seen in done.ledger.seen:
            tallies[seen.feed_id]["entries"] += seen.entries
        for (feed_id, _, outcome), count in done.ledger.outcomes.items():
            tallies[feed_id][_FIELDS[EntryOutcome(outcome)]] += count
    return tallies
