"""What a container of the compose stack can do: to itself, to the machine, and to its neighbours, tried in each."""

from __future__ import annotations

import pytest

from shared.runtime.settings import SERVICES
from tests.compose.stack import Stack

RUNNING = (*SERVICES, "portal", "postgres", "rabbitmq", "mailpit")
OWN_ADDRESS = "open('/run/alliance/intake_database_url').read()"

#: Prints what the database says to somebody who comes with these settings in place of some of intake's own.
COMES = """
import json, psycopg2
from urllib.parse import urlsplit
url, changed = {address}, {changed}
try:
    psycopg2.connect(url, **changed).close()
except psycopg2.OperationalError as error:
    print(json.dumps(str(error)))
else:
    print(json.dumps("welcome"))
"""

#: Prints which of these doors of the broker open.
KNOCKS = """
import json, socket
def opens(port):
    try:
        socket.create_connection(("rabbitmq", port), 5).close()
    except OSError:
        return False
    return True
print(json.dumps([port for port in (5671, 5672, 15671, 15672, 15692) if opens(port)]))
"""


@pytest.mark.parametrize("service", RUNNING)
def test_it_cannot_change_itself_and_is_nobody(stack: Stack, service: str) -> None:
    tried = "touch /tried /etc/tried /usr/tried 2>/dev/null && echo written || echo refused"
    assert stack.inside(service, "sh", "-c", tried).strip() == "refused"
    assert stack.inside(service, "id", "-u").strip() != "0"
    status = stack.inside(service, "sh", "-c", "cat /proc/self/status")
    told = dict(line.split(":\t", 1) for line in status.splitlines())
    assert [told[name] for name in ("CapEff", "CapPrm", "CapBnd", "NoNewPrivs")] == ["0" * 16] * 3 + ["1"]


def test_it_takes_no_more_than_its_share(stack: Stack) -> None:
    for service, one in stack.containers().items():
        host = one["HostConfig"]
        assert min(host["Memory"], host["NanoCpus"], host["PidsLimit"]) > 0, service
        assert (host["ReadonlyRootfs"], host["CapDrop"], host["CapAdd"]) == (True, ["ALL"], None), service
        assert all("size=" in options for options in (host["Tmpfs"] or {}).values()), service


def test_the_broker_is_reached_over_tls_alone(stack: Stack) -> None:
    assert stack.python("portal", KNOCKS) == [5671, 15671]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, "welcome"),
        ({"sslmode": "disable"}, "no encryption"),
        ({"sslcert": "", "sslkey": "", "sslmode": "require"}, "requires a valid client certificate"),
        ({"user": "alliance_identity", "dbname": "alliance_identity"}, "certificate authentication failed"),
        ({"user": "postgres", "dbname": "postgres"}, "certificate authentication failed"),
        ({"sslrootcert": "/etc/ssl/certs/ca-certificates.crt"}, "certificate verify failed"),
    ],
)
def test_the_database_lets_in_who_shows_a_certificate_of_the_role(
    stack: Stack, changed: dict[str, str], told: str
) -> None:
    assert told in stack.python("intake", COMES.format(address=OWN_ADDRESS, changed=changed))


def test_who_changes_the_password_of_its_role_gains_nothing(stack: Stack) -> None:
    """PostgreSQL lets every role do so; here nobody is let in by one, and nobody is locked out."""
    changes = f"""
import json, psycopg2
with psycopg2.connect({OWN_ADDRESS}) as connection, connection.cursor() as cursor:
    cursor.execute("alter role alliance_intake password 'mine'")
print(json.dumps("changed"))
"""
    assert stack.python("intake", changes) == "changed"
    stolen = {"password": "mine", "sslcert": "", "sslkey": "", "sslmode": "require"}
    assert "requires a valid" in stack.python("intake", COMES.format(address=OWN_ADDRESS, changed=stolen))
    assert stack.python("intake", COMES.format(address=OWN_ADDRESS, changed={})) == "welcome"


def test_the_catcher_is_there_for_those_who_ask_for_it(stack: Stack) -> None:
    without = Stack(stack.environment | {"COMPOSE_PROFILES": ""})
    assert "mailpit" in stack.compose("config", "--services").split()
    assert "mailpit" not in without.compose("config", "--services").split()


def test_certificates_are_renewed_while_the_services_run(stack: Stack) -> None:
    """By a new authority. What was stolen before is worth nothing after it."""
    before = stack.inside("intake", "cat", "/run/alliance/database.pem")
    renew = ("run", "--rm", "--no-deps", "-T", "secrets", "python", "-m", "deploy.make_secrets", "/secrets")
    stack.compose(*renew, "--renew-certificates")
    stack.compose("restart", "postgres", "rabbitmq")
    stack.compose("up", "--detach", "--wait")
    assert stack.inside("intake", "cat", "/run/alliance/database.pem") != before
    assert stack.python("intake", COMES.format(address=OWN_ADDRESS, changed={})) == "welcome"
    stack.alliance("status")
