"""The broker stops, is killed, or raises an alarm, while the driver submits."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep

from tests.faults.lab.fault import fault
from tests.faults.lab.system import Lab
from tests.faults.lab.trial import Trial

ALARM_S = 20


@fault("the broker is stopped in good order for 10 s, twice", per_second=10)
def broker_stopped(trial: Trial) -> None:
    for _ in range(2):
        sleep(2)
        trial.lab.stop_for("broker", 10)


@fault("the broker is killed (-9) and started again, three times")
def broker_killed(trial: Trial) -> None:
    for _ in range(3):
        sleep(2)
        trial.lab.stop_for("broker", 0, signal.SIGKILL)


@fault(f"the broker has a memory alarm for {ALARM_S} s: it takes nothing from publishers", per_second=10)
def broker_memory_alarm(trial: Trial) -> None:
    with alarm(trial.lab, "set_vm_memory_high_watermark", "0.000001", "absolute", "512MB"):
        sleep(ALARM_S)


@fault(f"the broker has a disk alarm for {ALARM_S} s", per_second=10)
def broker_disk_alarm(trial: Trial) -> None:
    with alarm(trial.lab, "set_disk_free_limit", "1000TB", "50MB"):
        sleep(ALARM_S)


@contextmanager
def alarm(lab: Lab, setting: str, impossible: str, *ordinary: str) -> Iterator[None]:
    lab.rabbitmqctl(setting, impossible)
    try:
        yield
    finally:
        lab.rabbitmqctl(setting, *ordinary)
