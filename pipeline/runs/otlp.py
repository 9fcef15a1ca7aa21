"""The same metrics by OpenTelemetry's OTLP, and a span a run: the extra `otlp`, through the official SDK.

Where to, how often and with which headers is the SDK's own business: OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS,
OTEL_METRIC_EXPORT_INTERVAL, OTEL_RESOURCE_ATTRIBUTES, and OTEL_SERVICE_NAME (newsbeam). Instruments have the names that Prometheus sees, so
rules and dashboard hold behind a collector too. A collector that does not answer costs a run a warning and some seconds, no row.
"""

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import Any, Self

from prometheus_client import CollectorRegistry

from newsbeam.pipeline.report.model import RunReport
from newsbeam.schemas.errors import UsageError

LOG = logging.getLogger("newsbeam.otlp")
PATIENCE_S = 5
"""What a collector is given for one push, where OTEL_EXPORTER_OTLP_TIMEOUT says nothing."""
_NAMES = {"opentelemetry.exporter", "opentelemetry.sdk"}


class Otlp:
    """Pushes what a registry has, by interval and whenever `push` is called. Raises UsageError where the extra is not installed."""

    def __init__(self, registry: CollectorRegistry, version: str) -> None:
        check_installed()
        from opentelemetry.sdk.metrics import MeterProvider
        from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import SimpleSpanProcessor

        for name in _NAMES:  # its own words about a collector that is away are many, and ours is one
            logging.getLogger(name).setLevel(logging.CRITICAL)
        timeout = None if "OTEL_EXPORTER_OTLP_TIMEOUT" in os.environ else PATIENCE_S
        resource = Resource.create({"service.version": version, **_service()})
        self._metrics, self._spans = _exporters(timeout)
        reader = PeriodicExportingMetricReader(self._metrics)
        self._meters = MeterProvider([reader], resource=resource, shutdown_on_exit=False)
        self._tracers = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._tracers.add_span_processor(SimpleSpanProcessor(self._spans))
        self._instrument(registry)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def push(self, report: RunReport) -> None:
        """A span for the run, and the metrics as they are now."""
        _span(self._tracers.get_tracer("newsbeam"), report)
        flushed = _quietly(self._meters.force_flush)
        refused = {"metrics": not (flushed and self._metrics.taken), "span": not self._spans.taken}
        if any(refused.values()):
            what = " and the ".join(name for name, one in refused.items() if one)
            LOG.warning(
                "the OpenTelemetry collector did not take the %s of %s; see OTEL_EXPORTER_OTLP_ENDPOINT", what, report.batch_id
            )

    def close(self) -> None:
        """End the threads; what is left is pushed."""
        _quietly(self._meters.shutdown)
        _quietly(self._tracers.shutdown)

    def _instrument(self, registry: CollectorRegistry) -> None:
        """An instrument for each family; its values are read from the registry whenever they are asked for."""
        meter = self._meters.get_meter("newsbeam")
        for family in registry.collect():
            make = meter.create_observable_counter if family.type == "counter" else meter.create_observable_gauge
            make(family.name, callbacks=[partial(_observed, registry, family.name)], description=family.documentation)


class _Watched:
    """An exporter that knows whether the collector took what was pushed last."""

    well: Any
    taken = True

    def export(self, *args: Any, **named: Any) -> Any:
        self.taken = False
        result = super().export(*args, **named)  # type: ignore[misc]  # the exporter that this is mixed into
        self.taken = result is self.well
        return result


def _exporters(timeout: float | None) -> tuple[Any, Any]:
    """The SDK's exporters of metrics and of spans, which also know whether the collector took what was pushed last: a flush is well, for the
    SDK, once it has been tried.
    """
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.metrics.export import MetricExportResult
    from opentelemetry.sdk.trace.export import SpanExportResult

    class Metrics(_Watched, OTLPMetricExporter):
        well = MetricExportResult.SUCCESS

    class Spans(_Watched, OTLPSpanExporter):
        well = SpanExportResult.SUCCESS

    return Metrics(timeout=timeout), Spans(timeout=timeout)


def check_installed() -> None:
    """Raise UsageError where the extra is not installed."""
    try:
        import opentelemetry.exporter.otlp.proto.http
        import opentelemetry.sdk.metrics  # noqa: F401 (is it there?)
    except ModuleNotFoundError:
        raise UsageError("--otlp needs the extra: pip install 'newsbeam[otlp]'") from None


def _service() -> dict[str, str]:
    return {} if os.environ.get("OTEL_SERVICE_NAME") else {"service.name": "newsbeam"}


def _observed(registry: CollectorRegistry, name: str, _: Any) -> Iterator[Any]:
    from opentelemetry.metrics import Observation

    for family in registry.collect():
        if family.name == name:
            for sample in family.samples:
                if not sample.name.endswith("_created"):
                    yield Observation(sample.value, sample.labels)


def _span(tracer: Any, report: RunReport) -> None:
    from opentelemetry.trace import Status, StatusCode

    figures: Iterable[tuple[str, object]] = (
        ("newsbeam.batch_id", report.batch_id),
        ("newsbeam.exit_code", report.exit_code),
        ("newsbeam.feeds_asked", len(report.feeds)),
        ("newsbeam.entries", report.totals.entries),
        ("newsbeam.new", report.totals.new),
        ("newsbeam.revisions", report.totals.revisions),
        ("newsbeam.dead_letters", report.totals.dead_letters),
    )
    span = tracer.start_span("newsbeam run", start_time=_nanoseconds(report.started_at), attributes=dict(figures))
    if report.exit_code:
        span.set_status(Status(StatusCode.ERROR, f"exit code {report.exit_code}"))
    span.end(_nanoseconds(report.finished_at))


def _nanoseconds(at: datetime) -> int:
    return round(at.timestamp() * 1e6) * 1000


def _quietly(ask: Callable[[], Any]) -> bool:
    """Whether it went well; no collector may cost a run."""
    try:
        return ask() is not False
    except Exception:  # noqa: BLE001 (the SDK raises what its transport raises)
        return False
