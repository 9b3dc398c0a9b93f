"""`alliance ops rotate-passwords` on the system that runs: all are new, the former let nobody in, and it goes on."""

from __future__ import annotations

from pathlib import Path

import httpx
import psycopg2
import pytest

from alliance.embedded.home import Home
from alliance.embedded.ports import kept_ports
from tests.e2e.system import System

pytestmark = pytest.mark.long

STAYING = {"erlang-cookie", "sign-in"}


def secrets_of(home: Path) -> dict[str, str]:
    return {file.name: file.read_text() for file in (home / "secrets").iterdir()}


def test_passwords_are_new_and_the_former_let_nobody_in(system: System, files: Path) -> None:
    before, management = secrets_of(system.home), system.endpoints["management"]
    system.run("apply", str(files / "manizales.json"))
    system.run("ops", "rotate-passwords")
    after = secrets_of(system.home)
    assert {name for name, value in before.items() if after[name] == value} == STAYING
    assert after.keys() == before.keys()

    assert httpx.get(f"{management}/api/overview").status_code == 401
    port = kept_ports(Home(system.home))["postgres"]
    for role, name in (("postgres", "postgres-admin"), ("alliance_intake", "postgres-intake")):
        with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
            psycopg2.connect(host="127.0.0.1", port=port, user=role, password=before[name], dbname=role)
    assert system.run("ops", "status")["silent_services"] == []
