"""What the demo knows while it walks: the data, the services, who applied under which code, how far it is.

Every scene asks the owner first and does only what is missing, so that a second run, also after a kill, adds the rest;
what somebody has done by hand since stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event
from time import monotonic, sleep
from typing import TypeVar
from uuid import uuid4

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from alliance.demo.data import City, Demo
from alliance.output import UNAVAILABLE, CommandError
from alliance.reader import words
from shared.contracts.eligibility import GetSelection, Selection
from shared.contracts.errors import Refusal
from shared.contracts.identity import Person
from shared.contracts.requests import Model, Request
from shared.messaging.client import Client

AT_ONCE = 4  # commands under way together
PATIENCE_S = 120
AGAIN_S = 1.0
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
    ended: Event = field(default_factory=Event)  # nothing more is to be sent

    def call(self, request: Request[Reply]) -> Reply:
        """As Client.call, but patient: while a part is down the same command is sent again, to one effect."""
        command_id, give_up_at = uuid4(), monotonic() + PATIENCE_S
        while True:
            try:
                return self.client.call(request, command_id=command_id)
            except Refusal as refusal:
                if refusal.code != "unavailable" or monotonic() > give_up_at or self.ended.wait(AGAIN_S):
                    raise

    def patiently(self, code: str, do: Callable[[], Answer]) -> Answer:
        """Again while it is refused with this code: what one service tells another takes a moment."""
        give_up_at = monotonic() + PATIENCE_S
        while True:
            try:
                return do()
            except Refusal as refusal:
                if refusal.code != code or monotonic() > give_up_at or self.ended.wait(POLL_S):
                    raise

    def code_of(self, city: City) -> str:
        return self.codes[city.key]

    def selection_of(self, city: City) -> Selection:
        return self.selection(self.code_of(city))

    def selection(self, code: str) -> Selection:
        """eligibility's part of an application."""
        return self.call(GetSelection(code=code))

    def cities(self, round_: str, *stories: str) -> list[City]:
        """The cities of a round, of these stories or of all."""
        return [c for c in self.demo.cities if c.round == round_ and (not stories or c.story in stories)]

    def each(self, what: str, items: Sequence[Item], do: Callable[[Item], object], at_once: int = AT_ONCE) -> None:
        """Do it for each, several at once, with a bar that is called by its scene; without items, without one.

        The first refusal ends it, and so does Ctrl-C: what is under way is answered, nothing more is begun.
        """
        if not items:
            return
        task = self.progress.add_task(scene(what), total=len(items))
        with ThreadPoolExecutor(at_once) as pool:
            try:
                for _ in pool.map(do, items):
                    self.progress.advance(task)
            except BaseException:
                self.ended.set()
                raise

    def until(self, what: str, measure: Callable[[], tuple[int, int]]) -> None:
        """Wait until all of it is done, `(done, of)`: what follows by events, not by this command.

        Raises CommandError("unavailable") when nothing has moved for PATIENCE_S.
        """
        task = self.progress.add_task(scene(what), total=None)
        seen, give_up_at = measure(), monotonic() + PATIENCE_S
        while seen[0] < seen[1]:
            self.progress.update(task, completed=seen[0], total=seen[1])
            if monotonic() > give_up_at:
                how_far = {"what": scene(what), "done": seen[0], "of": seen[1], "seconds": PATIENCE_S}
                raise CommandError("unavailable", reason="stuck", exit_code=UNAVAILABLE, **how_far)
            sleep(POLL_S)
            before, seen = seen, measure()
            give_up_at = give_up_at if seen == before else monotonic() + PATIENCE_S
        self.progress.update(task, completed=seen[1], total=seen[1])


def scene(name: str) -> str:
    """What a bar of the demo is called."""
    return words(f"demo.scene.{name}")


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
