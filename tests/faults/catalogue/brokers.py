"""The broker stops, is killed, loses a node, or raises an alarm, while the driver submits."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep

from shared.runtime.settings import SERVICES
from tests.faults.lab.fault import COULD_NOT_START, ORDINARY, fault
from tests.faults.lab.nodes import fewest_copies, form_cluster
from tests.faults.lab.system import Lab, until
from tests.faults.lab.trial import Trial

ALARM_S = 20
AWAY_S = 20
CONSUMERS = ("eligibility", "notifications", "reporting")

_UNTOLD = "select count(*) from outbox where published_at is null"


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
    with alarm(trial.lab, "set_disk_free_limit", "900000GB", "50MB"):
        sleep(ALARM_S)


@fault(
    f"three broker nodes behind one address: the one that leads every queue is killed (-9), and away for {AWAY_S} s",
    per_second=10,
    rest_within_s=150,
    keeps_lab=False,
)
def broker_node_killed(trial: Trial) -> None:
    lab = trial.lab
    ports = form_cluster(lab)
    assert until(lambda: fewest_copies(lab) == 1 + len(ports), 30), "a queue has a copy too few"
    lab.processes.stop("broker", signal.SIGKILL)
    lab.broker.target = ports["broker-2"]  # as a load balancer does
    before = len(trial.ledger.promised)
    sleep(AWAY_S)
    meanwhile = len(trial.ledger.promised) - before
    lab.start("broker")
    trial.notes.append(f"{meanwhile} promised by the two that were left")
    if not meanwhile:
        trial.wrong.append("nothing was promised while one node was away")


@fault(
    "the broker's disk is wiped while events wait in its queues; `alliance ops replay` brings them back",
    per_second=10,
    ends=ORDINARY | {COULD_NOT_START},
    rest_within_s=150,
)
def broker_wiped(trial: Trial) -> None:
    lab = trial.lab
    for consumer in CONSUMERS:
        lab.processes.stop(consumer)
    assert until(lambda: len(trial.ledger.promised) >= 40 and not lab.value("intake", _UNTOLD), 60)
    waiting = lab.queues()
    lab.processes.stop("broker", signal.SIGKILL)
    shutil.rmtree(lab.home.broker / "mnesia")
    lab.start("broker")
    lab.set_up()
    lab.start(*SERVICES)
    replayed = lab.alliance("ops", "replay")
    events = sum(item["events"] for item in replayed["items"])
    lost = sum(waiting[f"{consumer}.intake"].messages for consumer in CONSUMERS)
    trial.notes.append(f"{lost} messages wiped, {events} events published again")


@contextmanager
def alarm(lab: Lab, setting: str, impossible: str, *ordinary: str) -> Iterator[None]:
    lab.rabbitmqctl(setting, impossible)
    try:
        yield
    finally:
        lab.rabbitmqctl(setting, *ordinary)
