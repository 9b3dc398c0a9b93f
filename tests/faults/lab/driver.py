"""The driver: submits through one or more doors, each submission again and again until it is answered."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from time import monotonic, sleep

from tests.faults.lab.ledger import Ledger, Promise

WRITERS = 4
PATIENCE_S = 180  # after it a submission stays unanswered
PAUSE_S = 0.3  # before a submission is repeated

#: Submits what a key names. Raises Busy or Refused.
Door = Callable[[str], Promise]


class Busy(Exception):
    """No answer, or one that says: again, later."""


class Refused(Exception):
    """A final no; its text is the code."""


class Driver:
    """Submits about so many a second, in turn through each of the doors, and writes down what it is promised."""

    def __init__(self, doors: Sequence[Door], per_second: float, writers: int = WRITERS) -> None:
        self.ledger = Ledger()
        self._doors = doors
        self._pause_s = writers / per_second
        self._writers = writers
        self._numbers = count(1)
        self._stopping = threading.Event()

    @contextmanager
    def submitting(self, at_least: int) -> Iterator[None]:
        """While the block runs, and until there were so many; then until each is answered or out of patience."""
        threads = [threading.Thread(target=self._write, name=f"writer {n}") for n in range(self._writers)]
        for thread in threads:
            thread.start()
        try:
            yield
            while len(self.ledger.attempted) < at_least:
                sleep(0.05)
        finally:
            self._stopping.set()
            for thread in threads:
                thread.join()

    def submit(self, key: str, door: Door) -> None:
        self.ledger.attempt(key)
        began = monotonic()
        while monotonic() < began + PATIENCE_S:
            try:
                self.ledger.promise(key, door(key), monotonic() - began)
            except Busy:
                self.ledger.repeat()
                sleep(PAUSE_S)
            except Refused as refused:
                self.ledger.refuse(key, str(refused))
                return
            else:
                return

    def _write(self) -> None:
        while not self._stopping.is_set():
            number = next(self._numbers)
            began = monotonic()
            self.submit(f"City {number}", self._doors[number % len(self._doors)])
            self._stopping.wait(max(0.0, began + self._pause_s - monotonic()))
