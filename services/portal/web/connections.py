"""Connections that make the portal wait: how long each may, and how many of a source and in all.

uvicorn has no limit for the time of a request's head and none by source (docs/adr/0007), so its protocol is watched
here. A connection waits for nobody else: it is bound by time while the *client* is awaited (a head, a body, an answer
that is not read), never while the portal works. Each has a second of patience; beyond it a source keeps PER_SOURCE, a
trusted proxy any number. When all places are taken, whoever has kept the portal waiting longest gives way.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Container
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from services.portal.web.headers import ALWAYS
from services.portal.web.source import source_of
from shared.security.sources import counted

PATIENCE_S = 1
PER_SOURCE = 20
PLACES = 1_000


class Awaited(Enum):
    """What the client owes."""

    HEAD = "head"
    BODY = "body"
    REST_OF_BODY = "rest_of_body"  # after the answer: read and dropped, so that the client gets to read the answer
    READING = "reading"  # of an answer that has filled the buffers
    END = "end"  # of a connection that is closed


#: In how many seconds it must come. A body's own limit is the application's (limits.py); this one ends what it left.
LIMITS_S = {
    Awaited.HEAD: 10,
    Awaited.BODY: 150,
    Awaited.REST_OF_BODY: 5,
    Awaited.READING: 30,
    Awaited.END: 10,
}


@dataclass
class Waiting:
    """Whom the portal waits for, over all connections of the process."""

    proxies: Container[str] = ()
    open: dict[Watched, None] = field(default_factory=dict)  # that are awaited, the longest first
    slow: Counter[str] = field(default_factory=Counter)  # of those, beyond patience, by source

    def is_full_for(self, source: str, address: str) -> bool:
        return address not in self.proxies and self.slow[source] >= PER_SOURCE


class Watched(H11Protocol):
    def __init__(self, *, waiting: Waiting, **uvicorns: Any) -> None:
        super().__init__(**uvicorns)
        self._waiting = waiting
        self._awaited: Awaited | None = None
        self._is_slow = False
        self._timer: asyncio.TimerHandle | None = None

    # -- what happens on the connection --------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._address = source_of({"client": self.client})
        self._source = counted(self._address)
        self._look()
        if len(self.connections) > PLACES:
            next(iter(self._waiting.open)).give_up()

    def connection_lost(self, exc: Exception | None) -> None:
        self._await(None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._look()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._look()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._look()

    # -- who is awaited ------------------------------------------------------------------------------------------------

    def _look(self) -> None:
        awaited = self._owed()
        if awaited is not self._awaited:
            self._await(awaited)

    def _owed(self) -> Awaited | None:
        ours, theirs = self.conn.our_state, self.conn.their_state
        if self.transport.is_closing():
            return Awaited.END
        if self.flow.write_paused:
            return Awaited.READING
        if theirs is h11.SEND_BODY:
            return Awaited.REST_OF_BODY if ours is h11.DONE else Awaited.BODY
        return Awaited.HEAD if theirs is h11.IDLE else None

    def _await(self, awaited: Awaited | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._is_slow:
            self._waiting.slow -= Counter([self._source])  # drops what reaches zero
        self._waiting.open.pop(self, None)
        self._awaited, self._is_slow, self._timer = awaited, False, None
        if awaited is not None:
            self._waiting.open[self] = None
            self._timer = self.loop.call_later(PATIENCE_S, self._lose_patience)

    def _lose_patience(self) -> None:
        assert self._awaited is not None
        if self._waiting.is_full_for(self._source, self._address):
            self.give_up(429)
            return
        self._is_slow = True
        self._waiting.slow[self._source] += 1
        self._timer = self.loop.call_later(LIMITS_S[self._awaited] - PATIENCE_S, self.give_up)

    # -- the end -------------------------------------------------------------------------------------------------------

    def give_up(self, status: int = 408) -> None:
        """An answer where a head has begun; else, and where the client does not read, in silence."""
        has_begun = self._awaited is Awaited.HEAD and bool(self.conn.trailing_data[0])
        if has_begun:
            self._say(status)
            return
        self.transport.abort()

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP."""
        self._say(400, msg)

    def _say(self, status: int, words: str = "") -> None:
        lines = [f"HTTP/1.1 {status} ", *(f"{name}: {value}" for name, value in ALWAYS.items())]
        lines += ["Content-Type: text/plain; charset=utf-8", f"Content-Length: {len(words)}", "Connection: close"]
        self.transport.write("\r\n".join([*lines, "", words]).encode("ascii"))
        self.transport.close()
        self._look()
