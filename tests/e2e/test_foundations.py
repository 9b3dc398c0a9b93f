"""The real PostgreSQL, RabbitMQ and mail catcher, as a running system has them."""

from __future__ import annotations

import smtplib
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import amqp
import httpx
import psycopg2
import pytest

from alliance.embedded.credentials import secret
from alliance.embedded.home import Home
from alliance.embedded.processes import owned
from shared.runtime.settings import BROKER_USERS
from tests.e2e.system import System


@pytest.fixture
def home(system: System) -> Home:
    return Home(system.home)


@pytest.fixture
def endpoints(system: System) -> dict[str, Any]:
    return system.endpoints


def test_the_administrator_opens_a_channel_and_guest_does_not(endpoints: dict[str, Any]) -> None:
    uri = urlsplit(endpoints["amqp"])
    host = f"{uri.hostname}:{uri.port}"
    with amqp.Connection(host, userid=uri.username, password=uri.password) as connection:
        connection.connect()
        assert connection.channel().is_open
    with pytest.raises(amqp.AccessRefused):
        amqp.Connection(host, userid="guest", password="guest").connect()


def test_the_management_api_knows_the_systems_users_alone(endpoints: dict[str, Any]) -> None:
    users = httpx.get(f"{endpoints['management']}/api/users", trust_env=False).json()
    assert {user["name"] for user in users} == {"admin", *BROKER_USERS}


def test_postgres_asks_for_the_password(home: Home, endpoints: dict[str, Any]) -> None:
    port = urlsplit(endpoints["postgres"]["intake"]).port
    address = {"host": "127.0.0.1", "port": port, "user": "postgres", "dbname": "postgres"}
    psycopg2.connect(**address, password=secret(home, "postgres-admin")).close()
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(**address, password="wrong")


def test_no_log_holds_a_value_of_a_statement_that_failed(home: Home, endpoints: dict[str, Any]) -> None:
    """Of none of those that a service can send: a key that is there, what is no number, a deadlock's loser, a crash."""
    port, marker = urlsplit(endpoints["postgres"]["intake"]).port, "Ana-Marcador"
    address = f"postgresql://postgres:{secret(home, 'postgres-admin')}@127.0.0.1:{port}/postgres"
    failing = (
        f"insert into people values ('{marker}')",  # noqa: S608
        f"select '{marker}'::integer",
        f"select '{marker}' where",
        f"do $$ begin raise warning '{marker}'; raise exception '{marker}'; end $$",
        f"select '{marker}', pg_terminate_backend(pg_backend_pid())",
    )
    with closing(psycopg2.connect(address)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("create table people (name text primary key)")
        cursor.execute("insert into people values (%s)", (marker,))
    for statement in failing:
        with (
            closing(psycopg2.connect(address)) as connection,
            connection.cursor() as cursor,
            pytest.raises(psycopg2.Error),
        ):
            cursor.execute(statement)
    logs = [file for file in home.path.rglob("*.log*") if file.is_file()]
    assert home.log("postgres") in logs
    assert [file for file in logs if marker.encode() in file.read_bytes()] == []


def test_a_mail_is_caught_and_shown(endpoints: dict[str, Any]) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "Olá"
    message.set_content("Bem-vinda")
    where = urlsplit(endpoints["smtp"])
    with smtplib.SMTP(where.hostname or "", where.port or 0) as smtp:
        smtp.send_message(message)
    page = httpx.get(f"{endpoints['mailbox']}/api/v1/messages", trust_env=False).json()
    (caught,) = (one for one in page["messages"] if one["Subject"] == "Olá")
    shown = httpx.get(f"{endpoints['mailbox']}/api/v1/message/{caught['ID']}", trust_env=False).json()
    assert shown["Text"].strip() == "Bem-vinda"


def test_the_mailbox_answers_to_no_other_name(endpoints: dict[str, Any]) -> None:
    """A stranger's page whose name resolves to 127.0.0.1 reads nothing."""
    answer = httpx.get(f"{endpoints['mailbox']}/", headers={"Host": "evil.example"}, trust_env=False)
    assert answer.status_code == 421


def test_everything_listens_on_loopback_alone(home: Home) -> None:
    pids = {p.pid for p in owned(home)}
    assert pids
    assert {address for pid in pids for address in _listening(pid)} <= {"0100007F", "0" * 24 + "01000000"}


def _listening(pid: int) -> set[str]:
    """Local addresses, as the kernel writes them: 127.0.0.1 and, epmd's own way, ::1."""
    inodes = set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        target = str(descriptor.readlink())
        if target.startswith("socket:["):
            inodes.add(target[8:-1])
    rows = [
        line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/{pid}/net/{name}").read_text().splitlines()
    ]
    return {row[1].partition(":")[0] for row in rows if row[3] == "0A" and row[9] in inodes}
