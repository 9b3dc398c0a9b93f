"""What the demo knows while it walks: the data, the services, who applied under which code, how far it is.

Every scene looks first at what is there, so that a second run, also after a kill, does only what is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from time import monotonic, sleep
from typing import TypeVar
from uuid import uuid4

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from alliance.demo.data import City, Demo
from alliance.output import CommandError
from shared.contracts.errors import Refusal
from shared.contracts.identity import Person
from shared.contracts.requests import Model, Request
from shared.messaging.client import Client

AT_ONCE = 4  # commands under way together
PATIENCE_S = 120
POLL_S = 0.3

Item = TypeVar("Item")
Answer = TypeVar("Answer")
Reply = TypeVar("Reply", bound=Model)


@dataclass
class Board:
    client: Client
    demo: Demo
    progress: Progress
    codes: dict[tuple[str, str, str, str], str] = field(default_factory=dict)  # City.key -> tracking code
    people: dict[str, Person] = field(default_factory=dict)  # by address

    def call(self, request: Request[Reply]) -> Reply:
        """As Client.call, but patient: while a part is down the same command is sent again, to one effect."""
        command_id, give_up_at = uuid4(), monotonic() + PATIENCE_S
        while True:
            try:
                return self.client.call(request, command_id=command_id)
            except Refusal as refusal:
                if refusal.code != "unavailable" or monotonic() > give_up_at:
                    raise
            sleep(1)

    def patiently(self, code: str, do: Callable[[], Answer]) -> Answer:
        """Again while it is refused with this code: what one service tells another takes a moment."""
        give_up_at = monotonic() + PATIENCE_S
        while True:
            try:
                return do()
            except Refusal as refusal:
                if refusal.code != code or monotonic() > give_up_at:
                    raise
            sleep(POLL_S)

    def code_of(self, city: City) -> str:
        return self.codes[city.key]

    def cities(self, round_: str, *stories: str) -> list[City]:
        """The cities of a round, of these stories or of all."""
        return [c for c in self.demo.cities if c.round == round_ and (not stories or c.story in stories)]

    def each(self, what: str, items: Sequence[Item], do: Callable[[Item], object]) -> None:
        """Do it for each, several at once, with a bar. The first refusal ends it."""
        task = self.progress.add_task(what, total=len(items))
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for _ in pool.map(do, items):
                self.progress.advance(task)

    def until(self, what: str, total: int, count: Callable[[], int]) -> None:
        """Wait until `count` reaches `total`: what follows by events, not by this command."""
        task = self.progress.add_task(what, total=total)
        give_up_at = monotonic() + PATIENCE_S
        while (done := count()) < total:
            self.progress.update(task, completed=done)
            if monotonic() > give_up_at:
                raise CommandError(
                    "unavailable", f"{what}: {done} of {total} after {PATIENCE_S} s; `alliance ops status`."
                )
            sleep(POLL_S)
        self.progress.update(task, completed=total)


def bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description:<34}"), BarColumn(24), MofNCompleteColumn(), TimeElapsedColumn(), console=console
    )


def found(ask: Callable[[], Answer]) -> Answer | None:
    """None where there is nothing yet."""
    try:
        return ask()
    except Refusal as refusal:
        if refusal.code == "not_found":
            return None
        raise


def chunks(items: Sequence[Item], size: int) -> Iterable[Sequence[Item]]:
    return (items[start : start + size] for start in range(0, len(items), size))
