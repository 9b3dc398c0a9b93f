"""One private broker and one PostgreSQL for a test run; a virtual host and databases of its own for each test.

The conftest.py of a whole lane imports the fixture: `from tests.support.foundations import foundations`, or
`database_alone` where nothing needs a broker, which costs more than all else here. Where several modules import it,
pytest takes each for another fixture and would start another of both, which is refused.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg2
import pytest
from psycopg2 import sql

from alliance.embedded import broker, broker_package, launch
from alliance.embedded.children import StartFailed
from alliance.embedded.home import Home
from shared.messaging.management import management
from shared.storage.migrations import ensure_database, migrate
from tests.support.renewal import Original

SUPERVISOR = (sys.executable, str(Path(__file__).with_name("foundations_process.py")))
DELETE_LIMIT_S = 60  # of a virtual host with the hundred queues of a whole system
PASSWORD = "for-tests-alone"  # of the roles in PostgreSQL that tests make

_numbers = count(1)
_starts = count(1)


@dataclass(frozen=True)
class Foundations:
    """Where broker and database are, as their administrator sees them; without a broker its addresses lead nowhere."""

    amqp: str
    management: str
    database_admin: str
    pids: dict[str, int]
    _originals: dict[str, Original] = field(default_factory=dict)  # by template
    _renewed: dict[str, list[str]] = field(default_factory=dict)  # URLs by template

    def create_vhost(self) -> str:
        """A new virtual host, empty; its name."""
        name = f"test-{next(_numbers)}"
        with management(self.management) as http:
            http.put(f"/api/vhosts/{name}").raise_for_status()
            everything = {"configure": ".*", "write": ".*", "read": ".*"}
            http.put(f"/api/permissions/{name}/{broker.ADMIN}", json=everything).raise_for_status()
        return name

    def delete_vhost(self, name: str) -> None:
        with management(self.management) as http:
            http.delete(f"/api/vhosts/{name}", timeout=DELETE_LIMIT_S).raise_for_status()

    def amqp_uri(self, vhost: str, user: str | None = None, password: str = PASSWORD) -> str:
        """The broker at a virtual host, for the administrator or another user."""
        parts = urlsplit(self.amqp)
        place = parts.netloc if user is None else f"{user}:{password}@{parts.hostname}:{parts.port}"
        return urlunsplit(parts._replace(netloc=place, path=f"/{quote(vhost, safe='')}"))

    def database_of(self, service: str) -> str:
        """A copy of the service's database as its migrations leave it, which run once for all tests; its URL."""
        if service not in self._originals:
            self.create_template(service, "shared.messaging", f"services.{service}")
        return self.create_database(service)

    def create_template(self, name: str, *packages: str) -> None:
        """A database with a role of its name, migrated once: what `create_database` copies."""
        url = self._database_url(name, name)
        ensure_database(self.database_admin, url)
        migrate(self.database_admin, url, *packages)

    def create_database(self, template: str) -> str:
        """A copy of the template, a new one or one given back; its URL for the template's role."""
        if waiting := self._renewed.get(template):
            return waiting.pop()
        name = f"{template}_{next(_numbers)}"
        self.administer("create database {} template {}", name, template)
        if template not in self._originals:
            self._originals[template] = Original.of(self.administered(name))
        return self._database_url(template, name)

    def give_back(self, url: str) -> None:
        """For the next who asks for a copy, if it can be made as it was; also while somebody is connected."""
        parts = urlsplit(url)
        template = str(parts.username)
        if self._originals[template].renew(self.administered(parts.path[1:])):
            self._renewed.setdefault(template, []).append(url)
        else:
            self.drop_database(url)

    def drop_database(self, url: str) -> None:
        """Also while somebody is connected."""
        self.administer("drop database {} with (force)", urlsplit(url).path[1:])

    def settle(self, url: str, *tables: str) -> None:
        """What PostgreSQL does by itself in time: the planner knows what they hold, and nothing of former rows is left.

        By the administrator: PostgreSQL passes tables over, with a mere warning, that are not the asker's own.
        """
        with closing(psycopg2.connect(self.administered(urlsplit(url).path[1:]))) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                for table in map(sql.Identifier, tables):
                    cursor.execute(sql.SQL("vacuum full {}").format(table))
                    cursor.execute(sql.SQL("vacuum analyze {}").format(table))

    def administered(self, database: str) -> str:
        return urlsplit(self.database_admin)._replace(path=f"/{database}").geturl()

    def _database_url(self, role: str, database: str) -> str:
        parts = urlsplit(self.database_admin)
        place = f"{role}:{PASSWORD}@{parts.hostname}:{parts.port}"
        return urlunsplit(parts._replace(netloc=place, path=f"/{database}"))

    def administer(self, statement: str, *names: str) -> None:
        """Run a statement as the administrator, outside a transaction; `{}` stands for the names."""
        with closing(psycopg2.connect(self.database_admin)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def started(say: Callable[[str], None], *, with_broker: bool = True) -> Iterator[Foundations]:
    """As durable as anybody's, in a folder that is thrown away with them; `say` hears of a package installed.

    Raises StartFailed.
    """
    if with_broker:
        broker_package.ensure(say)
    home = Home(Path(tempfile.mkdtemp(prefix="alliance-tests-")))
    home.create()
    try:
        launch.up(home, os.environ, lambda _: None, SUPERVISOR if with_broker else (*SUPERVISOR, "postgres"))
        endpoints = json.loads(home.endpoints.read_text(encoding="utf-8"))
        pids = {name: pids[0] for name, pids in endpoints["processes"].items()}
        yield Foundations(endpoints["amqp"], endpoints["management"], endpoints["database_admin"], pids)
    finally:
        launch.down(home, lambda _: None)
        shutil.rmtree(home.path, ignore_errors=True)


@pytest.fixture(scope="session")
def foundations(request: pytest.FixtureRequest) -> Iterator[Foundations]:
    """Started once, stopped at the end, also on Ctrl-C. Where the broker cannot be installed, the whole run fails."""
    yield from _for_a_run(request, with_broker=True)


@pytest.fixture(scope="session", name="foundations")
def database_alone(request: pytest.FixtureRequest) -> Iterator[Foundations]:
    """The same without a broker."""
    yield from _for_a_run(request, with_broker=False)


def _for_a_run(request: pytest.FixtureRequest, *, with_broker: bool) -> Iterator[Foundations]:
    assert next(_starts) == 1, "a second one: import this fixture in the conftest.py of a lane alone"
    terminal = request.config.get_terminal_writer()
    try:
        with started(terminal.line, with_broker=with_broker) as ready:
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):  # these need not outlive a power cut
                ready.administer(f"alter system set {setting} = off")
            ready.administer("select pg_reload_conf()")
            yield ready
    except StartFailed as failure:
        pytest.exit("\n".join([str(failure), *failure.lines]), returncode=1)
