"""New passwords of an embedded system that runs: of the database's and the broker's users, and their administrators.

Administrators have theirs at once, the others by the set-up step of the next start; who is connected stays so.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import closing
from typing import Any
from urllib.parse import quote

import httpx
import psycopg2
from psycopg2 import sql

from alliance.embedded import broker, postgres
from alliance.embedded.credentials import SECRET_BYTES, secret
from alliance.embedded.home import Home, write_atomically
from alliance.embedded.ports import LOOPBACK, kept_ports
from shared.messaging.management import management

DATABASE_ADMIN, BROKER_ADMIN = "postgres-admin", "broker-admin"
KINDS = ("postgres-", "broker-")
FRESH = ".fresh"


def rotate(home: Home) -> list[str]:
    """The names of the secrets that are new. Raises psycopg2.Error, httpx.HTTPError; to be repeated then."""
    _renew(home, DATABASE_ADMIN, _of_database)
    _renew(home, BROKER_ADMIN, _of_broker)
    names = sorted(path.name for path in home.secrets.iterdir() if path.name.startswith(KINDS))
    for name in names:
        if name not in (DATABASE_ADMIN, BROKER_ADMIN):
            write_atomically(home.secrets / name, secrets.token_urlsafe(SECRET_BYTES))
    return names


def _renew(home: Home, name: str, give: Callable[[Home, str, str], None]) -> None:
    """The new one is kept before it is given: whoever is cut off in between has it."""
    fresh = home.secrets / f"{FRESH}-{name}"
    if not fresh.exists():
        write_atomically(fresh, secrets.token_urlsafe(SECRET_BYTES))
    give(home, secret(home, name), fresh.read_text(encoding="utf-8"))
    fresh.replace(home.secrets / name)


def _of_database(home: Home, current: str, new: str) -> None:
    def connect(password: str) -> Any:
        port = kept_ports(home)["postgres"]
        return psycopg2.connect(host=LOOPBACK, port=port, user=postgres.ADMIN, dbname=postgres.ADMIN, password=password)

    try:
        connection = connect(current)
    except psycopg2.OperationalError:
        connection = connect(new)  # given before, and not kept
    with closing(connection), connection, connection.cursor() as cursor:
        cursor.execute(sql.SQL("alter role {} password %s").format(sql.Identifier(postgres.ADMIN)), (new,))


def _of_broker(home: Home, current: str, new: str) -> None:
    place = f"{LOOPBACK}:{kept_ports(home)['management']}"
    for password in (current, new):
        with management(f"http://{broker.ADMIN}:{quote(password)}@{place}") as http:
            answer = http.put(f"/api/users/{broker.ADMIN}", json={"password": new, "tags": "administrator"})
        if answer.status_code != httpx.codes.UNAUTHORIZED:
            break
    answer.raise_for_status()
