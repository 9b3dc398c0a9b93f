"""What services and the storage need of green threads, so that none of them knows eventlet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import eventlet
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


class Aside:
    """A piece of work that goes on whenever its owner waits."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._thread: Any = eventlet.spawn(work)

    def begin(self) -> None:
        """Until it waits for the first time."""
        eventlet.sleep(0)

    def is_over(self) -> bool:
        """Lets what is ready go on first."""
        eventlet.sleep(0)
        return bool(self._thread.dead)

    def wait(self) -> None:
        """Until it is over. Raises what it raised."""
        self._thread.wait()

    def end(self) -> None:
        """In the middle of what it does."""
        self._thread.kill()
