"""Traces that cross HTTP and the bus, and the metrics every service counts."""

import os

from opentelemetry import propagate, trace
from opentelemetry.context import Context as TraceContext
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ALWAYS_ON
from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Histogram(
    "throughline_request_seconds",
    "Seconds from request to reply",
    ["method", "route", "status"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
EVENTS_SENT = Counter("throughline_events_sent_total", "Events acknowledged by the broker", ["type"])
EVENTS_HANDLED = Counter("throughline_events_handled_total", "Events taken off the bus", ["type", "outcome"])
EVENT_LAG = Histogram(
    "throughline_event_lag_seconds",
    "Seconds from an event's fact to its handling",
    ["type"],
    buckets=(0.005, 0.02, 0.1, 0.5, 1, 5, 30, 120, 600, 3600),
)
OUTBOX_WAITING = Gauge("throughline_outbox_waiting", "Outbox rows not yet acknowledged by the broker")
OUTBOX_OLDEST = Gauge("throughline_outbox_oldest_seconds", "Age of the oldest waiting outbox row")
OUTBOX_PARKED = Gauge("throughline_outbox_parked", "Outbox rows the broker refused for their content")
STREAMS = Gauge("throughline_streams_open", "Live streams open now")
UNSEALED_OLDEST = Gauge("throughline_audit_unsealed_oldest_seconds", "Age of the oldest audit entry not yet chained")
MASS_READINGS = Gauge(
    "throughline_mass_readings",
    "Callers who in the last day read the records of more students than MASS_READING_STUDENTS",
)
DEAD_LETTERS = Gauge("throughline_dead_letters", "Dead letters waiting for somebody")
DAYS_NOT_BEGUN = Gauge(
    "throughline_days_not_begun", "Districts whose day should have begun half an hour ago and has not"
)
DAYS_BEGUN_ALONE = Gauge("throughline_days_begun_alone", "Districts whose day this service began without hearing of it")

tracer = trace.get_tracer("throughline")


def configure(service: str) -> None:
    """Give every request and event a trace id; export them where `OTEL_EXPORTER_OTLP_ENDPOINT` says, if it does."""
    exports = bool(os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT"))
    # Without anywhere to export to, spans are not recorded; their ids still go from request to event to handler.
    provider = TracerProvider(
        resource=Resource.create({"service.name": f"throughline-{service}"}),
        sampler=ALWAYS_ON if exports else ALWAYS_OFF,
    )
    if exports:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    if not isinstance(trace.get_tracer_provider(), TracerProvider):
        trace.set_tracer_provider(provider)


def traceparent() -> str | None:
    """The W3C trace context of the work under way, as it travels in headers and envelopes."""
    carrier: dict[str, str] = {}
    propagate.inject(carrier)
    return carrier.get("traceparent")


def remote(parent: str | None) -> TraceContext | None:
    """The trace context another process sent, or None."""
    return propagate.extract({"traceparent": parent}) if parent else None
