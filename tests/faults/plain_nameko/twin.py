"""The twin in a lab: its processes, behind the same proxies, on a virtual host and a database of its own."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import NAMESPACE_URL, uuid5

import psycopg2
from nameko.standalone.rpc import ServiceRpcProxy

from alliance.embedded import broker
from alliance.embedded.addresses import Addresses, basics, python
from alliance.embedded.children import Child
from alliance.embedded.processes import marks
from alliance.embedded.readiness import Readiness
from shared.messaging.management import management
from tests.faults.lab.driver import Busy, Driver
from tests.faults.lab.ledger import Promise
from tests.faults.lab.system import Lab, until
from tests.faults.lab.tally import Tally, tally
from tests.faults.plain_nameko.database import TABLES

PACKAGE = "tests.faults.plain_nameko"
SERVICES = ("intake", "checking", "mailing", "reporting")
STAGES = {"stored": "applications", "checked": "checks", "mail row": "mails", "counted": "counted"}
PLACE = "plain"  # the name of the virtual host and of the database
CALL_LIMIT_S = 5
QUIET_S = 3  # when nothing has changed for so long, nothing will: nothing in the twin waits for long
AT_REST_WITHIN_S = 60


class Twin:
    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._mine = threading.local()
        self._proxies: list[Any] = []
        self._crashes_before = len(lab.crashes())
        self.driver = Driver([self._submit], per_second=20)

    @contextmanager
    def running(self, environments: Mapping[str, Mapping[str, str]]) -> Iterator[None]:
        names = [f"plain-{service}" for service in SERVICES]
        self._make_place()
        for service in SERVICES:
            self._lab.processes.add(self._child(service, environments.get(service, {})))
        try:
            self._lab.start(*names)
            yield
        finally:
            for name in names:
                self._lab.processes.remove(name)
            for proxy in self._proxies:
                with suppress(Exception):
                    proxy.stop()
            self._clear_place()

    @property
    def crashes(self) -> int:
        return len(self._lab.crashes()) - self._crashes_before

    def calm(self) -> None:
        """No more crashes, no more stumbling."""
        names = [f"plain-{service}" for service in SERVICES]
        changed = [n for n in names if self._lab.processes.set_environment(n, CRASH=None, STUMBLE=None)]
        self._lab.processes.replace(*changed)
        self._lab.processes.wait_ready(*changed)

    def tallies(self) -> dict[str, Tally]:
        """Once nothing changes any more."""
        last, since = self._found(), monotonic()

        def quiet() -> bool:
            nonlocal last, since
            if (now := self._found()) != last:
                last, since = now, monotonic()
            return monotonic() - since > QUIET_S

        until(quiet, AT_REST_WITHIN_S)
        ledger = self.driver.ledger
        return {stage: tally(ledger.attempted, ledger.promised, found) for stage, found in last.items()}

    def _found(self) -> dict[str, Counter[str]]:
        with closing(psycopg2.connect(self._database(self._lab.direct))) as connection:
            return {stage: keys(connection, table) for stage, table in STAGES.items()}

    def _submit(self, key: str) -> Promise:
        """By nameko's own proxy, with a time limit; one for each thread."""
        try:
            answer = self._proxy().submit(key)
        except Exception as error:
            self._mine.proxy = None
            raise Busy from error
        return Promise(uuid5(NAMESPACE_URL, answer), answer)

    def _proxy(self) -> Any:
        if getattr(self._mine, "proxy", None) is None:
            config = {"AMQP_URI": self._amqp(self._lab.direct)}
            proxy = ServiceRpcProxy("plain_intake", config, timeout=CALL_LIMIT_S)
            self._mine.proxy = proxy.start()
            self._proxies.append(proxy)
        return self._mine.proxy

    # -- its place -----------------------------------------------------------------------------------------------------

    def _make_place(self) -> None:
        self._clear_place()
        with management(self._lab.direct.management) as http:
            http.put(f"/api/vhosts/{PLACE}").raise_for_status()
            rights = {"configure": ".*", "write": ".*", "read": ".*"}
            http.put(f"/api/permissions/{PLACE}/{broker.ADMIN}", json=rights).raise_for_status()
        self._lab.administer(f"create database {PLACE}")
        with closing(psycopg2.connect(self._database(self._lab.direct))) as connection, connection:
            connection.cursor().execute(TABLES)

    def _clear_place(self) -> None:
        with management(self._lab.direct.management) as http:
            http.delete(f"/api/vhosts/{PLACE}")
        self._lab.administer(f"drop database if exists {PLACE} with (force)")

    def _amqp(self, addresses: Addresses) -> str:
        return at(addresses.amqp(broker.ADMIN), PLACE)

    def _database(self, addresses: Addresses) -> str:
        return at(addresses.database_admin, PLACE)

    def _child(self, service: str, environment: Mapping[str, str]) -> Child:
        name = f"plain-{service}"
        ready = self._lab.home.path / f"{name}.ready"
        return Child(
            name=name,
            command=[*python(f"{PACKAGE}.process"), service],
            environment={
                **basics(os.environ),
                **marks(self._lab.home, name),
                "PYTHONWARNINGS": "ignore",
                "AMQP_URI": self._amqp(self._lab.proxied),
                "DATABASE_URL": self._database(self._lab.proxied),
                "CRASH_LOG": str(self._lab.crash_log),
                "READY_FILE": str(ready),
                **environment,
            },
            probe=lambda: Readiness(self._has_started(name, ready)),
        )

    def _has_started(self, name: str, ready: Path) -> bool:
        pid = self._lab.processes.find_pid(name)
        return pid is not None and ready.exists() and ready.read_text(encoding="ascii") == str(pid)


def at(url: str, place: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{place}"))


def keys(connection: Any, table: str) -> Counter[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"select key from {table}")  # noqa: S608  (a constant)
        return Counter(key for (key,) in cursor.fetchall())
