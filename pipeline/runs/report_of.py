"""From what a run did to what it tells: polls and ledgers to the report."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from newsbeam.connectors.disk.durable import replace_durably
from newsbeam.connectors.http.redact import redact_url
from newsbeam.connectors.polling.politeness_report import judge
from newsbeam.connectors.polling.polled import PollResult
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.report.model import (
    Conservation,
    FeedReport,
    LetterReport,
    PartitionReport,
    RuleReport,
    RunReport,
    StageReport,
    Totals,
)
from newsbeam.pipeline.runs.run_log import Run
from newsbeam.pipeline.stages.ledger import Letter
from newsbeam.schemas.codes import EntryOutcome, FeedOutcome, IdBasis
from newsbeam.schemas.cursor import Cursor
from newsbeam.schemas.errors import ConservationError
from newsbeam.schemas.feed import Feed

if TYPE_CHECKING:
    from newsbeam.pipeline.publish.rows import Growth

FAILED_SHARE = 0.1
"""Exit code 1 when more than this share of the feeds asked failed: one outlet's bad night in fifty is no alarm."""
FAILURES = frozenset({FeedOutcome.SOFT, FeedOutcome.HARD, FeedOutcome.GONE, FeedOutcome.BLOCKED})
_FIELDS = {
    EntryOutcome.NEW: "new",
    EntryOutcome.REVISION: "revisions",
    EntryOutcome.DUPLICATE: "duplicates",
    EntryOutcome.HELD: "held",
    EntryOutcome.DEAD_LETTER: "dead_letters",
    EntryOutcome.ITEM_LIMIT: "item_limit",
}


def report_of(run: Run) -> RunReport:
    """The report of one run."""
    feeds = _feeds(run)
    conservation = _conservation(run)
    grown = [growth for _, growths in run.recovery.rolled_forward for growth in growths]
    grown += [growth for done in run.batches for growth in done.growths]
    return RunReport(
        batch_id=run.run_id,
        started_at=run.options.as_of,
        finished_at=run.options.as_of + timedelta(seconds=run.seconds),
        as_of=run.options.as_of,
        exit_code=_exit_code(run, feeds) if conservation.ok else ConservationError.exit_code,
        newsbeam_version=run.version,
        config_hash=run.config_hash,
        totals=Totals(**sum(_tallies(run).values(), Counter())),
        conservation=conservation,
        partitions=_grown(grown),
        stages=_stages(run),
        feeds=tuple(feeds),
        not_asked=_not_asked(run, feeds),
        dead_letters=_letters(letter for done in run.batches for letter in done.ledger.letters),
        batches=tuple(done.batch_id for done in run.batches),
        recovered=tuple(batch_id for batch_id, _ in run.recovery.rolled_forward),
        sealed=run.sealed,
        waiting=run.waiting,
        dry_run=run.options.dry_run,
        politeness=_politeness(run),
    )


def write_report(out: Output, report: RunReport) -> None:
    """`runs/<batch_id>.json` and the page beside it, each written aside first."""
    from newsbeam.pipeline.report.html import page

    for left in out.runs.glob("*.tmp"):  # of a run that was killed here
        left.unlink(missing_ok=True)
    for suffix, text in ((".json", report.dumps()), (".html", page(report))):
        aside = out.runs / f"{report.batch_id}{suffix}.tmp"
        aside.write_text(text, encoding="utf-8")
        replace_durably(aside, out.runs / f"{report.batch_id}{suffix}")


def write_finished(out: Output, run: Run, report: RunReport) -> None:
    """A report for each batch of a killed run that this one has finished: what it published. The rest died with that run."""
    for batch_id, growths in run.recovery.rolled_forward:
        if not (out.runs / f"{batch_id}.json").exists():
            write_report(
                out,
                replace(
                    report,
                    batch_id=batch_id,
                    batches=(batch_id,),
                    recovered=(batch_id,),
                    exit_code=0,
                    partitions=_grown(growths),
                    totals=Totals(),
                    conservation=Conservation(ok=True, entries=0, released=0, retried=0, ended=0, rows_added=0),
                    feeds=(),
                    not_asked={},
                    dead_letters=(),
                    stages={},
                    sealed=(),
                    politeness=(),
                ),
            )


def _grown(growths: "Iterable[Growth]") -> tuple[PartitionReport, ...]:
    return tuple(
        PartitionReport(date=g.date, country=g.country, rows_added=g.rows_added, file=f"stories/{g.file}") for g in growths
    )


def _tallies(run: Run) -> dict[str, Counter[str]]:
    """The fields of `Totals` for each feed that had a document in this run."""
    tallies: dict[str, Counter[str]] = defaultdict(Counter)
    for done in run.batches:
        for seen in done.ledger.seen:
            tallies[seen.feed_id]["entries"] += seen.entries
        for (feed_id, _, outcome), count in done.ledger.outcomes.items():
            tallies[feed_id][_FIELDS[EntryOutcome(outcome)]] += count
    return tallies


def _conservation(run: Run) -> Conservation:
    seen = [one for done in run.batches for one in done.ledger.seen]
    by_cause = {cause: sum(one.entries for one in seen if one.cause == cause) for cause in ("fetched", "released", "retried")}
    ended = sum(count for done in run.batches for count in done.ledger.outcomes.values())
    promised = sum(done.ledger.ended(one) for done in run.batches for one in (EntryOutcome.NEW, EntryOutcome.REVISION))
    added = sum(growth.rows_added for done in run.batches for growth in done.growths)
    return Conservation(
        ok=sum(by_cause.values()) == ended and added == promised,
        entries=by_cause["fetched"],
        released=by_cause["released"],
        retried=by_cause["retried"],
        ended=ended,
        rows_added=added,
    )


