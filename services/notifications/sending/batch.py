"""A batch: mails that were claimed together, made ready as many at once as go while what they say is fresh."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from time import monotonic, time_ns
from typing import TYPE_CHECKING

from services.notifications.reminders import bundles
from services.notifications.sending.preparing import Preparing, Ready, Settled

if TYPE_CHECKING:
    from services.notifications.domain import Mail

BATCH = 50
BATCH_LIMIT_S = 20  # far below the lease: what is left by then goes back
TRUE_FOR_S = 3  # what was asked for a mail longer ago is asked again


class Batch:
    """`ends_at`: when what is left goes back, by the clock that only goes on; counted from before the claim."""

    def __init__(self, mails: Iterable[Mail], preparing: Preparing, ends_at: float) -> None:
        self._left = deque(bundles(mails))
        self._preparing = preparing
        self.ends_at = ends_at
        self.is_full = sum(map(len, self._left)) >= BATCH
        self._at_once = BATCH
        self._settled: list[Settled] = []
        self._ready: deque[Ready] = deque()
        self._asked_at = self._first_at = 0.0
        self.asked_ns = 0
        self._gone = 0  # of those that were ready together
        self._has_waited = False

    @property
    def has_more(self) -> bool:
        return bool(self._left or self._settled or self._ready)

    def make_ready(self) -> None:
        """The next of them; nothing while some are."""
        if self._ready or self._settled:
            return
        taken = [self._left.popleft() for _ in range(min(self._at_once, len(self._left)))]
        self._asked_at, self.asked_ns = monotonic(), time_ns()
        made = self._preparing.prepare(taken)
        self._settled = [one for one in made if not isinstance(one, Ready)]
        self._ready = deque(one for one in made if isinstance(one, Ready))
        self._gone, self._has_waited = 0, False

    def make_ready_ahead(self) -> None:
        """While another batch goes."""
        self.make_ready()
        self._has_waited = True

    def take_settled(self) -> list[Settled]:
        """Of what was made ready, what does not go."""
        settled, self._settled = self._settled, []
        return settled

    def next_fresh(self) -> Ready | None:
        """None where no more is ready. What was asked too long ago is to be made ready again, fewer at once; the first
        goes in any case, unless it has waited for another batch."""
        if not self._ready:
            return None
        if (self._gone or self._has_waited) and monotonic() - self._asked_at > TRUE_FOR_S:
            self._left.extendleft(list(one.mails) for one in reversed(self._ready))
            self._ready.clear()
            self._at_once = self._gone or self._at_once
            return None
        if not self._gone:
            self._first_at = monotonic()
        self._gone += 1
        return self._ready.popleft()

    def coming(self) -> Ready | None:
        """What `next_fresh` gives if it is asked soon."""
        return self._ready[0] if self._ready and monotonic() - self._asked_at <= TRUE_FOR_S else None

    def is_nearly_over(self) -> bool:
        """Whether all of it is ready, and at the pace of those before the last will have gone while what is asked now
        is fresh."""
        pace = (monotonic() - self._first_at) / max(1, self._gone)
        return not self._left and pace * len(self._ready) < TRUE_FOR_S

    def take_all(self) -> Iterator[Mail]:
        """What is left of it, to go back."""
        while self._ready:
            yield from self._ready.popleft().mails
        while self._left:
            yield from self._left.popleft()
