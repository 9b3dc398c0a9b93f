"""Programs that are no part of the system, with broker users of their own, on the running system with its real rights.

They are those of docs/howto, as they stand there.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import amqp
import httpx
import pytest
from nameko.standalone.rpc import ClusterRpcProxy

from tests.e2e.system import ROOT, System

HOWTO = ROOT / "docs" / "howto"
LEAD = "rosalind.everbrook@alliance.example"
WITHIN_S = 60


@pytest.fixture(scope="module")
def city(system: System, summary: dict[str, Any]) -> str:
    """The code of one that is in its first phase."""
    return next(str(m["code"]) for m in summary["tracker"]["members"] if m["phase"] == "onboarding")


@pytest.fixture(scope="module")
def caller(system: System) -> str:
    """The address of a user that calls."""
    return str(system.run("ops", "broker-user", "add", "scripts")["amqp_uri"])


@contextmanager
def running(system: System, command: list[str], **settings: str) -> Iterator[subprocess.Popen[str]]:
    """Killed at the end, if it has not ended by itself."""
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", *command], cwd=ROOT, env=system.environment | settings,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with process:
        try:
            yield process
        finally:
            process.kill()


def outcome(system: System, command: list[str], said: Callable[[], str] = str, **settings: str) -> tuple[int, str, str]:
    """Its exit code, stdout and stderr, after it was told what is to be said."""
    with running(system, command, **settings) as process:
        out, errors = process.communicate(f"{said()}\n", timeout=WITHIN_S)
        return process.returncode, out, errors


def waivers(system: System, code: str, phase: str) -> list[str]:
    """Of all that is missing."""
    refused = system.run("advance", code, phase, expect=1)["error"]
    return [f"{detail['field']}=agreed with the mayor" for detail in refused["details"]]


def sign_in_codes(system: System) -> list[str]:
    """All that were mailed to the lead."""
    mailbox = f"{system.endpoints['mailbox']}/api/v1"
    found = httpx.get(f"{mailbox}/messages", params={"limit": 500}, timeout=WITHIN_S).json()["messages"]
    ids = [message["ID"] for message in found if LEAD in str(message["To"]) and "sign-in" in message["Subject"]]
    texts = [httpx.get(f"{mailbox}/message/{id_}").json()["Text"] for id_ in ids]
    return [match.group() for text in texts if (match := re.search(r"\b\d{6}\b", text))]


def next_code(system: System) -> Callable[[], str]:
    """What gives the code that is mailed from now on."""
    before = sign_in_codes(system)
    return lambda: str(system.until(lambda: [c for c in sign_in_codes(system) if c not in before], seconds=WITHIN_S)[0])


def test_a_script_advances_a_city_by_the_typed_client(system: System, city: str, caller: str) -> None:
    """As whoever has signed in by `alliance login`."""
    missing = waivers(system, city, "demonstration")
    code, _, errors = outcome(system, ["-m", "alliance.main", "login", LEAD], next_code(system))
    assert code == 0, errors
    try:
        command = [str(HOWTO / "advance_typed.py"), city, "demonstration", *missing]
        code, out, errors = outcome(system, command, BROKER=caller)
    finally:
        system.run("logout")
    assert (code, out) == (0, f"{city}: demonstration\n"), errors


def test_a_script_advances_a_city_by_a_plain_nameko_proxy(system: System, city: str, caller: str) -> None:
    """As who trades a mailed code for a session, and that for a token a method; a refusal is named by its code."""
    command, settings = [str(HOWTO / "advance_plain.py"), city], {"BROKER": caller, "EMAIL": LEAD}
    missing = waivers(system, city, "acceleration")
    code, out, errors = outcome(system, [*command, "acceleration", *missing], next_code(system), **settings)
    assert (code, out) == (0, f"Code: {city}: acceleration\n"), errors
    code, _, errors = outcome(system, [*command, "acceleration"], next_code(system), **settings)
    assert (code, errors.splitlines()[0].partition(" cannot ")[0]) == (1, "refused: illegal_transition: A city")


def test_a_plain_proxy_is_answered_as_the_administrator_too(system: System, summary: dict[str, Any]) -> None:
    with ClusterRpcProxy({"AMQP_URI": system.endpoints["amqp"]}, timeout=9) as rpc:
        calls = rpc.intake.list_calls(token="", body={}, command=None, traceparent=None)
    assert calls["total"] == system.run("call", "list")["total"]


def test_a_strangers_handler_hears_an_event(system: System, summary: dict[str, Any], tmp_path: Path) -> None:
    uri = system.run("ops", "broker-user", "add", "city_map", "--hears", "intake")["amqp_uri"]
    with running(system, [str(HOWTO / "hear_plain.py")], BROKER=uri) as stranger:
        assert stranger.stdout
        assert stranger.stdout.readline() == "listening\n"
        system.run("example", str(tmp_path / "round"))
        system.run("call", "open", str(tmp_path / "round" / "call.toml"))
        code = system.run("apply", str(tmp_path / "round" / "manizales.json"))["code"]
        assert stranger.stdout.readline() == f"application_submitted {code}\n"
        stranger.send_signal(signal.SIGINT)
        _, errors = stranger.communicate(timeout=WITHIN_S)
        assert stranger.returncode == 0, errors


def test_a_user_that_was_removed_is_let_in_no_more(system: System) -> None:
    uri = system.run("ops", "broker-user", "add", "for_a_day")["amqp_uri"]
    assert "for_a_day" in system.run("ops", "broker-user", "list")["items"]
    assert system.run("ops", "broker-user", "add", "for_a_day", expect=1)["error"]["code"] == "already_exists"
    system.run("ops", "broker-user", "remove", "for_a_day")
    with pytest.raises(amqp.AccessRefused), channel(uri):
        pass
    assert system.run("ops", "broker-user", "remove", "for_a_day", expect=1)["error"]["code"] == "not_found"
    assert system.run("ops", "broker-user", "remove", "intake", expect=1)["error"]["code"] == "not_found"


@contextmanager
def channel(uri: str) -> Iterator[Any]:
    parts = urlsplit(uri)
    connection = amqp.Connection(f"{parts.hostname}:{parts.port}", userid=parts.username, password=parts.password)
    try:
        connection.connect()
        yield connection.channel()
    finally:
        connection.collect()


def bind(queue: str, key: str) -> Callable[[Any], object]:
    def act(channel: Any) -> None:
        channel.queue_declare(queue, auto_delete=True)
        channel.queue_bind(queue, "nameko-rpc", key)

    return act


OWN = f"rpc.reply-standalone_rpc_proxy-{uuid4()}"


@pytest.mark.parametrize(
    ("user", "act"),
    [
        ("scripts", bind(OWN, "#")),
        ("scripts", bind(OWN, "reply.portal.1")),
        ("scripts", bind("reply.scripts.1", "reply.cli.1")),
        ("scripts", bind("reply.cli.1", "reply.cli.1")),
        ("scripts", lambda channel: channel.basic_consume("rpc-intake", callback=print)),
        ("scripts", lambda channel: channel.queue_bind(OWN, "intake.events", "#")),
        ("scripts", lambda channel: channel.queue_delete("eligibility.intake")),
        ("cli", bind("reply.cli.1", str(uuid4()))),
        ("cli", bind(OWN, str(uuid4()))),
    ],
    ids=["all replies", "of a service", "of another", "a queue of another", "requests", "events", "a queue",
         "a service of a script", "in a script's queue"],
)  # fmt: skip
def test_nobody_reads_or_takes_what_is_anothers(system: System, caller: str, user: str, act: Any) -> None:
    uri = caller if user == "scripts" else system.endpoints["cli_amqp"]
    with channel(uri) as opened, pytest.raises(amqp.AccessRefused):
        act(opened)


def test_the_environment_names_the_broker_of_ones_own(system: System) -> None:
    """As where Alliance runs on a broker that it did not start."""
    endpoints = system.endpoints
    environment = {**os.environ, "ALLIANCE_HOME": str(system.home / "nowhere")}
    environment |= {"AMQP_URI": endpoints["cli_amqp"], "MANAGEMENT_URL": endpoints["management"]}
    listed = subprocess.run(
        [sys.executable, "-m", "alliance.main", "ops", "broker-user", "list"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert listed.returncode == 0, listed.stderr
    assert "scripts" in listed.stdout.splitlines()
