"""Writes down what became of mails while the next are on their way: all that has come meanwhile in one transaction.

What has left and no row knows of yet is at most UNNOTED mails, and the one that is on its way.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Condition, Thread
from types import TracebackType
from typing import Generic, TypeVar

Note = TypeVar("Note")

AT_ONCE = 10  # of a transaction
GATHERED_S = 0.01  # a mail waits at most so long for others: a transaction costs more than a row of it
UNNOTED = 2 * AT_ONCE  # those that are being written, and those that wait until they are


class Noting(Generic[Note]):
    """`with Noting(write) as noting: noting.add(…)`: all are written when the block ends. What `write` raises, `add` or
    the end of the block does; what was added since is dropped."""

    def __init__(self, write: Callable[[list[Note]], None]) -> None:
        self._write = write
        self._changed = Condition()
        self._waiting: list[Note] = []
        self._ended = False
        self._failure: Exception | None = None
        self._thread = Thread(target=self._run, name="noting", daemon=True)

    def add(self, note: Note) -> None:
        """Waits while AT_ONCE others do."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._waiting) < AT_ONCE or self._failure)
            self._insist()
            self._waiting.append(note)
            self._changed.notify_all()

    def __enter__(self) -> Noting[Note]:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        self._thread.join()
        if kind is None:
            self._insist()

    def _insist(self) -> None:
        if self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        while notes := self._take():
            try:
                self._write(notes)
            except Exception as error:  # noqa: BLE001  (raised where notes are added)
                with self._changed:
                    self._failure = error
                    self._changed.notify_all()
                return

    def _take(self) -> list[Note]:
        """All that wait, once there are some and GATHERED_S have passed; none at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._ended)
            self._changed.wait_for(lambda: len(self._waiting) >= AT_ONCE or self._ended, GATHERED_S)
            taken, self._waiting = self._waiting, []
            self._changed.notify_all()
            return taken
