"""docker-compose.yml for real: what a user gets from it, and what its containers can and cannot see."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import httpx
import pytest

from shared.runtime.settings import BROKER_USERS, SERVICES
from shared.security.keys import ISSUERS
from shared.security.sealing import SEALING
from tests.compose.stack import Stack

CITY = {
    "country": "CO",
    "residents": 512_300,
    "population_year": 2025,
    "mayor": {"name": "A Mayor", "term_starts_on": "2024-01-01", "term_ends_on": None},
}
ROUND = "/tmp/round"  # noqa: S108 - in the container
MAIL_LIMIT_S = 60
ONE_SHOT = {"secrets", "setup"}
PUBLISHED = {"portal", "mailpit"}
PORTAL = ["python", "-m", "services.portal"]

#: Prints every password and the middle of every private key.
SECRETS = """
from pathlib import Path
for file in Path("/secrets").glob("setup/passwords/*"):
    print(file.read_text())
for file in [*Path("/secrets").glob("*/keys/*.key"), *Path("/secrets").glob("*/*.pem")]:
    _, begun, key = file.read_text().partition("-----BEGIN PRIVATE KEY-----")
    print(*key.splitlines()[1:2])
for file in Path("/secrets").glob("*/keys/*.seals"):
    print(file.read_text())
"""

#: Prints the processes of a container: the image has no ps.
PROCESSES = """
import json
from pathlib import Path
found = []
for process in Path("/proc").glob("[0-9]*"):
    try:
        status = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
        command = (process / "cmdline").read_text().split(chr(0))[:-1]
    except FileNotFoundError:  # it has ended
        continue
    found.append({"command": command} | {name: status[name].split() for name in ("Uid", "Groups", "CapEff")})
print(json.dumps(found))
"""


def test_every_service_is_healthy_and_the_steps_before_them_have_ended(stack: Stack) -> None:
    """`up --wait` came back, so nothing may still be starting."""
    states = {service: one["State"] for service, one in stack.containers().items()}
    assert states.keys() == {*SERVICES, "portal", "postgres", "rabbitmq", "mailpit", *ONE_SHOT}
    assert {states[service]["ExitCode"] for service in ONE_SHOT} == {0}
    running = states.keys() - ONE_SHOT
    assert {service for service in running if states[service]["Status"] != "running"} == set()
    unhealthy = {service for service in running - {"mailpit"} if states[service]["Health"]["Status"] != "healthy"}
    assert unhealthy == set()


def test_the_portal_answers(stack: Stack) -> None:
    """/healthz and, through the broker and a service, the self-check."""
    assert httpx.get(f"{stack.portal}/healthz").status_code == 200
    answer = httpx.post(f"{stack.portal}/api/v1/check", json=CITY)
    assert answer.status_code == 200, answer.text
    population = {one["id"]: one["outcome"] for one in answer.json()["criteria"]}["population"]
    assert population == "pass"


@pytest.fixture(scope="module")
def application(stack: Stack) -> dict[str, Any]:
    """The document of one city of the example round, whose call is open."""
    stack.alliance("example", ROUND)
    stack.alliance("call", "open", f"{ROUND}/call.toml")
    document: dict[str, Any] = json.loads(stack.as_root("portal", "cat", f"{ROUND}/manizales.json"))
    return document


def test_the_command_line_works_in_the_portal_container(stack: Stack, application: dict[str, Any]) -> None:
    """As the local administrator, over the broker."""
    listed = json.loads(stack.alliance("call", "list", "--json"))
    assert [call["id"] for call in listed["items"]] == [application["call"]]
    assert status_of(stack)["services"].keys() == {*SERVICES, "portal"}


def test_an_application_is_confirmed_by_mail(stack: Stack, application: dict[str, Any]) -> None:
    """From the portal over the broker to the mailbox."""
    answer = httpx.post(f"{stack.portal}/api/v1/applications", json=application)
    assert answer.status_code == 201, answer.text
    asked = ("run", "--rm", "--no-deps", "-T", "secrets", "cat", "/secrets/setup/passwords/mailbox")
    password = stack.compose(*asked)
    recipients: set[str] = set()
    give_up_at = time.monotonic() + MAIL_LIMIT_S
    while not recipients and time.monotonic() < give_up_at:
        time.sleep(0.2)  # the mailbox tells nobody
        mails = httpx.get(f"{stack.mailbox}/api/v1/messages", auth=("alliance", password)).json()["messages"]
        recipients = {to["Address"] for mail in mails for to in mail["To"]}
    assert recipients <= {contact["email"] for contact in application["contacts"]}
    assert recipients


def test_status_tells_the_truth_in_the_portal_container(stack: Stack) -> None:
    services = status_of(stack)["services"]
    assert {service for service, part in services.items() if not part["ready"]} == set()


def status_of(stack: Stack) -> dict[str, Any]:
    status: dict[str, Any] = json.loads(stack.alliance("status", "--json"))
    return status


def test_only_the_portal_and_the_mailbox_are_published_and_only_here(stack: Stack) -> None:
    for service, one in stack.containers().items():
        bindings = [binding for found in one["HostConfig"]["PortBindings"].values() for binding in found]
        assert {binding["HostIp"] for binding in bindings} == ({"127.0.0.1"} if service in PUBLISHED else set()), (
            service
        )


def test_no_secret_leaves_its_volume(stack: Stack) -> None:
    """Neither the compose file, nor the image, nor the engine's own records, nor a log holds one."""
    read = (*(stack.compose("run", "--rm", "--no-deps", "-T", "secrets", "python", "-c", SECRETS)).split(),)
    passwords = 2 + len(BROKER_USERS) + 4  # administrators; broker users; sign-in, mailbox, Grafana, the nodes' cookie
    certificates = (
        1 + 3 + 2 + len(SERVICES)
    )  # the authority; servers, a standby too; the administrator, its role, each other
    assert len(set(read)) == passwords + certificates + len(ISSUERS) + len(SEALING)
    looked_at = {
        "docker compose config": stack.compose("config"),
        "docker history": stack.docker("history", "--no-trunc", stack.image),
        "docker image inspect": stack.docker("image", "inspect", stack.image),
        "docker inspect": json.dumps(stack.containers()),
        "docker compose logs": stack.compose("logs"),
    }
    assert all(looked_at.values())
    assert {name for name, text in looked_at.items() if any(secret in text for secret in read)} == set()


