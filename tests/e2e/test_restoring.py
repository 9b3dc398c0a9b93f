"""A backup of the running system, restored on an empty machine: it goes on from that moment, and mails nobody twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from alliance.embedded.home import Home
from alliance.embedded.processes import owned
from tests.e2e.system import System, quiet
from tests.support.frozen import frozen

pytestmark = pytest.mark.long


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[System]:
    """A second machine, as far as the system can tell."""
    second = System(tmp_path / "second")
    try:
        yield second
    finally:
        second.run("down")
        assert owned(Home(second.home)) == []


@contextmanager
def standing_still(system: System, *processes: str) -> Iterator[None]:
    with frozen([pid for name in processes for pid in system.endpoints["processes"][name]]):
        yield


def applied(system: System, files: Path, city: str) -> str:
    """The code of one more city's application."""
    document = json.loads((files / "manizales.json").read_text()) | {"city": city}
    (files / "one-more.json").write_text(json.dumps(document))
    code: str = system.run("apply", str(files / "one-more.json"))["code"]
    return code


def states(system: System, *codes: str) -> list[str]:
    return [system.run("application", code)["state"] for code in codes]


def mails(system: System, code: str) -> set[tuple[str, str]]:
    return {(mail["template"], mail["state"]) for mail in system.run("mail", "list", "--code", code)["items"]}


def funnel(system: System, round_name: str) -> Any:
    return system.run("report", "funnel", "--call", round_name)["states"]


def test_a_restored_system_goes_on_and_mails_nobody_twice(
    system: System, elsewhere: System, files: Path, round_name: str, tmp_path: Path
) -> None:
    early = applied(system, files, "Manizales")
    system.until(lambda: quiet(system) and mails(system, early) == {("application_received", "sent")})
    with standing_still(system, "eligibility", "notifications"):  # what is told of the next waits in their queues
        late = applied(system, files, "Tunja")
        backup = system.run("backup", str(tmp_path / "backups"))["backup"]
    assert [path.name for path in Path(backup).iterdir() if path.stat().st_mode & 0o077] == []
    system.until(lambda: states(system, early, late) == ["checked", "checked"])
    system.until(lambda: mails(system, late) == {("application_received", "sent")})
    before = funnel(system, round_name)

    elsewhere.run("restore", backup)
    elsewhere.until(lambda: states(elsewhere, early, late) == ["checked", "checked"])
    elsewhere.until(lambda: funnel(elsewhere, round_name) == before)
    assert mails(elsewhere, early) == {("application_received", "sent")}
    elsewhere.until(lambda: mails(elsewhere, late) == {("application_received", "held")})

    after = applied(elsewhere, files, "Pasto")
    elsewhere.until(lambda: states(elsewhere, after) == ["checked"])
    (rule,) = elsewhere.run("mail", "rules")["items"]
    assert rule["reason"] == "Restored from a backup."
    elsewhere.run("mail", "lift", rule["id"])
    elsewhere.until(lambda: mails(elsewhere, after) == {("application_received", "sent")})

    elsewhere.run("down")  # what a restoring settles is settled once: the rule that was lifted stays so
    elsewhere.run("up")
    assert elsewhere.run("mail", "rules")["items"] == []
    refused = elsewhere.run("restore", backup, expect=1)["error"]
    assert refused["code"] == "already_exists"
