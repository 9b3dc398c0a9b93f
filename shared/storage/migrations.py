"""Migrations in plain SQL, applied by yoyo in one step before any service starts.

Each service's database gets the kernel's tables (outbox, inbox, …) and then the service's own. The tables belong to
the administrator; the service's role may only do what `grant_least` gives it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql
from yoyo import get_backend, read_migrations

from shared.storage.database import connect

#: Tables that only grow: a service adds rows and, where named, changes these columns; nothing is deleted.
APPEND_ONLY: dict[str, tuple[str, ...]] = {"outbox": ("published_at",), "event_log": ()}

#: Databases that every cluster has. By default every role may connect to them.
SHARED = ("postgres", "template1")
#: The advisory lock of who migrates a database.
MIGRATING = 1_795_047_201
#: What makes a large object: a place to keep data that no migration knows.
LARGE_OBJECTS = ("lo_creat(integer)", "lo_create(oid)", "lo_from_bytea(oid, bytea)")


def ensure_database(admin_url: str, service_url: str) -> None:
    """Create the service's role and database when they are missing; the password follows the URL.

    Without one there the role has none: it shows a certificate. A role may change its own password and settings, which
    PostgreSQL lets nobody forbid: here they are set again.
    """
    parts = urlsplit(service_url)
    role, password, name = parts.username or "", parts.password, parts.path.lstrip("/")
    connection = connect(admin_url)
    connection.autocommit = True  # create database runs outside a transaction
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1 from pg_roles where rolname = %s", (role,))
            verb = sql.SQL("alter") if cursor.fetchone() else sql.SQL("create")
            cursor.execute(sql.SQL("{} role {} login password %s").format(verb, sql.Identifier(role)), (password,))
            cursor.execute("select 1 from pg_database where datname = %s", (name,))
            if not cursor.fetchone():
                cursor.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
            cursor.execute(sql.SQL("alter role {} reset all").format(sql.Identifier(role)))
            for closed in (name, *SHARED):
                cursor.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(closed)))
            grant = sql.SQL("grant connect on database {} to {}")
            cursor.execute(grant.format(sql.Identifier(name), sql.Identifier(role)))
    finally:
        connection.close()


def migrate(admin_url: str, service_url: str, *packages: str) -> None:
    """Bring one database up to date with the migrations of `packages`, in that order, and set its rights.

    Safe to be cut off: those of a package, what follows them and the word that they were made are one transaction.
    """
    url = owner_url(admin_url, service_url)
    with alone(url):
        for package in packages:
            apply(url, package)
        grant_least(url, urlsplit(service_url).username or "")


@contextmanager
def alone(url: str) -> Iterator[None]:
    """Nobody else migrates this database meanwhile. The lock is the session's: it ends with who holds it.

    (yoyo's own is a row, which stays behind when the step is killed, and then holds up every other.)
    """
    connection = connect(url)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s)", (MIGRATING,))
        yield
    finally:
        connection.close()


def apply(url: str, package: str) -> None:
    backend = get_backend(url)
    try:
        backend.break_lock()  # left by a version that was killed in here
        migrations = read_migrations(str(resources.files(package).joinpath("migrations")))
        new = backend.to_apply(migrations)
        if not new:
            return
        with backend.transaction():
            for migration in new:
                migration.process_steps(backend, "apply")
                backend.mark_one(migration)
            for step in new.post_apply:
                step.process_steps(backend, "apply")
    finally:
        backend.connection.close()


def owner_url(admin_url: str, service_url: str) -> str:
    """The service's database as the administrator sees it."""
    return urlunsplit(urlsplit(admin_url)._replace(path=urlsplit(service_url).path))


def grant_least(url: str, role: str) -> None:
    """Rows, never tables or large objects; and only additions where the history must stand."""
    connection = connect(url)
    try:
        with connection, connection.cursor() as cursor:
            name = sql.Identifier(role)
            cursor.execute("revoke create on schema public from public")
            for function in LARGE_OBJECTS:
                cursor.execute(f"revoke execute on function pg_catalog.{function} from public")
            cursor.execute("select nspname from pg_namespace where nspname !~ '^(pg_|information_schema)'")
            for schema in [sql.Identifier(row[0]) for row in cursor.fetchall()]:
                cursor.execute(sql.SQL("grant usage on schema {} to {}").format(schema, name))
                grant = sql.SQL("grant select, insert, update, delete on all tables in schema {} to {}")
                cursor.execute(grant.format(schema, name))
            cursor.execute("select tablename from pg_tables where schemaname = 'public'")
            tables = {row[0] for row in cursor.fetchall()}
            for table in tables & APPEND_ONLY.keys():
                cursor.execute(sql.SQL("revoke update, delete on {} from {}").format(sql.Identifier(table), name))
                for column in APPEND_ONLY[table]:
                    grant = sql.SQL("grant update ({}) on {} to {}")
                    cursor.execute(grant.format(sql.Identifier(column), sql.Identifier(table), name))
            for table in (t for t in tables if "yoyo" in t):
                cursor.execute(sql.SQL("revoke all on {} from {}").format(sql.Identifier(table), name))
    except psycopg2.Error:
        connection.rollback()
        raise
    finally:
        connection.close()
