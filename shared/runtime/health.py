"""Health of a service process: /healthz, /readyz and /metrics on a port of its own.

A greenlet beside nameko's workers, so that a busy service does not look dead. Live: the hub ticks. Ready: consumers
attached, database answering, relay without trouble.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import eventlet
import eventlet.wsgi
import structlog
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest

log = structlog.get_logger()


def reasons_not_ready(container: Any) -> list[str]:
    """Why the service cannot do its work now; empty when it can."""
    reasons = [] if container.database.answers() else ["database does not answer"]
    for extension in container.extensions:
        if getattr(extension, "attached", True) is False:
            reasons.append("not attached to its queues")
        if trouble := getattr(extension, "trouble", None):
            reasons.append(f"relay: {trouble}")
    return sorted(set(reasons))


def serve_health(host: str, port: int, reasons: Callable[[], list[str]]) -> None:
    """Serve until the process ends."""
    listener = eventlet.listen((host, port))
    eventlet.spawn_n(eventlet.wsgi.server, listener, make_app(reasons), log_output=False, socket_timeout=5)


def make_app(
    reasons: Callable[[], list[str]], registry: CollectorRegistry = REGISTRY
) -> Callable[..., Iterable[bytes]]:
    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/metrics":
            return answer(environ, start_response, "200 OK", CONTENT_TYPE_LATEST, generate_latest(registry))
        if path == "/healthz":
            return respond(environ, start_response, "200 OK", {"live": True})
        if path == "/readyz":
            found = reasons()
            status = "503 Service Unavailable" if found else "200 OK"
            return respond(environ, start_response, status, {"ready": not found, "reasons": found})
        return respond(environ, start_response, "404 Not Found", {})

    return app


def respond(
    environ: dict[str, Any], start_response: Callable[..., Any], status: str, body: dict[str, Any]
) -> Iterable[bytes]:
    return answer(environ, start_response, status, "application/json", json.dumps(body).encode())


def answer(
    environ: dict[str, Any], start_response: Callable[..., Any], status: str, media_type: str, body: bytes
) -> Iterable[bytes]:
    """HEAD is answered as GET, without the body."""
    start_response(status, [("Content-Type", media_type), ("Content-Length", str(len(body)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
