"""A run in the log: one line, and one of each alert that is up."""

import logging

from newsbeam.pipeline.report.model import RunReport
from newsbeam.pipeline.runs.feed_lines import FAILURES
from newsbeam.schemas.codes import FeedOutcome


def log_run(log: logging.Logger, report: RunReport) -> None:
    """One line of a run, and one of each alert that is up."""
    t = report.totals
    asked = [feed for feed in report.feeds if feed.outcome != FeedOutcome.SKIPPED]
    failed = sum(feed.outcome in FAILURES for feed in asked)
    seconds = (report.finished_at - report.started_at).total_seconds()
    event = {
        "batch_id": report.batch_id,
        "exit_code": report.exit_code,
        "feeds": len(asked),
        "failed": failed,
        "seconds": round(seconds, 3),
    }
    event |= {
        "entries": t.entries,
        "new": t.new,
        "revisions": t.revisions,
        "duplicates": t.duplicates,
        "held": t.held,
        "dead_letters": t.dead_letters,
        "item_limit": t.item_limit,
    }
    log.info(
        "%s: %d feeds asked, %d failed; %s; %.1f s",
        report.batch_id,
        len(asked),
        failed,
        t,
        seconds,
        extra={"event": event},
    )
    for alert in report.alerts:
        log.warning("alert %s %s: %s", alert.kind, alert.feed_id or "(run)", alert.message)
