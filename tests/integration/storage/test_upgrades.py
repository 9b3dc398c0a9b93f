"""A database of a former version, with its data, becomes by the migrations what a new one is.

`former/<service>.sql.xz`: the databases of the demo at commit 91b4646, of November 2026, as pg_dump wrote them. Of the
kernel's tables and of the event log the first rows are kept.
"""

from __future__ import annotations

import lzma
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

from alliance.embedded.postgres import programs
from shared.runtime.settings import SERVICES
from shared.storage.migrations import ensure_database, migrate
from tests.support.foundations import PASSWORD, Foundations

FORMER = Path(__file__).with_name("former")

#: Tables of a former version that are gone: the kernel's 0005 says why, and 0012 of notifications calls it `people`.
GONE_EVERYWHERE = {"inbox"}
GONE = {"notifications": {"staff"}}


@dataclass(frozen=True)
class Place:
    """One of the two databases of a service: as its administrator sees it, and as its role does."""

    admin: str
    whole: str
    service: str

    def migrate(self, service: str) -> None:
        migrate(self.admin, self.service, "shared.messaging", f"services.{service}")

    def load(self, dump: bytes) -> None:
        self._run("psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", given=dump)

    def schema(self) -> list[str]:
        """Each line of what pg_dump says, rights included; `\\restrict` has a key that is another each time."""
        text = self._run("pg_dump", "--schema-only", "--no-owner").decode()
        return [line for line in text.splitlines() if not line.startswith(("\\", "--"))]

    def rows(self) -> dict[str, int]:
        with closing(psycopg2.connect(self.whole)) as connection, connection.cursor() as cursor:
            cursor.execute("select tablename from pg_tables where schemaname = 'public'")
            counts = {}
            for (table,) in cursor.fetchall():
                cursor.execute(f'select count(*) from "{table}"')  # noqa: S608
                (counts[table],) = cursor.fetchone() or (0,)
            return counts

    def _run(self, program: str, *words: str, given: bytes = b"") -> bytes:
        done = subprocess.run([programs() / program, *words, self.whole], input=given, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout


def place(foundations: Foundations, service: str, database: str) -> Place:
    parts = urlsplit(foundations.database_admin)
    role = parts._replace(netloc=f"upgraded_{service}:{PASSWORD}@{parts.hostname}:{parts.port}", path=f"/{database}")
    made = Place(foundations.database_admin, parts._replace(path=f"/{database}").geturl(), role.geturl())
    ensure_database(made.admin, made.service)
    return made


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest, foundations: Foundations) -> Iterator[str]:
    yield request.param
    for database in ("new", "former"):
        foundations.administer("drop database if exists {} with (force)", f"{request.param}_{database}")
    foundations.administer("drop role {}", f"upgraded_{request.param}")


def test_a_former_database_becomes_what_a_new_one_is(foundations: Foundations, service: str) -> None:
    new = place(foundations, service, f"{service}_new")
    new.migrate(service)
    former = place(foundations, service, f"{service}_former")
    former.load(lzma.decompress((FORMER / f"{service}.sql.xz").read_bytes()))
    before = former.rows()
    former.migrate(service)
    after = former.rows()

    assert former.schema() == new.schema()
    fewer = {table for table, rows in before.items() if after.get(table, 0) < rows}
    assert fewer - GONE_EVERYWHERE == GONE.get(service, set())
    former.migrate(service)  # and again: nothing is left to do
