"""One trace for a request and all that it asks of services: the client's where it names one in W3C's form."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from shared.messaging.cause import Cause, bind_cause, traceparent_of


class Tracing:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            said = dict(scope["headers"]).get(b"traceparent", b"").decode("latin-1")
            bind_cause(Cause(actor="portal", traceparent=traceparent_of(said)))
        await self._app(scope, receive, send)
