"""How long the portal takes until it answers, by route, for Prometheus: on a port of its own, for nobody outside."""

from __future__ import annotations

from time import monotonic
from typing import Any

from prometheus_client import start_http_server
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.runtime.metrics import ANSWERED
from shared.runtime.settings import Settings
from shared.runtime.tracing import answered

#: What no route stands for: else everybody could make as many labels as there are addresses.
ELSEWHERE = "elsewhere"


class Timing:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = monotonic()

        async def timed(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = getattr(scope.get("route"), "path", ELSEWHERE)
                method = scope["method"] if route != ELSEWHERE else ELSEWHERE
                answered(method, route, message["status"])
                ANSWERED.labels(route, method, str(message["status"])).observe(monotonic() - began)
            await send(message)

        await self._app(scope, receive, timed)


def serve_metrics(settings: Settings) -> Any:
    """Until the process ends; nothing where HEALTH_PORT is 0."""
    if port := settings.number("HEALTH_PORT"):
        return start_http_server(port, settings.get("HEALTH_HOST"))
    return None
