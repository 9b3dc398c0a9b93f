"""One piece of work that is done while other work goes on."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Meanwhile(Generic[Made]):
    """`Meanwhile(work)` begins at once, in a thread of its own."""

    def __init__(self, work: Callable[[], Made]) -> None:
        self._work = work
        self._made: list[Made] = []
        self._failure: Exception | None = None
        self._thread = Thread(target=self._run, name="meanwhile", daemon=True)
        self._thread.start()

    def result(self) -> Made:
        """What the work gives or raises, once it has ended."""
        self.wait()
        if self._failure is not None:
            raise self._failure
        return self._made[0]

    def wait(self) -> None:
        """Until it has ended, however."""
        self._thread.join()

    def _run(self) -> None:
        try:
            self._made.append(self._work())
        except Exception as error:  # noqa: BLE001  (raised where its result is asked for)
            self._failure = error
