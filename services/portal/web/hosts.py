"""The names under which the portal answers: a request for any other is refused, and no answer repeats its name."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from services.portal.web.language import language_among
from services.portal.web.limits import Refuse
from shared.contracts.errors import Refusal
from shared.runtime.settings import Settings

#: Of the machine itself: health checks and the embedded default ask by these.
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def allowed_hosts(settings: Settings) -> frozenset[str]:
    """That of PORTAL_URL, those of ALLOWED_HOSTS, and the machine's own."""
    more = (settings.find("ALLOWED_HOSTS") or "").split(",")
    public = urlsplit(settings.get("PORTAL_URL")).hostname or ""
    return frozenset(name.strip().lower() for name in (*LOOPBACK, public, *more) if name.strip())


class Hosts:
    def __init__(self, app: ASGIApp, *, allowed: frozenset[str], refuse: Refuse) -> None:
        self._app = app
        self._allowed = allowed
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and host_of(scope) not in self._allowed:
            refusal = Refusal("invalid", reason="host")
            await self._refuse(refusal, language_among(scope["headers"]))(scope, receive, send)
            return
        await self._app(scope, receive, send)


def host_of(scope: Scope) -> str:
    """Without its port; empty for one that is none."""
    said = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    try:
        return "" if "@" in said else urlsplit(f"//{said}").hostname or ""
    except ValueError:
        return ""
