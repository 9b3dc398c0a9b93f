"""How many requests are worked on at once: of one source, and in all, in a lane for each kind of work.

What goes beyond is refused at once with Retry-After, so that nobody waits behind it; a flood in one lane leaves the
others free. The threads (app.py) are enough for all lanes together.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Receive, Scope, Send

from services.portal.web.language import language_among
from services.portal.web.limits import FILE_FORMS, Refuse
from services.portal.web.source import source_of
from shared.contracts.errors import Refusal
from shared.security.sources import counted


@dataclass(frozen=True)
class Lane:
    asked: re.Pattern[str]  # method and path
    of_a_source: int
    in_all: int
    busy: Counter[str] = field(default_factory=Counter)  # requests that are worked on, by source

    def enter(self, source: str) -> None:
        """Raises Refusal("unavailable")."""
        if self.busy[source] >= self.of_a_source:
            raise Refusal("unavailable", reason="too_many_at_once")
        if self.busy.total() >= self.in_all:
            raise Refusal("unavailable", reason="too_busy")
        self.busy[source] += 1

    def leave(self, source: str) -> None:
        self.busy[source] -= 1
        if not self.busy[source]:
            del self.busy[source]


def lanes() -> tuple[Lane, ...]:
    """The first that fits. What asks no service (health) is in none."""
    return (
        Lane(re.compile(rf"\w+ /api/v1/applications/[^/]+/evidence.*|POST ({FILE_FORMS})"), of_a_source=4, in_all=16),
        Lane(re.compile(r"\w+ /api/.*"), of_a_source=10, in_all=50),
        Lane(re.compile(r"\w+ /(?!healthz|readyz).*"), of_a_source=10, in_all=30),
    )


THREADS = sum(lane.in_all for lane in lanes()) + 4  # a request holds at most one


class Turns:
    def __init__(self, app: ASGIApp, *, refuse: Refuse) -> None:
        self._app = app
        self._refuse = refuse
        self._lanes = lanes()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        lane = None if scope["type"] != "http" else self._lane_of(f"{scope['method']} {scope['path']}")
        if lane is None:
            await self._app(scope, receive, send)
            return
        source = counted(source_of(scope))
        try:
            lane.enter(source)
        except Refusal as refusal:
            await self._refuse(refusal, language_among(scope["headers"]))(scope, receive, send)
            return
        try:
            await self._app(scope, receive, send)
        finally:
            lane.leave(source)

    def _lane_of(self, asked: str) -> Lane | None:
        return next((lane for lane in self._lanes if lane.asked.fullmatch(asked)), None)
