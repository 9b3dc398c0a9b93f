"""The database restarts, loses its sessions, refuses to write, is away, while the driver submits."""

from __future__ import annotations

import os
import signal
from time import sleep

from tests.faults.lab.fault import fault
from tests.faults.lab.trial import Trial

AWAY_S = 120
READ_ONLY_S = 12

_KILL_SESSIONS = """
select count(pg_terminate_backend(pid)) from pg_stat_activity
where datname like 'alliance_%%' and backend_type = 'client backend'
"""


@fault("the database is stopped at once (SIGQUIT) and started again, three times")
def database_restarted_at_once(trial: Trial) -> None:
    for _ in range(3):
        sleep(3)
        trial.lab.stop_for("postgres", 0, signal.SIGQUIT)


@fault("every session of the database is ended, four times a second")
def database_sessions_killed(trial: Trial) -> None:
    for _ in range(40):
        sleep(0.25)
        trial.lab.administer(_KILL_SESSIONS)


@fault(f"the database becomes a standby, which only reads, for {READ_ONLY_S} s, and is promoted again", per_second=10)
def database_read_only(trial: Trial) -> None:
    """As after a failover to the wrong server. (A mere default of read-only would not stop a transaction that asks to
    write.)"""
    sleep(2)
    trial.lab.processes.stop("postgres", signal.SIGINT)
    mark, neighbour = (trial.lab.home.postgres / name for name in ("standby.signal", "PG_VERSION"))
    mark.touch()
    os.chown(mark, neighbour.stat().st_uid, neighbour.stat().st_gid)
    trial.lab.start("postgres")
    sleep(READ_ONLY_S)
    assert trial.lab.administer("select pg_is_in_recovery()") == [(True,)]
    trial.lab.administer("select pg_promote()")


@fault(f"the database is away for {AWAY_S} s", per_second=10)
def database_away_for_minutes(trial: Trial) -> None:
    sleep(3)
    trial.lab.stop_for("postgres", AWAY_S, signal.SIGINT)
