"""What the supervisor is told to run, and the rules of restarting; no process is started here."""

from __future__ import annotations

import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from alliance.embedded.readiness import Readiness
from shared.contracts.plain import plain
from shared.wording import say
from shared.wording.language import FALLBACK

FAILED = "terminal.system.failed."  # messages that say why a part did not start

FIRST_DELAY_S = 1.0
LONGEST_DELAY_S = 30.0
HEALTHY_AFTER_S = 60.0

#: A child that ends this often before it was ready once will not become ready: `up` gives up.
HOPELESS_AFTER = 3


class State(StrEnum):
    STARTING = "starting"
    RUNNING = "running"
    RESTARTING = "restarting"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Child:
    """A process that is kept running. `environment` is all that it gets: nothing is inherited."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    probe: Callable[[], Readiness]
    prepare: Callable[[], None] | None = None  # makes its files, before its first start
    stop_signal: signal.Signals = signal.SIGTERM
    stop_within_s: float = 30.0


@dataclass(frozen=True)
class Step:
    """A process that runs once and must end with 0."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]


@dataclass(frozen=True)
class Plan:
    """Foundations start together; when they are ready the step runs; then the services start together.

    They are stopped the other way round: services together, then the foundations one by one, last first.
    """

    foundations: Sequence[Child]
    setup: Step | None
    services: Sequence[Child]
    endpoints: Mapping[str, object] = field(default_factory=dict)  # endpoints.json but for the processes


class StartFailed(Exception):
    """The system cannot be started; says which part, why, and its last words.

    `why`: the message `terminal.system.failed.<reason>` with its values, which becomes a sentence where it is read.
    """

    def __init__(self, part: str, reason: str, lines: Sequence[str] = (), /, **values: Any) -> None:
        self.part, self.lines = part, list(lines)
        self.why = {"key": f"{FAILED}{reason}", "values": plain(values)}
        super().__init__(f"{part}: {say(FALLBACK, self.why['key'], **self.why['values'])}")

    def as_dict(self) -> dict[str, Any]:
        return {"part": self.part, "why": self.why, "lines": self.lines}

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> StartFailed:
        """As another process told it."""
        why = told["why"]
        return cls(told["part"], why["key"].removeprefix(FAILED), told["lines"], **why["values"])


class Backoff:
    """The pause before the next start: 1 s, 2 s, 4 s … 30 s; from the beginning after a minute of good health."""

    def __init__(self) -> None:
        self._attempts = 0

    def next(self, healthy_s: float) -> float:
        if healthy_s >= HEALTHY_AFTER_S:
            self._attempts = 0
        delay = min(LONGEST_DELAY_S, FIRST_DELAY_S * 2.0**self._attempts)
        self._attempts = min(self._attempts + 1, 10)  # no overflow in a child that never comes up
        return delay
