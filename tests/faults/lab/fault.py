"""What a fault is: a sentence, and what is done while the driver submits. The registry that tests and `make` run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.faults.lab.trial import Trial

Act = Callable[["Trial"], None]

#: Exit codes. SIGTERM in the first moments, before a service has begun anything that it could finish, simply ends it.
KILLED, IN_GOOD_ORDER, ENDED_WHILE_STARTING, COULD_NOT_START = -9, 0, -15, 1
ORDINARY = frozenset({KILLED, IN_GOOD_ORDER, ENDED_WHILE_STARTING})


@dataclass(frozen=True)
class Fault:
    name: str
    sentence: str
    act: Act
    environments: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # what services start with
    per_second: float = 20  # applications
    at_least: int = 60  # applications
    rest_within_s: float = 90
    ends: frozenset[int] = ORDINARY  # exit codes that belong to it
    short: bool = False  # also in `make test`
    keeps_lab: bool = True  # else the next fault gets a new one


FAULTS: dict[str, Fault] = {}


def register(fault: Fault) -> None:
    assert fault.name not in FAULTS, f"two faults are called {fault.name}"
    FAULTS[fault.name] = fault


def fault(sentence: str, **properties: object) -> Callable[[Act], Act]:
    """The function is the fault; its name, with dashes, is the fault's."""

    def make(act: Act) -> Act:
        register(Fault(act.__name__.replace("_", "-"), sentence, act, **properties))  # type: ignore[arg-type]
        return act

    return make
