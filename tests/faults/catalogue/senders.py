"""Two sender processes at a time, while the way to the mail server or one of them fails: each mail goes once."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep

from tests.faults.lab.fault import fault
from tests.faults.lab.processes import frozen
from tests.faults.lab.system import until
from tests.faults.lab.trial import Trial

FROZEN_S = 140  # longer than a sender's claim on a mail holds (120 s)


@contextmanager
def two_senders(trial: Trial) -> Iterator[str]:
    """The name of the second, which is gone again afterwards."""
    second = trial.lab.second("notifications")
    try:
        yield second
    finally:
        trial.lab.processes.stop(second)


@fault("two senders, and every connection to the mail server is reset, five times a second", per_second=5)
def two_senders_connections_reset(trial: Trial) -> None:
    with two_senders(trial):
        for _ in range(50):
            sleep(0.2)
            trial.lab.mail.reset()


@fault("two senders, and the mail server is silent for 25 s", per_second=5)
def two_senders_server_silent(trial: Trial) -> None:
    with two_senders(trial):
        with trial.lab.mail.blackholed():
            sleep(25)
        sleep(3)


@fault("two senders, and nobody listens at the mail server's port for 10 s", per_second=5)
def two_senders_server_refuses(trial: Trial) -> None:
    with two_senders(trial):
        with trial.lab.mail.refused():
            sleep(10)
        sleep(3)


@fault(
    "two senders, of which one is killed after the mail server took a mail and before that is kept",
    environments={"notifications": {"CRASH": "mail-after-250:0.2"}},
    per_second=4,
)
def two_senders_one_killed_after_250(trial: Trial) -> None:
    """What it had claimed is the other's once its claim has ended; what may be double says so."""
    with two_senders(trial):
        trial.wait_for_crashes(3, 100)


@fault(f"two senders, of which one is frozen for {FROZEN_S} s and then goes on", per_second=2, rest_within_s=150)
def two_senders_one_frozen(trial: Trial) -> None:
    """Its claims end meanwhile, and the other sends them; woken, it hands over none of what is no longer its own."""
    with two_senders(trial) as second:
        sleep(3)
        trial.lab.processes.send(second, signal.SIGSTOP)
        assert until(lambda: frozen(trial.lab.processes.pid(second)), 5)
        try:
            sleep(FROZEN_S)
        finally:
            trial.lab.processes.send(second, signal.SIGCONT)
        sleep(5)
