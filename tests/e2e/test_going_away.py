"""The set-up step as it is run, while database and broker answer and then go away for a moment, in its middle."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
import psycopg2
import pytest

from alliance.embedded.home import checkout
from shared.messaging.management import management
from shared.runtime.settings import BROKER_USERS, SERVICES, Settings
from shared.runtime.setup import set_up_broker
from shared.storage.migrations import ensure_database, migrate
from tests.faults.lab.proxy import LOOPBACK, Proxy
from tests.support.foundations import PASSWORD, Foundations
from tests.support.ports import free_port

MIDDLE = SERVICES[3]  # when its database is there, some are made and some are not
TRIES = 4  # made in vain while one is away
LIMIT_S = 120
POLL_S = 0.02


def role_of(service: str) -> str:
    return f"set_up_{service}"


@dataclass(frozen=True)
class Installation:
    """A virtual host and databases of its own, reached through two doors that can be shut."""

    foundations: Foundations
    vhost: str
    database: Proxy
    management: Proxy

    def environment(self) -> dict[str, str]:
        known, host = self.foundations, f"{LOOPBACK}:{self.database.port}"
        broker = {f"{name.upper()}_AMQP_URI": known.amqp_uri(self.vhost, f"set-up-{name}") for name in (*BROKER_USERS,)}
        databases = {
            f"{service.upper()}_DATABASE_URL": f"postgresql://{role_of(service)}:{PASSWORD}@{host}/{role_of(service)}"
            for service in SERVICES
        }
        here = {"AMQP_URI": known.amqp_uri(self.vhost), "PATH": os.environ["PATH"], "PYTHONPATH": str(checkout())}
        return {
            **here,
            **broker,
            **databases,
            "MANAGEMENT_URL": behind(known.management, self.management),
            "DATABASE_ADMIN_URL": behind(known.database_admin, self.database),
        }

    def start(self) -> subprocess.Popen[str]:
        words = [sys.executable, "-m", "shared.runtime.setup"]
        return subprocess.Popen(words, cwd=checkout(), env=self.environment(), stderr=subprocess.PIPE, text=True)

    def databases(self) -> set[str]:
        with closing(psycopg2.connect(self.foundations.database_admin)) as connection, connection.cursor() as cursor:
            cursor.execute("select datname from pg_database where datname like 'set\\_up\\_%'")
            return {row[0] for row in cursor.fetchall()}

    def queues(self) -> set[str]:
        with management(self.foundations.management) as http:
            return {queue["name"] for queue in http.get(f"/api/queues/{self.vhost}").raise_for_status().json()}


def behind(address: str, door: Proxy) -> str:
    parts = urlsplit(address)
    return parts._replace(netloc=f"{parts.netloc.rpartition('@')[0]}@{LOOPBACK}:{door.port}").geturl()


@contextmanager
def door_to(address: str) -> Iterator[Proxy]:
    port = urlsplit(address).port
    assert port is not None
    proxy = Proxy(free_port(), port)
    try:
        yield proxy
    finally:
        proxy.close()


@pytest.fixture
def installation(foundations: Foundations) -> Iterator[Installation]:
    vhost = foundations.create_vhost()
    with door_to(foundations.database_admin) as database, door_to(foundations.management) as api:
        yield Installation(foundations, vhost, database, api)
    foundations.delete_vhost(vhost)
    with management(foundations.management) as http:
        for name in BROKER_USERS:
            http.delete(f"/api/users/set-up-{name}")
    for service in SERVICES:
        foundations.administer("drop database if exists {} with (force)", role_of(service))
        foundations.administer("drop role if exists {}", role_of(service))


def wait_for(condition: Callable[[], object], step: subprocess.Popen[str]) -> None:
    give_up_at = time.monotonic() + LIMIT_S
    while not condition():
        assert step.poll() is None, step.stderr and step.stderr.read()
        assert time.monotonic() < give_up_at
        time.sleep(POLL_S)


@contextmanager
def away(door: Proxy, step: subprocess.Popen[str]) -> Iterator[None]:
    """For so long that the step has tried in vain, and again."""
    with door.cutting_off():
        before = door.came
        wait_for(lambda: door.came >= before + TRIES, step)
        yield


@pytest.mark.long
def test_what_goes_away_in_the_middle_is_waited_for(installation: Installation) -> None:
    """First the database, then the broker's management; the step ends well and has made everything."""
    with installation.start() as step:
        wait_for(lambda: role_of(MIDDLE) in installation.databases(), step)
        with away(installation.database, step):
            assert role_of(SERVICES[-1]) not in installation.databases(), "it was no longer the middle"
        wait_for(lambda: role_of(SERVICES[-1]) in installation.databases(), step)
        wait_for(installation.queues, step)
        with away(installation.management, step):
            pass
        _, said = step.communicate(timeout=LIMIT_S)
    assert step.returncode == 0, said
    assert installation.databases() == {role_of(service) for service in SERVICES}
    assert {f"rpc-{service}" for service in SERVICES} <= installation.queues()


def test_what_is_wrong_for_good_is_told_at_once(installation: Installation) -> None:
    """By the first answer: it is not asked again."""
    wrong = {"MANAGEMENT_URL": installation.environment()["MANAGEMENT_URL"].replace("//", "//nobody-")}
    with pytest.raises(httpx.HTTPStatusError, match="401"):
        set_up_broker(Settings("setup", installation.environment() | wrong))
    assert installation.management.came == 1


def test_a_step_that_was_killed_holds_up_no_other(foundations: Foundations, installation: Installation) -> None:
    """What former versions left behind when they were killed: a row that says who migrates."""
    role = role_of(MIDDLE)
    parts = urlsplit(foundations.database_admin)
    url = parts._replace(netloc=f"{role}:{PASSWORD}@{parts.hostname}:{parts.port}", path=f"/{role}").geturl()
    ensure_database(foundations.database_admin, url)
    migrate(foundations.database_admin, url, "shared.messaging")
    with (
        closing(psycopg2.connect(foundations.administered(role))) as connection,
        connection,
        connection.cursor() as one,
    ):
        one.execute("insert into yoyo_lock (locked, ctime, pid) values (1, now(), 1)")
    migrate(foundations.database_admin, url, "shared.messaging", f"services.{MIDDLE}")
