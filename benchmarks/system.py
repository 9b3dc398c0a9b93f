"""Alliance itself, started as a user starts it, in a home of its own; and what it has done so far."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from alliance.embedded.addresses import Addresses
from alliance.embedded.home import Home
from alliance.embedded.ports import kept_ports
from benchmarks.ground import Ask, query
from benchmarks.processes import TooSlow, until
from benchmarks.work.documents import CALL
from tests.e2e.system import System

SETTLE_LIMIT_S = 120

#: What tells that an application is checked, has its mail row, and is counted.
DONE = {
    "eligibility": "select count(*) from checks",
    "notifications": "select count(distinct application_id) from mails",
    "reporting": "select count(*) from applications where state = 'checked'",
}
OPEN_DAYS = (-10, 60)

#: All applications here come from one machine, as a thousand cities' never do: what a network may cause is not limited.
UNLIMITED = {"FIRST_MAILS_BY_SOURCE": "1000000", "FIRST_MAILS_IN_ALL": "1000000"}
COHORT_IN_DAYS = 90


class Alliance:
    """The running system under measurement."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.endpoints: Mapping[str, Any] = system.endpoints

    @property
    def pids(self) -> dict[str, int]:
        return {name: pids[0] for name, pids in self.system.endpoints["processes"].items()}

    @property
    def database_admin(self) -> str:
        home = Home(self.system.home)
        return Addresses(home, kept_ports(home), 0, os.environ).database_admin

    def query(self, service: str, sql: str) -> list[tuple[Any, ...]]:
        return query(self.endpoints["postgres"][service], sql)

    def done(self, ask: Ask | None = None) -> dict[str, int]:
        """How many applications each stage has put behind it."""
        return {
            service: (ask or query)(self.endpoints["postgres"][service], sql)[0][0] for service, sql in DONE.items()
        }

    def settle(self) -> None:
        """Until what was submitted so far has gone through; what is slower than the limit is left running."""
        stored = self.query("intake", "select count(*) from applications")[0][0]
        with suppress(TooSlow):
            until(lambda: min(self.done().values()) >= stored, SETTLE_LIMIT_S, "all is settled", every_s=0.2)


def open_call(today: date) -> dict[str, Any]:
    """The file of a call that is open today."""
    opens_on, closes_on, starts_on = (str(today + timedelta(days=days)) for days in (*OPEN_DAYS, COHORT_IN_DAYS))
    plan = {"id": "bench-cohort", "name": "A cohort", "starts_on": starts_on}
    call = {"id": CALL, "title": "A call to measure with", "opens_at": opens_on, "closes_at": closes_on}
    return call | {"time_zone": "America/New_York", "capacity": 22, "cohort": plan}


@contextmanager
def alliance(folder: Path) -> Iterator[Alliance]:
    """Up, with an open call; down again at the end, its data thrown away with the folder."""
    system = System(folder / "home")
    system.environment |= UNLIMITED
    try:
        system.run("up")
        file = folder / "call.json"
        file.write_text(json.dumps(open_call(datetime.now(UTC).date())), encoding="utf-8")
        system.run("call", "open", str(file))
        yield Alliance(system)
    finally:
        system.run("down")
