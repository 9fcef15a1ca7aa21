"""Metrics of a run, in Prometheus's text and conventions: a file for node exporter's textfile collector, or a port of `watch`.

Names end in their unit, counters in `_total`. A run is over when it is told of, so its figures are gauges; what adds up over the runs
of one `watch` are counters. Labels are feed ids and closed words, never what a publisher sent.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, start_http_server, write_to_textfile

from newsbeam.pipeline.report.model import RunReport
from newsbeam.pipeline.runs.feed_health import FeedHealth

_ENDS = ("new", "revisions", "duplicates", "held", "dead_letters", "item_limit")


class Metrics:
    """The metrics of one process. `take` once a run."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry(auto_describe=True)

        def gauge(name: str, text: str, labels: Iterable[str] = ()) -> Gauge:
            return Gauge(f"newsbeam_{name}", text, tuple(labels), registry=self.registry)

        def counter(name: str, text: str, labels: Iterable[str] = ()) -> Counter:
            return Counter(f"newsbeam_{name}", text, tuple(labels), registry=self.registry)

        self.info = gauge("build_info", "1, with newsbeam's version as a label.", ["version"])
        self.finished = gauge("last_run_finished_timestamp_seconds", "When the last run ended.")
        self.seconds = gauge("last_run_duration_seconds", "How long the last run took.")
        self.exit_code = gauge("last_run_exit_code", "0 ok, 1 some feeds failed, 4 the sums did not add up.")
        self.entries = gauge("last_run_entries", "Entries of the last run by how they ended.", ["outcome"])
        self.rows = gauge("last_run_rows_added", "Rows that the table grew by in the last run.")
        self.stage = gauge("last_run_stage_duration_seconds", "Seconds of the last run's stages, over all workers.", ["stage"])
        self.alert = gauge("alert", "1 for each alert that is up.", ["kind", "feed"])
        self.up = gauge("feed_up", "1 where the feed's last poll went well, or it was never asked.", ["feed"])
        self.failures = gauge("feed_failures", "Polls in a row that failed.", ["feed"])
        self.success = gauge("feed_last_success_timestamp_seconds", "When a poll of the feed last went well.", ["feed"])
        self.news = gauge("feed_last_new_item_timestamp_seconds", "When the feed last brought something new.", ["feed"])
        self.feeds = gauge("feeds", "Feeds of the list, by whether they fail.", ["state"])
        self.letters = gauge("open_dead_letters", "Dead letters that wait for a retry, by reason.", ["reason"])
        self.free = gauge("output_free_bytes", "Free bytes where the output lies.")
        self.runs = counter("runs", "Runs of this process, by exit code.", ["exit_code"])
        self.entries_total = counter("entries", "Entries of this process's runs by how they ended.", ["outcome"])

    def take(self, report: RunReport, feeds: Iterable[FeedHealth], letters: Mapping[str, int], free_bytes: int) -> None:
        """All figures as they are after a run."""
        self.info.labels(report.newsbeam_version).set(1)
        self.finished.set(report.finished_at.timestamp())
        self.seconds.set((report.finished_at - report.started_at).total_seconds())
        self.exit_code.set(report.exit_code)
        self.rows.set(report.conservation.rows_added)
        self.runs.labels(str(report.exit_code)).inc()
        for name in _ENDS:
            count = getattr(report.totals, name)
            self.entries.labels(name).set(count)
            self.entries_total.labels(name).inc(count)
        for family in (self.stage, self.alert, self.up, self.failures, self.success, self.news, self.letters):
            family.clear()  # a feed that left the list, or an alert that is over, must not stay
        for name, stage in report.stages.items():
            self.stage.labels(name).set(stage.seconds)
        for one in report.alerts:
            self.alert.labels(one.kind, one.feed_id).set(1)
        for reason, count in letters.items():
            self.letters.labels(reason).set(count)
        failing = asked = 0
        for feed in feeds:
            asked += 1
            failing += feed.failing
            self.up.labels(feed.feed_id).set(0 if feed.failing else 1)
            self.failures.labels(feed.feed_id).set(feed.failures_in_a_row)
            if feed.last_success_at is not None:
                self.success.labels(feed.feed_id).set(feed.last_success_at.timestamp())
            if feed.last_new_item_at is not None:
                self.news.labels(feed.feed_id).set(feed.last_new_item_at.timestamp())
        self.feeds.labels("failing").set(failing)
        self.feeds.labels("well").set(asked - failing)
        self.free.set(free_bytes)

    def write(self, path: Path) -> None:
        """Write them for node exporter: aside and renamed. Raises OSError."""
        write_to_textfile(str(path), self.registry)

    def serve(self, port: int, address: str = "127.0.0.1") -> int:
        """Answer at `/metrics` from a thread, for as long as the process lives; the port. Raises OSError where it is taken."""
        server, _ = start_http_server(port, addr=address, registry=self.registry)
        return int(server.server_port)
