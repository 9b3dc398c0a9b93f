"""What is kept of a session from one page to the next, for seconds: tokens of its queries, what its frame counts.

Nothing of it says that the session goes on: identity is asked at each page (`SessionSigner.ahead`).
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock
from time import monotonic
from typing import Any

from shared.contracts.reporting import CountApplications, ListViews, ListWork
from shared.contracts.requests import Query
from shared.views.session import Tokens

MOST = 200  # sessions, those that were used last
COUNTED_S = 10  # how old a number beside a link may be
#: Numbers beside links, which tell no reader what to do next.
HOW_MUCH, HOW_MANY, WHICH_VIEWS = ListWork(each=0), CountApplications(), ListViews()
COUNTS = (HOW_MUCH, HOW_MANY, WHICH_VIEWS)


@dataclass
class Kept:
    """Of one session."""

    tokens: Tokens = field(default_factory=Tokens)
    _counts: dict[str, tuple[Any, float]] = field(default_factory=dict)
    _acted_at: float = -COUNTED_S

    def acts(self) -> None:
        """Whoever does something sees what comes of it: nothing that is counted soon after is kept."""
        self._counts.clear()
        self._acted_at = monotonic()

    def keep(self, query: Query[Any], reply: Any) -> None:
        if query in COUNTS and monotonic() >= self._acted_at + COUNTED_S:
            self._counts[query.method] = reply, monotonic() + COUNTED_S

    def find(self, query: Query[Any]) -> Any | None:
        reply, until = self._counts.get(query.method, (None, 0.0)) if query in COUNTS else (None, 0.0)
        return reply if monotonic() < until else None


class KeptOfSessions:
    def __init__(self) -> None:
        self._lock = Lock()
        self._sessions: OrderedDict[bytes, Kept] = OrderedDict()

    def of(self, session: str) -> Kept:
        key = sha256(session.encode()).digest()
        with self._lock:
            kept = self._sessions.setdefault(key, Kept())
            self._sessions.move_to_end(key)
            while len(self._sessions) > MOST:
                self._sessions.popitem(last=False)
        return kept
