"""The two things that services need of green threads, so that none of them knows eventlet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from eventlet import GreenPool, tpool
from eventlet.semaphore import Semaphore

One = TypeVar("One")
Made = TypeVar("Made")


class Threads:
    """Threads of the system for what computes long: meanwhile the service goes on answering. `most` at a time."""

    def __init__(self, most: int) -> None:
        self._turns = Semaphore(most)

    def run(self, function: Callable[..., Made], *arguments: object) -> Made:
        """What the function returns, or raises."""
        with self._turns:
            made: Made = tpool.execute(function, *arguments)
        return made


def all_at_once(function: Callable[[One], Made], ones: Sequence[One]) -> tuple[Made, ...]:
    """Of each one, in their order; takes as long as the slowest. Raises the first that was raised."""
    return tuple(GreenPool(len(ones)).imap(function, ones))
