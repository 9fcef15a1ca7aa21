"""From what a run did to what it tells: polls and ledgers to the report."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from newsbeam.connectors.disk.durable import replace_durably
from newsbeam.connectors.polling.politeness_report import judge
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.process.memory import peak_memory
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
from newsbeam.pipeline.runs.feed_lines import FAILURES, feed_lines, not_asked, tallies_of
from newsbeam.pipeline.runs.run_log import Run
from newsbeam.pipeline.stages.ledger import Letter
from newsbeam.schemas.codes import EntryOutcome, FeedOutcome
from newsbeam.schemas.errors import ConservationError

if TYPE_CHECKING:
    from newsbeam.pipeline.publish.rows import Growth

FAILED_SHARE = 0.1
"""Exit code 1 when more than this share of the feeds asked failed: one outlet's bad night in fifty is no alarm."""


def report_of(run: Run) -> RunReport:
    """The report of one run."""
    feeds = feed_lines(run)
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
        totals=Totals(**sum(tallies_of(run).values(), Counter())),
        conservation=conservation,
        partitions=_grown(grown),
        stages=_stages(run),
        feeds=tuple(feeds),
        not_asked=not_asked(run, feeds),
        dead_letters=_letters(letter for done in run.batches for letter in done.ledger.letters),
        batches=tuple(done.batch_id for done in run.batches),
        recovered=tuple(batch_id for batch_id, _ in run.recovery.rolled_forward),
        sealed=run.sealed,
        waiting=run.waiting,
        dry_run=run.options.dry_run,
        politeness=_politeness(run),
        peak_memory_bytes=peak_memory(),
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


def _letters(letters: Iterable[Letter]) -> tuple[LetterReport, ...]:
    found: dict[tuple[str, str, str], list[Letter]] = {}
    for letter in letters:
        found.setdefault((letter.feed_id, letter.stage, letter.reason), []).append(letter)
    return tuple(
        LetterReport(feed_id=feed, stage=stage, reason=reason, count=len(alike), error=alike[0].error)
        for (feed, stage, reason), alike in sorted(found.items())
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
