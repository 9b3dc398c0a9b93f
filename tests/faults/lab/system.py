"""A lab: the whole system on a broker and a database of its own, with proxies between, and crash points in services.

Built of the parts of the embedded default (alliance/embedded); only who restarts what is the lab's own.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psycopg2
from psycopg2.extras import RealDictCursor, register_uuid

from alliance.embedded import broker, postgres
from alliance.embedded.addresses import Addresses, basics, python
from alliance.embedded.children import Child
from alliance.embedded.credentials import secret
from alliance.embedded.home import Home, checkout
from alliance.embedded.logs import last_lines
from alliance.embedded.ports import choose
from alliance.embedded.system_plan import PORTS, portal_child, service_child
from shared.messaging.client import Client
from shared.messaging.management import management
from shared.runtime.settings import SERVICES
from shared.security.keys import ensure_keys
from shared.security.tokens import LOCAL_ADMIN, Signer
from tests.faults.lab.post import Post
from tests.faults.lab.processes import Processes
from tests.faults.lab.proxy import Proxy
from tests.support.foundations_process import prepare_broker

#: Every city of a trial is a stranger's and is to get its mail.
UNLIMITED = {"FIRST_MAILS_BY_SOURCE": "1000000", "FIRST_MAILS_IN_ALL": "1000000"}
PROXIED = ("amqp", "postgres", "smtp")
SECOND = "second-"  # before the name of a replica
RABBITMQCTL = broker.SERVER.with_name("rabbitmqctl")

register_uuid()


QUEUE = ("name", "messages", "messages_ready", "messages_unacknowledged", "consumers")


@dataclass(frozen=True)
class Queue:
    """What the broker says of one: how many messages, of these waiting and in somebody's hands, and who reads it."""

    name: str
    messages: int
    waiting: int
    held: int
    readers: int

    def __str__(self) -> str:
        return f"queue {self.name}: {self.waiting} waiting, {self.held} held by {self.readers}"


