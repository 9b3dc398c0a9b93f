"""One trace for a request and all that it asks of services: the client's where it names one in W3C's form.

Its id stands in each line of the log. Where traces are told to a collector the request is a span of its own, which
timing.py names by its route; what is asked again and again of every process is none.
"""

from __future__ import annotations

import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from services.portal.web import static
from shared.messaging.cause import Cause, bind_cause, traceparent_of
from shared.runtime.tracing import Kind, work

UNTOLD = (static.PATH, "/healthz", "/readyz")


class Tracing:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        said = dict(scope["headers"]).get(b"traceparent", b"").decode("latin-1")
        cause = Cause(actor="portal", traceparent=traceparent_of(said))
        kind: Kind | None = None if scope["path"].startswith(UNTOLD) else "server"
        with work("portal", "request", kind, cause) as own:
            bind_cause(own)
            structlog.contextvars.bind_contextvars(trace=own.traceparent[3:35])
            await self._app(scope, receive, send)
