"""How long a batch waits for its next message.

Hardly at all where messages are rare: one that comes alone is handled at once. Longer in a steady stream: each batch
has its transaction, its inbox, and its acks, which cost more than the wait.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

RARE_S = 0.003  # from the last message on
STREAM_S = 0.1  # from the first message on
STREAM_PER_S = 50
WINDOW_S = 0.5


class Gathering:
    """Watches how many messages come. One loop uses it; its times are of `clock`."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._window_began = clock()
        self._came = 0
        self.is_stream = False

    def took(self, number: int) -> None:
        """A batch of so many was received."""
        self._came += number
        passed = self._clock() - self._window_began
        if passed >= WINDOW_S:
            self.is_stream = self._came / passed >= STREAM_PER_S
            self._window_began, self._came = self._clock(), 0

    def until(self, first_came: float) -> float:
        """The moment until which the next message is waited for."""
        return first_came + STREAM_S if self.is_stream else self._clock() + RARE_S
