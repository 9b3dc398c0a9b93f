"""Bounds on a body: its bytes, and the time in which it comes whole, by what comes there.

Documents and forms are read here, whole, before their route: no worker waits for them. A file goes through in pieces
to a route that first asks who sends it, and is counted on its way.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.portal.web.language import language_among
from shared.contracts.errors import Refusal
from shared.runtime.settings import SERVICES

#: The answer that says a refusal, in a language: the API says it as a problem.
Refuse = Callable[[Refusal, str], ASGIApp]


@dataclass(frozen=True)
class Bounds:
    most: int  # bytes
    seconds: float
    streamed: bool = False
    keeps_texts: bool = False  # the route itself refuses what is said to be too long, with what was typed beside it


SMALL = Bounds(most=20_000, seconds=10)
#: Twice what fits a message to a service, since people lay JSON out with spaces.
DOCUMENT = Bounds(most=500_000, seconds=15)
FILE = Bounds(most=0, seconds=120, streamed=True)  # over a slow line; the program says how many bytes
SHEET_MEGABYTES = 40
SHEET = Bounds(most=SHEET_MEGABYTES * 1024 * 1024, seconds=300, streamed=True, keeps_texts=True)
FILE_FORM = Bounds(most=DOCUMENT.most, seconds=120, streamed=True, keeps_texts=True)  # and a file beside the texts

#: Pages whose form may bring files.
FILE_FORMS = "/apply/[^/]+/[^/]+/foundations|/applications/[^/]+/send/[^/]+|/cities/[^/]+/documents/save-document"

#: By what is asked: the first that fits holds, SMALL for all else.
KINDS = (
    (re.compile(r"POST /api/v1/applications/[^/]+/evidence"), FILE),
    (re.compile(rf"(POST|PUT) /api/v1/(check|drafts|applications|{'|'.join(SERVICES)})(/.*)?"), DOCUMENT),
    (re.compile(f"POST ({FILE_FORMS})"), FILE_FORM),
    (re.compile("POST /staff/applications/import"), SHEET),
    (re.compile(r"POST /(?!api/).*"), DOCUMENT),  # a form of a page
)


def bounds_of(method: str, path: str) -> Bounds:
    return next((bounds for pattern, bounds in KINDS if pattern.fullmatch(f"{method} {path}")), SMALL)


class BodyLimit:
    """Too long is 413, too slow is 408; a client that goes away before its body is whole reaches no route."""

    def __init__(self, app: ASGIApp, *, refuse: Refuse, file_bytes: int) -> None:
        self._app = app
        self._refuse = refuse
        self._file_bytes = file_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        bounds = bounds_of(scope["method"], scope["path"])
        bounds = replace(bounds, most=bounds.most + self._file_bytes) if bounds.streamed else bounds
        counted = Counted(receive, bounds)
        incoming: Receive = counted.receive
        try:
            if not bounds.keeps_texts:
                counted.insist_on_length(announced(scope))
            if not bounds.streamed:
                body = await counted.whole()
                if body is None:
                    return
                incoming = replay(body, receive)
        except Refusal as refusal:
            await self._refuse(refusal, language_among(scope["headers"]))(scope, receive, send)
            return
        await self._app(scope, incoming, send)


class Counted:
    """A `receive` that refuses what passes its bounds; in the route of a file, where the route reads on."""

    def __init__(self, receive: Receive, bounds: Bounds) -> None:
        self._receive = receive
        self._bounds = bounds
        self._size = 0
        self._until = asyncio.get_running_loop().time() + bounds.seconds

    async def receive(self) -> Message:
        """Raises Refusal("invalid")."""
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        except TimeoutError:
            raise Refusal("invalid", reason="body_too_slow", seconds=self._bounds.seconds) from None
        self._size += len(message.get("body", b""))
        self.insist_on_length(self._size)
        return message

    async def whole(self) -> bytes | None:
        """None when the client has gone. Raises Refusal("invalid")."""
        parts: list[bytes] = []
        while True:
            message = await self.receive()
            if message["type"] != "http.request":
                return None
            parts.append(message.get("body", b""))
            if not message.get("more_body"):
                return b"".join(parts)

    def insist_on_length(self, size: int) -> None:
        if size > self._bounds.most:
            raise Refusal("invalid", reason="body_too_long", most=self._bounds.most)


def announced(scope: Scope) -> int:
    """The length that the client says; 0 where it says none, and the body is counted as it comes."""
    said = dict(scope["headers"]).get(b"content-length", b"")
    return int(said) if said.isdigit() else 0


def replay(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the body once, then what the connection says."""
    pending: list[Any] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return pending.pop() if pending else await receive()

    return again
