"""What a service's role may do on the real PostgreSQL: rows of its own database, and nothing beside them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import psycopg2
import pytest
from psycopg2 import errors

from shared.storage.migrations import ensure_database, migrate
from tests.support.foundations import PASSWORD, Foundations

OWN, OTHER = "role_own", "role_other"


def url(foundations: Foundations, database: str, role: str = OWN) -> str:
    parts = urlsplit(foundations.database_admin)
    place = f"{role}:{PASSWORD}@{parts.hostname}:{parts.port}"
    return parts._replace(netloc=place, path=f"/{database}").geturl()


def set_up(foundations: Foundations, role: str) -> None:
    ensure_database(foundations.database_admin, url(foundations, role, role))
    migrate(foundations.database_admin, url(foundations, role, role), "shared.messaging")


@pytest.fixture(scope="module")
def own(foundations: Foundations) -> Iterator[str]:
    """The URL of a service's role at its own database; another service has one, too."""
    for role in (OWN, OTHER):
        set_up(foundations, role)
    yield url(foundations, OWN)
    for role in (OWN, OTHER):
        foundations.administer("drop database {} with (force)", role)
        foundations.administer("drop role {}", role)


@pytest.mark.parametrize("database", [OTHER, "postgres", "template1"])
def test_it_connects_to_no_database_but_its_own(foundations: Foundations, own: str, database: str) -> None:
    psycopg2.connect(own).close()
    with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
        psycopg2.connect(url(foundations, database))


@pytest.mark.parametrize(
    "statement",
    [
        "create table mine (a text)",
        "create temporary table mine (a text)",
        "create schema mine",
        "create function mine() returns integer language sql as 'select 1'",
        "create database mine",
        "create role mine",
        "select lo_create(0)",
        "select lo_creat(-1)",
        "select lo_from_bytea(0, 'a')",
        "alter table waiting add column mine text",
        "truncate waiting",
        "delete from outbox",
        "update outbox set payload = '{}'",
        "select * from _yoyo_migration",
        "select pg_read_file('postgresql.conf')",
        "copy waiting to program 'cat'",
        "set role postgres",
        "alter role role_own superuser",
        "alter role role_other password 'mine'",
        "alter database role_own set work_mem = '1GB'",
        "set log_min_messages = 'debug1'",
    ],
)
def test_it_may_do_nothing_but_rows(own: str, statement: str) -> None:
    with closing(psycopg2.connect(own)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor, pytest.raises(errors.InsufficientPrivilege):
            cursor.execute(statement)


def test_what_it_changes_of_itself_lasts_until_the_set_up_step(foundations: Foundations, own: str) -> None:
    """PostgreSQL lets every role change its own password and settings."""
    with closing(psycopg2.connect(own)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(f"alter role {OWN} password 'mine'")
        cursor.execute(f"alter role {OWN} set statement_timeout = 1")
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(own)
    set_up(foundations, OWN)
    set_up(foundations, OWN)
    with closing(psycopg2.connect(own)) as connection, connection.cursor() as cursor:
        cursor.execute("show statement_timeout")
        assert cursor.fetchone() == ("0",)
