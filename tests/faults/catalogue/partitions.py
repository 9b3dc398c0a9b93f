"""Event queues that are divided among two replicas of a service, and resized, while the driver submits."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from time import sleep

from alliance.embedded.addresses import basics, python
from alliance.embedded.home import checkout
from tests.faults.catalogue.brokers import broker_node_killed
from tests.faults.catalogue.crashes import CONSUMERS, KILLS, WITHIN_S
from tests.faults.lab.fault import fault
from tests.faults.lab.system import Lab
from tests.faults.lab.trial import Trial

MANY = 4
SIZES = (4, 2, 1)
CUT_OFF_AFTER_S = (1.2, 1.6, 2.0, 2.5, 3.0, 4.0)
RESIZE_LIMIT_S = 240


@fault(
    f"queues of three consumers, two replicas each, get {', '.join(map(str, SIZES[:-1]))} partitions, and one again",
    rest_within_s=150,
)
def partitions_resized(trial: Trial) -> None:
    with divided(trial.lab):
        for size in SIZES:
            resize_all(trial.lab, size)


@fault(
    f"{MANY} partitions, two replicas: a consumer is killed (-9) before or after its commit, again and again",
    environments={one: {"CRASH": "consumer-before-commit:0.05,consumer-after-commit:0.05"} for one in CONSUMERS},
    rest_within_s=150,
)
def partitions_consumer_killed(trial: Trial) -> None:
    with divided(trial.lab, MANY):
        trial.wait_for_crashes(KILLS, WITHIN_S)


@fault(f"{MANY} partitions, two replicas: the broker is killed (-9) and started again, twice", rest_within_s=150)
def partitions_broker_killed(trial: Trial) -> None:
    with divided(trial.lab, MANY):
        for _ in range(2):
            sleep(2)
            trial.lab.stop_for("broker", 0, signal.SIGKILL)
        sleep(2)


@fault(
    f"{MANY} partitions, two replicas, three broker nodes: the one that leads every queue is killed (-9)",
    per_second=10,
    rest_within_s=200,
    keeps_lab=False,
)
def partitions_node_killed(trial: Trial) -> None:
    with divided(trial.lab, MANY, ends=None):
        broker_node_killed(trial)


@fault("resizing is killed (-9) again and again on the way, then repeated to its end", rest_within_s=150)
def partitions_resizing_killed(trial: Trial) -> None:
    with divided(trial.lab):
        for seconds, size in zip(CUT_OFF_AFTER_S, (*SIZES, *SIZES), strict=False):
            resizing = resize(trial.lab, "notifications", size)
            sleep(seconds)
            resizing.kill()
            trial.notes += [f"killed after {seconds} s"] if resizing.wait() == -signal.SIGKILL else []
    if not trial.notes:
        trial.wrong.append("each resizing was done before it could be killed")


@contextmanager
def divided(lab: Lab, size: int = 1, ends: int | None = 1) -> Iterator[None]:
    """A second replica of each consumer, whose queue of applications has so many partitions; in the end, as before."""
    with ExitStack() as stack:
        for consumer in CONSUMERS:
            stack.callback(lab.processes.stop, lab.second(consumer))
        if size > 1:
            resize_all(lab, size)
        yield
        if ends is not None:
            resize_all(lab, ends)


def resize(lab: Lab, consumer: str, size: int) -> subprocess.Popen[bytes]:
    """`alliance ops partitions set`, by the settings of the set-up step."""
    environment = {**basics(os.environ), **lab.direct.setup_environment(), "ALLIANCE_HOME": str(lab.home.path)}
    command = [*python("alliance.main"), "ops", "partitions", "set", f"{consumer}.intake", str(size)]
    return subprocess.Popen(command, env=environment, cwd=checkout(), stdout=subprocess.DEVNULL)


def resize_all(lab: Lab, size: int) -> None:
    """Of every consumer at once, to the end."""
    for resizing in [resize(lab, consumer, size) for consumer in CONSUMERS]:
        assert resizing.wait(RESIZE_LIMIT_S) == 0
