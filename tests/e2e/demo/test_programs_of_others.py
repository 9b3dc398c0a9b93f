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


def program(system: System, name: str, *words: str, **settings: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", str(HOWTO / name), *words], cwd=ROOT, env=system.environment | settings,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def waivers(system: System, code: str, phase: str) -> list[str]:
    """Of all that is missing."""
    refused = system.run("advance", code, phase, expect=1)["error"]
    return [f"{detail['field']}=agreed with the mayor" for detail in refused["details"]]


def sign_in_codes(system: System) -> list[str]:
    """All that were mailed to the lead."""
    mailbox = f"{system.endpoints['mailbox']}/api/v1"
    found = httpx.get(f"{mailbox}/messages", params={"limit": 500, "query": LEAD}).json()["messages"]
    ids = [message["ID"] for message in found if LEAD in str(message["To"])]
    texts = [httpx.get(f"{mailbox}/message/{id_}").json()["Text"] for id_ in ids]
    return [match.group() for text in texts if (match := re.search(r"\b\d{6}\b", text))]


def mailed_code(system: System, before: list[str]) -> str:
    """The one that was not there before."""

    def new() -> list[str]:
        return [code for code in sign_in_codes(system) if code not in before]

    return str(system.until(new, seconds=WITHIN_S)[0])


def test_a_script_advances_a_city_by_the_typed_client(system: System, city: str, caller: str) -> None:
    """As whoever has signed in by `alliance login`."""
    missing = waivers(system, city, "demonstration")
    before = sign_in_codes(system)
    login = subprocess.Popen(
        [sys.executable, "-m", "alliance.main", "login", LEAD], cwd=ROOT, env=system.environment,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    _, said = login.communicate(f"{mailed_code(system, before)}\n", timeout=WITHIN_S)
    assert login.returncode == 0, said
    try:
        script = program(system, "advance_typed.py", city, "demonstration", *missing, BROKER=caller)
        out, said = script.communicate(timeout=WITHIN_S)
    finally:
        system.run("logout")
    assert (script.returncode, out) == (0, f"{city}: demonstration\n"), said


def test_a_script_advances_a_city_by_a_plain_nameko_proxy(system: System, city: str, caller: str) -> None:
    """As who trades a mailed code for a session, and that for a token a method."""
    missing = waivers(system, city, "acceleration")
    before = sign_in_codes(system)
    script = program(system, "advance_plain.py", city, "acceleration", *missing, BROKER=caller, EMAIL=LEAD)
    out, said = script.communicate(f"{mailed_code(system, before)}\n", timeout=WITHIN_S)
    assert (script.returncode, out) == (0, f"Code: {city}: acceleration\n"), said
    again = program(system, "advance_plain.py", city, "acceleration", BROKER=caller, EMAIL=LEAD)
    out, _ = again.communicate(f"{mailed_code(system, sign_in_codes(system))}\n", timeout=WITHIN_S)
    assert again.returncode == 1


def test_a_plain_proxy_is_answered_as_the_administrator_too(system: System, summary: dict[str, Any]) -> None:
    with ClusterRpcProxy({"AMQP_URI": system.endpoints["amqp"]}, timeout=9) as rpc:
        calls = rpc.intake.list_calls(token="", body={}, command=None, traceparent=None)
    assert calls["total"] == 2


def test_a_strangers_handler_hears_an_event(system: System, summary: dict[str, Any], tmp_path: Path) -> None:
    uri = system.run("ops", "broker-user", "add", "city_map", "--hears", "intake")["amqp_uri"]
    stranger = program(system, "hear_plain.py", BROKER=uri)
    assert stranger.stdout
    assert stranger.stdout.readline() == "listening\n"
    system.run("example", str(tmp_path / "round"))
    system.run("call", "open", str(tmp_path / "round" / "call.toml"))
    code = system.run("apply", str(tmp_path / "round" / "manizales.json"))["code"]
    assert stranger.stdout.readline() == f"application_submitted {code}\n"
    stranger.send_signal(signal.SIGINT)
    _, said = stranger.communicate(timeout=WITHIN_S)
    assert stranger.returncode == 0, said


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
