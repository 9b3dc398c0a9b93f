"""OpenTelemetry's library, as tracing.py uses it: spans wait in a queue that is bounded, and a thread takes them to the
collector (OTLP over HTTP, protobuf). Whatever becomes of the collector, the work that is told of does not wait for it.

In a green process that thread is a green one. It gives way at each step over the network; what it computes in one piece
is the encoding of a batch, so batches are small.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from threading import Thread
from time import monotonic
from typing import Any

import structlog

from shared.messaging.cause import is_new
from shared.runtime.metrics import SPANS
from shared.runtime.version import VERSION

log = structlog.get_logger()

BATCH = 64
QUEUED_MOST = 4096  # the oldest makes room
DELAY_MS = 1000
EXPORT_LIMIT_S = 5
END_LIMIT_S = 2
SAID_EACH_S = 60
PATH = "/v1/traces"


class Tracer:
    """Of one process. `share`: of the traces that begin here, as far as nobody before has chosen."""

    def __init__(self, name: str, endpoint: str, share: float) -> None:
        from opentelemetry import trace  # noqa: PLC0415  (loaded where traces are on)
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
        from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio  # noqa: PLC0415

        self._trace: Any = trace
        self._ids = Ids()
        self._provider = TracerProvider(
            sampler=ParentBasedTraceIdRatio(share),
            resource=Resource(about_process(name)),
            shutdown_on_exit=False,
            id_generator=self._ids,
        )
        exporter = OTLPSpanExporter(endpoint + PATH, timeout=EXPORT_LIMIT_S)
        self._provider.add_span_processor(
            BatchSpanProcessor(
                Reported(exporter),
                max_queue_size=QUEUED_MOST,
                schedule_delay_millis=DELAY_MS,
                max_export_batch_size=BATCH,
            )
        )
        self._tracer = self._provider.get_tracer("alliance", VERSION)
        self._kinds = {kind.name.lower(): kind for kind in trace.SpanKind}

    def start(
        self, name: str, kind: str, traceparent: str, about: Mapping[str, str], began_ns: int | None = None
    ) -> Any:
        """A span of that trace: its first, where nobody has begun one. To be ended."""
        trace, context = self._trace, self._trace.set_span_in_context(self._trace.INVALID_SPAN)
        trace_id = int(traceparent[3:35], 16)
        if not is_new(traceparent):
            flags = trace.TraceFlags(int(traceparent[53:55], 16))
            before = trace.SpanContext(trace_id, int(traceparent[36:52], 16), is_remote=True, trace_flags=flags)
            context = trace.set_span_in_context(trace.NonRecordingSpan(before))
        self._ids.of_next.set(trace_id)
        return self._tracer.start_span(
            name, context=context, kind=self._kinds[kind], attributes=about, start_time=began_ns
        )

    def fail(self, span: Any, why: str) -> None:
        span.set_attribute("error.type", why)
        span.set_status(self._trace.Status(self._trace.StatusCode.ERROR))

    def close(self) -> None:
        """What is queued goes out, within END_LIMIT_S."""
        ending = Thread(target=self._provider.shutdown, daemon=True)
        ending.start()
        ending.join(END_LIMIT_S)


class Ids:
    """As OpenTelemetry asks for them: a trace keeps the id that its cause has had all along, as the log shows it."""

    def __init__(self) -> None:
        self.of_next: ContextVar[int] = ContextVar("trace_id")

    def generate_trace_id(self) -> int:
        return self.of_next.get()

    def is_trace_id_random(self) -> bool:
        return True

    def generate_span_id(self) -> int:
        return int.from_bytes(os.urandom(8)) or 1


class Reported:
    """An exporter, and how it went: counted for Prometheus, and in the log once a minute where it fails."""

    def __init__(self, exporter: Any) -> None:
        self._exporter = exporter
        self._lost = 0
        self._said_at = -SAID_EACH_S * 1.0

    def export(self, spans: Sequence[Any]) -> Any:
        result = self._exporter.export(spans)
        taken = result.name == "SUCCESS"
        SPANS.labels("taken" if taken else "lost").inc(len(spans))
        if not taken:
            self._lost += len(spans)
            self._say()
        return result

    def _say(self) -> None:
        if monotonic() - self._said_at >= SAID_EACH_S:
            log.warning("spans_lost", spans=self._lost)
            self._lost, self._said_at = 0, monotonic()

    def shutdown(self) -> None:
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return bool(self._exporter.force_flush(timeout_millis))


def about_process(name: str) -> dict[str, str]:
    return {
        "service.namespace": "alliance",
        "service.name": name,
        "service.version": VERSION,
        "service.instance.id": f"{socket.gethostname()}:{os.getpid()}",
    }
