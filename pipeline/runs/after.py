"""What is known of an output after a run: each feed's health and the open dead letters, for metrics and those who read them."""

import logging
import shutil
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from importlib import metadata

from newsbeam.connectors.state import dead_letters
from newsbeam.connectors.state.cursors import load_cursors
from newsbeam.connectors.state.database import open_state
from newsbeam.connectors.state.polls import load_polls, paused
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.report.model import RunReport
from newsbeam.pipeline.runs.feed_health import FeedHealth, health_of
from newsbeam.pipeline.runs.metrics import Metrics
from newsbeam.pipeline.runs.otlp import Otlp
from newsbeam.schemas.feed import Feed

WATCH_LOG = logging.getLogger("newsbeam.pipeline.runs.watch")


def healths(out: Output, feeds: Iterable[Feed], now: datetime) -> list[FeedHealth]:
    """Each feed's health, without its delay (which is the table's to tell)."""
    listed = list(feeds)
    ids = {feed.id for feed in listed}
    with closing(open_state(out.database)) as conn:
        cursors, polls, pauses = load_cursors(conn, ids), load_polls(conn, ids), paused(conn, now)
    return [health_of(feed, cursors.get(feed.id), polls.get(feed.id, ()), pauses, now) for feed in listed]


def measure(metrics: Metrics, out: Output, report: RunReport, feeds: Iterable[Feed]) -> None:
    """Bring the metrics up to a run."""
    with closing(open_state(out.database)) as conn:
        letters = dead_letters.open_by_reason(conn)
    metrics.take(report, healths(out, feeds, report.as_of), letters, shutil.disk_usage(out.root).free)


class WatchMetrics:
    """The metrics of a watch, where anybody asked for them: at a port, or pushed. Raises UsageError where an extra is not installed."""

    def __init__(self, port: int | None, *, otlp: bool) -> None:
        self._metrics = Metrics() if port is not None or otlp else None
        self._otlp: Otlp | None = None
        if self._metrics is None:
            return
        if otlp:
            self._otlp = Otlp(self._metrics.registry, metadata.version("newsbeam"))
        if port is not None:
            WATCH_LOG.info("metrics: http://127.0.0.1:%d/metrics", self._metrics.serve(port))

    def take(self, out: Output, report: RunReport, feeds: Iterable[Feed]) -> None:
        """Bring them up to a run."""
        if self._metrics is not None:
            measure(self._metrics, out, report, feeds)
        if self._otlp is not None:
            self._otlp.push(report)

    def close(self) -> None:
        """Push what is left."""
        if self._otlp is not None:
            self._otlp.close()
