"""Connections that break, fall silent or are refused: to the broker, the database, the mail server."""

from __future__ import annotations

from time import sleep

from tests.faults.lab.fault import fault
from tests.faults.lab.trial import Trial

#: Longer than any wait of a service (10 s), so that each of them has ended by itself.
SILENCE_S = 15


@fault("every connection to the broker is closed, ten times")
def broker_connections_dropped(trial: Trial) -> None:
    for _ in range(10):
        sleep(0.5)
        trial.lab.broker.drop()


@fault("every connection to the broker is reset, every other second")
def broker_connections_reset(trial: Trial) -> None:
    for _ in range(6):
        sleep(2)
        trial.lab.broker.reset()


@fault(f"the broker is silent for {SILENCE_S} s", per_second=10)
def broker_silent(trial: Trial) -> None:
    sleep(1)
    with trial.lab.broker.blackholed():
        sleep(SILENCE_S)


@fault(f"nobody listens at the broker's port for {SILENCE_S} s", per_second=10)
def broker_refuses(trial: Trial) -> None:
    sleep(1)
    with trial.lab.broker.refused():
        sleep(SILENCE_S)


@fault("every piece of data to and from the broker takes 50 ms longer", per_second=5)
def broker_slow(trial: Trial) -> None:
    with trial.lab.broker.slow(0.05):
        sleep(10)


@fault("every connection to the database is reset, every other second")
def database_connections_reset(trial: Trial) -> None:
    for _ in range(6):
        sleep(2)
        trial.lab.database.reset()


@fault(f"the database is silent for {SILENCE_S} s", per_second=10)
def database_silent(trial: Trial) -> None:
    sleep(1)
    with trial.lab.database.blackholed():
        sleep(SILENCE_S)


@fault(f"nobody listens at the database's port for {SILENCE_S} s", per_second=10)
def database_refuses(trial: Trial) -> None:
    sleep(1)
    with trial.lab.database.refused():
        sleep(SILENCE_S)


@fault("every connection to the mail server is reset, five times a second", per_second=5)
def mail_connections_reset(trial: Trial) -> None:
    for _ in range(50):
        sleep(0.2)
        trial.lab.mail.reset()


@fault("the mail server is silent for 25 s", per_second=5)
def mail_server_silent(trial: Trial) -> None:
    """Longer than the 20 s that a mail may take."""
    sleep(1)
    with trial.lab.mail.blackholed():
        sleep(25)


@fault(f"nobody listens at the mail server's port for {SILENCE_S} s", per_second=5)
def mail_server_refuses(trial: Trial) -> None:
    with trial.lab.mail.refused():
        sleep(SILENCE_S)
