"""Bounds on what comes in: a body of at most BODY_LIMIT_BYTES, whole within BODY_LIMIT_S; more where a file comes."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.portal.web.language import language_among
from shared.contracts.errors import Refusal

BODY_LIMIT_BYTES = 1_000_000
BODY_LIMIT_S = 15
FILE_LIMIT_S = 120  # over a slow line
FILES = re.compile(r"/api/v1/applications/[^/]+/evidence")

#: The answer that says a refusal, in a language, with a status: the API says it as a problem.
Refuse = Callable[[Refusal, str, int], ASGIApp]


class BodyLimit:
    """Reads the body before the route sees it: too long is 413, too slow is 408, and no worker waits for either."""

    def __init__(self, app: ASGIApp, *, refuse: Refuse, file_bytes: int = BODY_LIMIT_BYTES) -> None:
        self._app = app
        self._refuse = refuse
        self._file_bytes = file_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_file = scope["method"] == "POST" and FILES.fullmatch(scope["path"]) is not None
        limit = self._file_bytes if is_file else BODY_LIMIT_BYTES
        try:
            async with asyncio.timeout(FILE_LIMIT_S if is_file else BODY_LIMIT_S):
                body = await read_body(receive, limit)
        except TimeoutError:
            slow = Refusal("invalid", reason="body_too_slow", seconds=FILE_LIMIT_S if is_file else BODY_LIMIT_S)
            await self._refuse(slow, language_among(scope["headers"]), 408)(scope, receive, send)
            return
        if body is None:
            long = Refusal("invalid", reason="body_too_long", most=limit)
            await self._refuse(long, language_among(scope["headers"]), 413)(scope, receive, send)
            return
        await self._app(scope, replay(body, receive), send)


async def read_body(receive: Receive, limit: int) -> bytes | None:
    """The whole body, None when it is too long."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b"".join(parts)
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > limit:
            return None
        if not message.get("more_body"):
            return b"".join(parts)


def replay(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the body once, then what the connection says."""
    pending: list[Any] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return pending.pop() if pending else await receive()

    return again