def test_a_service_sees_its_own_secrets_alone(stack: Stack) -> None:
    public = {f"keys/{issuer}.pub" for issuer in ISSUERS}
    extra = {"identity": {"sign_in_secret"}, "operations": {"management_url"}}
    extra |= {service: {f"keys/{service}.seals"} for service in SEALING}
    for service in SERVICES:
        own = {f"{service}_amqp_uri", f"{service}_database_url", "database.pem", "ca.pem"}
        own |= {f"keys/{service}.key", f"keys/{service}.prints"}
        found = {re.sub(r"\.[0-9a-f]{16}\.pub$", ".pub", file) for file in files_of(stack, service)}
        assert found == own | public | extra.get(service, set())


def test_the_portal_cannot_read_what_its_command_line_can(stack: Stack) -> None:
    """The same container, another user: the web process reaches no key and has no capability."""
    for_root = ["cli_amqp_uri", "keys/local-admin.key"]
    assert files_of(stack, "portal") == {"portal_amqp_uri", "ca.pem", *for_root}
    (portal,) = (one for one in stack.python("portal", PROCESSES) if one["command"] == PORTAL)
    assert (set(portal["Uid"]), set(portal["Groups"]), portal["CapEff"]) == ({"10001"}, {"10001"}, ["0" * 16])
    hidden = [f"import json, os; print(json.dumps([f for f in {for_root}"]
    hidden += [" if not os.access(f'/run/alliance/{f}', os.R_OK)]))"]
    assert stack.python("portal", "".join(hidden)) == for_root
    with pytest.raises(AssertionError, match="--user root portal alliance"):
        stack.inside("portal", "alliance", "status")


def test_the_broker_has_no_guest_and_one_user_for_each_process(stack: Stack) -> None:
    listed = stack.inside("rabbitmq", "rabbitmqctl", "--quiet", "--formatter=json", "list_users")
    assert {user["user"] for user in json.loads(listed)} == {"admin", "portal", "cli", *SERVICES}


def test_a_stopped_service_drains_and_ends_with_zero(stack: Stack) -> None:
    stack.compose("stop", "intake")
    assert stack.containers()["intake"]["State"]["ExitCode"] == 0


def test_down_and_up_keep_secrets_and_data(stack: Stack, application: dict[str, Any]) -> None:
    before = stack.as_root("portal", "cat", "/run/alliance/cli_amqp_uri")
    stack.compose("down")
    stack.compose("up", "--detach", "--wait")
    assert stack.as_root("portal", "cat", "/run/alliance/cli_amqp_uri") == before
    listed = json.loads(stack.alliance("call", "list", "--json"))
    assert [call["id"] for call in listed["items"]] == [application["call"]]


def files_of(stack: Stack, service: str) -> set[str]:
    return set(stack.as_root(service, "find", "/run/alliance", "-type", "f", "-printf", "%P\\n").split())
