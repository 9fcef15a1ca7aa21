"""Metrics and spans pushed by the official SDK to a collector's HTTP endpoint, which decodes them as the protocol's own messages."""

import gzip
import json
import os
import re
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from newsbeam.pipeline.cli import main

pytestmark = pytest.mark.slow
ITEM = "<item><guid isPermaLink='false'>{0}</guid><title>Quay {0} opens</title><description>Ships came in.</description></item>"


class Collector:
    """What came to /v1/metrics and /v1/traces."""

    def __init__(self) -> None:
        self.metrics, self.spans, self.resources, self.headers = {}, [], [], []

    def take(self, path: str, body: bytes, headers) -> None:
        from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
        from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

        self.headers.append(dict(headers))
        if path == "/v1/metrics":
            for kinds in ExportMetricsServiceRequest.FromString(body).resource_metrics:
                self.resources.append(plain(kinds.resource.attributes))
                for metric in (one for scope in kinds.scope_metrics for one in scope.metrics):
                    kind = metric.WhichOneof("data")
                    points = getattr(metric, kind).data_points
                    self.metrics[metric.name] = (kind, {tuple(sorted(plain(p.attributes).items())): value(p) for p in points})
        elif path == "/v1/traces":
            for kinds in ExportTraceServiceRequest.FromString(body).resource_spans:
                self.spans += [span for scope in kinds.scope_spans for span in scope.spans]


def plain(attributes) -> dict[str, object]:
    return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in attributes}


def value(point) -> float:
    return getattr(point, point.WhichOneof("value"))


@pytest.fixture
def collector(monkeypatch):
    found = Collector()

    class Endpoint(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.take(self.path, gzip.decompress(body) if self.headers.get("Content-Encoding") else body, self.headers)
            self.send_response(200 if self.path.startswith("/v1/") else 404)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_HEADERS", "x-tenant=desk")
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def words(tmp_path):
    (tmp_path / "quay.xml").write_text(
        f"<rss version='2.0'><channel><title>Quay</title>{ITEM.format(1)}{ITEM.format(2)}</channel></rss>"
    )
    (tmp_path / "feeds.toml").write_text('[[feed]]\nid = "quay"\npath = "quay.xml"\n[[feed]]\nid = "gone"\npath = "gone.xml"\n')
    return ["--feeds", str(tmp_path / "feeds.toml"), "--out", str(tmp_path / "out"), "--runner", "inline"]


def test_a_run_pushes_its_metrics_and_its_span(collector, words, tmp_path):
    assert main(["ingest", *words, "--otlp", "--metrics-file", str(tmp_path / "m.prom"), "--as-of", "2026-03-10T12:00:00Z"]) == 1
    text = (tmp_path / "m.prom").read_text()
    families = dict(re.findall(r"^# TYPE (\w+?)(?:_total)? (\w+)$", text, re.MULTILINE))
    families = {name: kind for name, kind in families.items() if not name.endswith("_created")}
    kinds = {name: {"sum": "counter", "gauge": "gauge"}[kind] for name, (kind, points) in collector.metrics.items() if points}
    with_points = {name for name in families if re.search(rf"^{name}(_total)?[ {{]", text, re.MULTILINE)}
    assert kinds == {name: families[name] for name in with_points}, "what Prometheus reads, by the same names"
    assert collector.metrics["newsbeam_feed_up"][1] == {(("feed", "quay"),): 1.0, (("feed", "gone"),): 0.0}
    assert collector.metrics["newsbeam_entries"][1][("outcome", "new"),] == 2.0
    (span,) = collector.spans
    report = json.loads(next((tmp_path / "out" / "runs").glob("*.json")).read_text())
    attributes = plain(span.attributes)
    assert attributes["newsbeam.batch_id"] == report["batch_id"]
    assert (attributes["newsbeam.exit_code"], attributes["newsbeam.new"], span.status.code) == (1, 2, 2)
    assert span.end_time_unix_nano > span.start_time_unix_nano
    assert collector.resources[0]["service.name"] == "newsbeam"
    assert {one["X-Tenant" if "X-Tenant" in one else "x-tenant"] for one in collector.headers} == {"desk"}


def test_a_watch_pushes_after_each_batch(collector, words, tmp_path):
    with (tmp_path / "log").open("wb") as log:
        watching = subprocess.Popen([sys.executable, "-m", "newsbeam", "watch", *words, "--otlp"], stderr=log)
    try:
        deadline = time.monotonic() + 60
        while sum(collector.metrics.get("newsbeam_entries", ("", {}))[1].values()) < 2 and time.monotonic() < deadline:
            time.sleep(0.1)
    finally:
        watching.terminate()
        assert watching.wait(timeout=30) == 0
    assert sum(collector.metrics["newsbeam_entries"][1].values()) == 2
    assert collector.spans


def test_a_collector_that_is_away_costs_a_warning(words, monkeypatch, caplog):
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "1")
    assert main(["ingest", *words, "--otlp"]) == 1
    (line,) = (one.getMessage() for one in caplog.records if one.name == "newsbeam.otlp")
    assert "did not take the metrics and the span of" in line


def test_a_collector_that_takes_metrics_alone_is_named_for_the_span(collector, words, monkeypatch, caplog):
    place = os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"]
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", f"{place}/none")
    assert main(["ingest", *words, "--otlp"]) == 1
    (line,) = (one.getMessage() for one in caplog.records if one.name == "newsbeam.otlp")
    assert "did not take the span of" in line


def test_without_the_extra_the_way_to_it_is_said(words, monkeypatch, capsys, tmp_path):
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.metrics", None)
    assert main(["ingest", *words, "--otlp"]) == 2
    assert "pip install 'newsbeam[otlp]'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists(), "before anything is done"
