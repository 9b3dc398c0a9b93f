"""One fault, carried out: load, fault, rest, comparison."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from tests.faults.lab import invariants, rest, stages
from tests.faults.lab.doors import Doors, open_call
from tests.faults.lab.driver import Driver
from tests.faults.lab.fault import Fault
from tests.faults.lab.ledger import Ledger
from tests.faults.lab.system import Lab, until
from tests.faults.lab.tally import Tally

Say = Callable[[str], None]

CALM_WITHIN_S = 60


@dataclass
class Outcome:
    """What came of a fault. It is passed when every tally is clean and nothing is wrong."""

    fault: Fault
    tallies: dict[str, Tally]
    wrong: list[str]
    kills: int
    flagged: int  # mails that left twice and say so
    seconds: float
    notes: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        return not self.wrong and all(tally.clean for tally in self.tallies.values())


class Trial:
    """What a fault's function works with."""

    def __init__(self, lab: Lab, fault: Fault, say: Say = lambda _: None) -> None:
        self.lab = lab
        self.fault = fault
        self.say = say
        self.call = fault.name
        self.doors = Doors(lab, self.call)
        self.driver = Driver([self.doors.by_rpc, self.doors.over_http], fault.per_second)
        self.notes: list[str] = []
        self.wrong: list[str] = []  # what the fault's own function finds
        self._ends_before = len(lab.processes.ends)
        self._crashes_before = len(lab.crashes())

    @property
    def ledger(self) -> Ledger:
        return self.driver.ledger

    @property
    def crashes(self) -> int:
        return len(self.lab.crashes()) - self._crashes_before

    def run(self) -> Outcome:
        began = monotonic()
        self.lab.give({})
        open_call(self.lab, self.call)
        assert until(lambda: not rest.reasons(self.lab), CALM_WITHIN_S), "the lab was not at rest before the fault"
        self.lab.give(self.fault.environments)
        self.say("the driver submits")
        with self.driver.submitting(self.fault.at_least):
            self.fault.act(self)
            self.say("the fault is over; the driver waits for its last answers")
        self.doors.close()
        self.lab.give({})
        self.say(f"{len(self.ledger.promised)} of {len(self.ledger.attempted)} promised; waiting for rest")
        until(lambda: not rest.reasons(self.lab), self.fault.rest_within_s, pause_s=0.5)
        return self._outcome(monotonic() - began)

    def wait_for_crashes(self, number: int, within_s: float) -> None:
        """Under load; fewer are enough when time is up, none is too few."""
        until(lambda: self.crashes >= number, within_s)
        assert self.crashes, "nothing crashed, so nothing was tried"

    def _outcome(self, seconds: float) -> Outcome:
        wrong = self.wrong + invariants.wrong(self.lab, self.call, self.ledger)
        ends = self.lab.processes.ends[self._ends_before :]
        wrong += [f"{name} ended with {code}" for name, code in ends if code not in self.fault.ends]
        return Outcome(
            fault=self.fault,
            tallies=stages.tallies(self.lab, self.call, self.ledger),
            wrong=wrong,
            kills=sum(code == -9 for _, code in ends),
            flagged=stages.flagged_copies(self.lab, self.call),
            seconds=seconds,
            notes=self.notes,
        )