def _feeds(run: Run) -> list[FeedReport]:
    """A line for each feed that was asked, or whose landed documents were still owed. The rest are counted (`_not_asked`)."""
    refused = {seen.landing_ref: seen.reason for done in run.batches for seen in done.ledger.seen if seen.reason}
    cursors = {cursor.feed_id: cursor for done in run.batches for cursor in done.cursors}
    polls: dict[str, list[PollResult]] = {}
    for poll in run.polled.results:
        polls.setdefault(poll.feed_id, []).append(poll)
    tallies = _tallies(run)
    errors: dict[tuple[str, str | None], str] = {}
    for done in run.batches:
        for letter in done.ledger.letters:
            errors.setdefault((letter.feed_id, letter.reason), letter.error)
            errors.setdefault((letter.feed_id, None), letter.error)
    lines = []
    touched = polls.keys() | tallies.keys()
    for feed_id in [*(one for one in run.feeds if one in touched), *sorted(tallies.keys() - run.feeds.keys())]:
        feed, told = run.feeds.get(feed_id), polls.get(feed_id, [])
        counted: dict[str, Any] = dict(tallies.get(feed_id, Counter()))
        base = FeedReport(
            feed_id=feed_id,
            url=told[-1].url if told else redact_url(feed.url) if feed and feed.url else feed_id,
            provider=feed.provider if feed else None,
            outcome=FeedOutcome.SKIPPED.value,
            message=errors.get((feed_id, None)),
            **counted,
        )
        line = _line(base, told, refused, cursors.get(feed_id), errors) if told else _quiet(base, run.idle.get(feed_id))
        lines.append(line)
    return lines


def _not_asked(run: Run, feeds: Iterable[FeedReport]) -> dict[str, int]:
    """How many feeds of the list have no line, by why."""
    told = {one.feed_id for one in feeds}
    return dict(sorted(Counter(_rest(run, feed) for feed in run.feeds.values() if feed.id not in told).items()))


def _rest(run: Run, feed: Feed) -> str:
    if not feed.enabled:
        return "disabled"
    if feed.id in run.polled.resting:
        return "paused"
    return run.idle[feed.id].state.value if feed.id in run.idle else "new"


def _line(
    base: FeedReport,
    told: list[PollResult],
    refused: Mapping[str, str],
    cursor: Cursor | None,
    errors: Mapping[tuple[str, str | None], str],
) -> FeedReport:
    """One feed that was asked: the worst of its documents speaks for it, for it is what the operator has to see."""
    refusal = next((refused[str(poll.ref)] for poll in told if str(poll.ref) in refused), None)
    failed = next((poll for poll in told if poll.outcome in FAILURES), None)
    speaker = failed or told[-1]
    after = cursor or speaker.cursor
    return replace(
        base,
        outcome=FeedOutcome.SOFT.value if failed is None and refusal is not None else speaker.outcome.value,
        reason=speaker.reason or refusal,
        message=speaker.message or errors.get((base.feed_id, refusal)) or base.message,
        http_status=speaker.http_status,
        requests=sum(poll.requests for poll in told),
        wire_bytes=sum(poll.wire_bytes for poll in told),
        body_bytes=sum(poll.body_bytes for poll in told),
        flags=tuple(
            dict.fromkeys(
                (
                    *(flag for poll in told for flag in poll.flags),
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
    """Whether its guids are new at every request, so that link and title name its entries."""
    return cursor.id_basis == IdBasis.LINK_TITLE or cursor.guid_turns > 0


def _quiet(base: FeedReport, cursor: Cursor | None) -> FeedReport:
    """One feed that was not asked: not due, or only owed what an earlier run had landed."""
    if base.entries:
        base = replace(base, outcome=FeedOutcome.OK.value)
    if cursor is None:
        return base
    return replace(base, reason=cursor.state.value, next_poll_at=cursor.next_due, next_poll_reason=cursor.next_due_reason)


def _letters(letters: Iterable[Letter]) -> tuple[LetterReport, ...]:
    found: dict[tuple[str, str, str], list[Letter]] = {}
    for letter in letters:
        found.setdefault((letter.feed_id, letter.stage, letter.reason), []).append(letter)
    return tuple(
        LetterReport(feed_id=feed, stage=stage, reason=reason, count=len(told), error=told[0].error)
        for (feed, stage, reason), told in sorted(found.items())
    )


def _politeness(run: Run) -> tuple[RuleReport, ...]:
    """The rules, judged, where requests were sent."""
    polled = run.polled
    if not any(poll.requests for poll in polled.results) and not polled.pages.sent:
        return ()
    verdicts = judge(run.feeds.values(), polled.before, polled.results, run.limits, pages=polled.pages.sent)
    return tuple(RuleReport(rule=v.rule, text=v.text, kept=v.kept, detail=v.detail[:400]) for v in verdicts)


def _stages(run: Run) -> dict[str, StageReport]:
    sums: dict[str, tuple[int, int, float]] = {}
    for done in run.batches:
        for name, figures in done.ledger.stages.items():
            before = sums.get(name, (0, 0, 0.0))
            sums[name] = (before[0] + figures[0], before[1] + figures[1], before[2] + figures[2])
    return {name: StageReport(taken=t, given=g, seconds=round(s, 6)) for name, (t, g, s) in sorted(sums.items())}


def _exit_code(run: Run, feeds: list[FeedReport]) -> int:
    asked = [feed for feed in feeds if feed.outcome != FeedOutcome.SKIPPED]
    failed = [feed for feed in asked if feed.outcome in FAILURES]
    return int(
        bool(run.waiting)
        or bool(run.batches and any(done.crashed for done in run.batches))
        or len(failed) > FAILED_SHARE * len(asked)
    )
