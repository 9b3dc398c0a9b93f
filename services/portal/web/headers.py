"""What every answer says to browsers, whatever made it: pages, API, files, refusals, faults."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: On every answer. A route that says one of them itself means it.
ALWAYS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
#: How paths begin -> what a browser may load on their behalf; the first that fits.
POLICIES = {
    "/api/": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "/": "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
}
#: Only behind TLS: a browser that has read it once asks this host by https alone.
TRANSPORT = {"Strict-Transport-Security": "max-age=31536000"}


class Headers:
    def __init__(self, app: ASGIApp, *, tls: bool) -> None:
        self._app = app
        self._always = ALWAYS | (TRANSPORT if tls else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        said = self._always | {"Content-Security-Policy": policy_of(scope["path"])}

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in said.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def policy_of(path: str) -> str:
    return next((policy for beginning, policy in POLICIES.items() if path.startswith(beginning)), POLICIES["/"])
