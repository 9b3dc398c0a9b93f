"""Services that are asked to end, replaced one by one, or frozen, while the driver submits."""

from __future__ import annotations

import random
import signal
from itertools import cycle
from time import sleep

from shared.runtime.settings import SERVICES
from tests.faults.lab.fault import ORDINARY, fault
from tests.faults.lab.processes import frozen
from tests.faults.lab.system import until
from tests.faults.lab.trial import Trial

MAIN_FLOW = ("intake", "eligibility", "notifications", "reporting")
STOPS = 8

FROZEN_S = 75  # longer than the broker waits for a heartbeat (40 s) and a session may be idle (60 s)


@fault("a service is asked to end (SIGTERM) every 3 s")
def sigterm_every_three_seconds(trial: Trial) -> None:
    for _, service in zip(range(STOPS), cycle(random.sample(MAIN_FLOW, k=len(MAIN_FLOW))), strict=False):
        trial.lab.processes.wait_ready(service)
        trial.lab.processes.replace(service)
        sleep(3)


@fault("a service is killed (-9) every 3 s", ends=ORDINARY)
def kill_every_three_seconds(trial: Trial) -> None:
    for _, service in zip(range(STOPS), cycle(MAIN_FLOW), strict=False):
        trial.lab.processes.send(service, signal.SIGKILL)
        sleep(3)


@fault("every service is replaced in turn, the new one ready before the old one ends", per_second=5)
def rolling_restart(trial: Trial) -> None:
    """Nobody who submits has to repeat anything."""
    for service in SERVICES:
        second = trial.lab.second(service)
        trial.lab.processes.replace(service)
        trial.lab.processes.wait_ready(service)
        trial.lab.processes.stop(second)
    if trial.ledger.repeats:
        trial.wrong.append(f"{trial.ledger.repeats} submissions had to be repeated")


@fault(f"of two intakes the one whose relay leads is frozen for {FROZEN_S} s, then goes on", per_second=4)
def frozen_relay(trial: Trial) -> None:
    """The other one takes over; the frozen one wakes up in the middle of whatever it did."""
    second = trial.lab.second("intake")
    sleep(2)
    trial.lab.processes.send("intake", signal.SIGSTOP)
    assert until(lambda: frozen(trial.lab.processes.pid("intake")), 5)
    try:
        sleep(FROZEN_S)
    finally:
        trial.lab.processes.send("intake", signal.SIGCONT)
    sleep(3)
    trial.lab.processes.stop(second)