class Lab:
    """`with Lab() as lab:` is a system that is ready; nothing of it is left afterwards."""

    def __init__(self) -> None:
        self.home = Home(Path(tempfile.mkdtemp(prefix="alliance-faults-")))
        self.home.create()
        ensure_keys(self.home.keys)
        watchdog = [*python("tests.faults.lab.watchdog"), str(self.home.path)]
        self._watchdog = subprocess.Popen(watchdog, stdin=subprocess.PIPE, cwd=checkout(), start_new_session=True)
        names = (*PORTS, "portal", *(f"proxy-{name}" for name in PROXIED), *(f"health-{SECOND}{s}" for s in SERVICES))
        ports = choose(self.home, names, reserved=0)
        self.direct = Addresses(self.home, ports, ports["portal"], os.environ | UNLIMITED)
        behind = {name: ports[f"proxy-{name}"] for name in PROXIED}
        self.proxied = replace(self.direct, ports=ports | behind)
        self.broker, self.database, self.mail = (Proxy(behind[name], ports[name]) for name in PROXIED)
        self.post = Post(ports["smtp"])
        self.processes = Processes(self.home)
        self.client = Client(self.direct.amqp("cli"), "cli", Signer(LOCAL_ADMIN, self.home.keys).sign)
        self.crash_log = self.home.path / "crashes"
        self.crash_log.touch()
        self.junk = 0  # messages injected that must end as dead letters
        for child in self._children():
            self.processes.add(child)

    def __enter__(self) -> Lab:
        try:
            self.processes.start("postgres", "broker")
            self.processes.wait_ready("postgres", "broker")
            self.set_up()
            self.start(*SERVICES, "portal")
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.client.close()
        self.processes.close()
        for proxy in (self.broker, self.database, self.mail):
            proxy.close()
        self.post.close()
        shutil.rmtree(self.home.path, ignore_errors=True)
        assert self._watchdog.stdin is not None
        self._watchdog.stdin.close()
        self._watchdog.wait()

    # -- its parts -----------------------------------------------------------------------------------------------------

    def set_up(self) -> None:
        """Databases and topology; safe to repeat."""
        command = python("tests.faults.lab.setup_process")
        environment = self.direct.setup_environment()
        subprocess.run(command, env=environment, cwd=checkout(), check=True, timeout=120)

    def start(self, *names: str) -> None:
        """Started and ready."""
        self.processes.start(*names)
        self.processes.wait_ready(*names)

    def give(self, environments: Mapping[str, Mapping[str, str]]) -> None:
        """Each service these variables and no others that an earlier fault gave; ready again when this returns."""
        changed = []
        for service in SERVICES:
            given = environments.get(service, {})
            variables = {name: given.get(name) for name in ("CRASH", "STUMBLE", "KILLER", "CLOCK_S")}
            if self.processes.set_environment(service, **variables):
                changed.append(service)
        self.processes.replace(*changed)
        self.processes.wait_ready(*changed)

    def second(self, service: str) -> str:
        """The name of the service's second replica, which is ready."""
        name = SECOND + service
        if name not in self.processes.names:
            health = self.proxied.ports[f"health-{name}"]
            addresses = replace(self.proxied, ports=self.proxied.ports | {f"health-{service}": health})
            self.processes.add(replace(self._service(service, addresses), name=name))
        self.start(name)
        return name

    def alliance(self, *words: str) -> dict[str, Any]:
        """What the command line says, as the local administrator; it must succeed."""
        environment = {
            **basics(os.environ),
            "ALLIANCE_HOME": str(self.home.path),
            "CLI_AMQP_URI": self.direct.amqp("cli"),
            "KEYS_DIR": str(self.home.keys),
        }
        command = [*python("alliance.main"), *words, "--json"]
        outcome = subprocess.run(
            command, env=environment, cwd=checkout(), capture_output=True, text=True, check=True, timeout=120
        )  # fmt: skip
        document: dict[str, Any] = json.loads(outcome.stdout)
        return document

    def crashes(self) -> list[str]:
        """`service point` of each crash so far."""
        return self.crash_log.read_text(encoding="ascii").splitlines()

    def log(self, name: str, count: int = 40) -> list[str]:
        return last_lines(self.home.log(name), count)

    def _children(self) -> Iterable[Child]:
        base = basics(os.environ)
        ports = dict(self.direct.ports)
        admin = self.direct.database_admin
        yield postgres.child(self.home, ports["postgres"], admin, secret(self.home, "postgres-admin"), base)
        node = broker.child(self.home, ports, self.direct.management, base)
        yield replace(node, prepare=partial(prepare_broker, self.home, node))
        for service in SERVICES:
            yield self._service(service, self.proxied)
        yield portal_child(self.proxied)

    def _service(self, service: str, addresses: Addresses) -> Child:
        child = service_child(service, addresses)
        return replace(
            child,
            command=[sys.executable, "-W", "ignore", "-m", "tests.faults.lab.service_process", service],
            environment={**child.environment, "CRASH_LOG": str(self.crash_log)},
        )

    # -- its databases and its broker, past the proxies ---------------------------------------------------------------

    def rows(self, service: str, sql: str, params: Any = None) -> list[dict[str, Any]]:
        with (
            closing(psycopg2.connect(self.direct.database(service))) as connection,
            connection,
            as_dicts(connection) as cursor,
        ):
            cursor.execute(sql, params)
            return [dict(row) for row in cursor.fetchall()] if cursor.description else []

    def value(self, service: str, sql: str, params: Any = None) -> Any:
        (row,) = self.rows(service, sql, params)
        (value,) = row.values()
        return value

    def administer(self, sql: str, params: Any = None) -> list[tuple[Any, ...]]:
        """As the administrator of the whole cluster, outside a transaction."""
        with closing(psycopg2.connect(self.direct.database_admin)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(sql, params)
                return list(cursor.fetchall()) if cursor.description else []

    def queues(self) -> dict[str, Queue]:
        """By name."""
        with management(self.direct.management) as http:
            found = http.get("/api/queues/%2F").raise_for_status().json()
        return {one["name"]: Queue(*(one.get(name, 0) for name in QUEUE)) for one in found}

    def keep_logs(self) -> Path:
        """Of a lab that is thrown away: where they are from now on."""
        kept = Path(tempfile.mkdtemp(prefix="alliance-faults-logs-"))
        return Path(shutil.copytree(self.home.path / "logs", kept, dirs_exist_ok=True))

    def rabbitmqctl(self, *words: str) -> None:
        environment = self.processes.environment("broker")
        subprocess.run([str(RABBITMQCTL), *words], env=environment, check=True, capture_output=True, timeout=60)

    def stop_for(self, name: str, seconds: float, what: signal.Signals = signal.SIGTERM) -> None:
        """Gone by that signal, and down for a while."""
        self.processes.stop(name, what)
        sleep(seconds)
        self.start(name)


def as_dicts(connection: Any) -> Any:
    return connection.cursor(cursor_factory=RealDictCursor)


def until(condition: Any, within_s: float, pause_s: float = 0.1) -> bool:
    """Poll until it holds; False when time is up. A part that is away meanwhile only means: not yet."""
    give_up_at = monotonic() + within_s
    while True:
        with suppress(OSError, psycopg2.Error):
            if condition():
                return True
        if monotonic() > give_up_at:
            return False
        sleep(pause_s)
