"""A collector of traces on loopback: what processes export to it over OTLP/HTTP, read from the protobuf."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

PROTOBUF = "application/x-protobuf"


@dataclass(frozen=True)
class Told:
    """One span. Ids are in hex; `before` is empty for the first of a trace."""

    service: str
    name: str
    kind: int
    trace: str
    id: str
    before: str
    about: dict[str, Any]
    failed: bool
    text: str  # all of it, to look through


@dataclass
class Collector:
    address: str = ""
    spans: list[Told] = field(default_factory=list)
    answer: Callable[[], int] = lambda: 200  # the status of each answer; may wait

    def named(self, name: str) -> list[Told]:
        return [span for span in self.spans if span.name == name]

    def take(self, body: bytes) -> None:
        request = ExportTraceServiceRequest.FromString(body)
        for part in request.resource_spans:
            process = values(part.resource.attributes)
            for scope in part.scope_spans:
                self.spans += [as_told(process["service.name"], span) for span in scope.spans]


def as_told(service: str, span: Any) -> Told:
    return Told(
        service=service, name=span.name, kind=span.kind, trace=span.trace_id.hex(), id=span.span_id.hex(),
        before=span.parent_span_id.hex(), about=values(span.attributes), failed=span.status.code == 2, text=str(span),
    )  # fmt: skip


def values(attributes: Any) -> dict[str, Any]:
    return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in attributes}


@contextmanager
def collecting() -> Iterator[Collector]:
    collector = Collector()

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            assert (self.path, self.headers["Content-Type"]) == ("/v1/traces", PROTOBUF)
            status = collector.answer()
            if status == 200:
                collector.take(body)
            answer = ExportTraceServiceResponse().SerializeToString()
            self.send_response(status)
            self.send_header("Content-Type", PROTOBUF)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        server.daemon_threads = True
        collector.address = f"http://127.0.0.1:{server.server_address[1]}"
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield collector
        finally:
            server.shutdown()
