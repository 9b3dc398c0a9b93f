"""A backup of the running system, restored on an empty machine: it goes on from that moment, and mails nobody twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from alliance.embedded.home import Home
from alliance.embedded.processes import owned
from tests.e2e.signing_in import Person, sign_in
from tests.e2e.system import System, quiet
from tests.support.frozen import frozen

pytestmark = pytest.mark.long

REPORTS = ("funnel", "time-in-state", "screening")
WEBHOOK = "Elsewhere"
NOWHERE = "https://hooks.example.invalid/in"


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


def reports(system: System, round_name: str, as_of: str) -> dict[str, Any]:
    return {name: system.run("report", name, "--call", round_name, "--as-of", as_of) for name in REPORTS}


def deliveries(system: System) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = system.run("webhooks", "deliveries", WEBHOOK)["items"]
    return found


def secrets_still_open(elsewhere: System) -> None:
    """That of a webhook lies sealed in the database, by a key beside it: what goes out again is signed first."""
    event, tried = deliveries(elsewhere)[-1]["event_id"], deliveries(elsewhere)[-1]["attempts"]
    elsewhere.run("webhooks", "resend", WEBHOOK, event)
    again = elsewhere.until(
        lambda: [one for one in deliveries(elsewhere) if one["event_id"] == event and one["attempts"] != tried]
    )
    assert again[0]["failure"] == "unknown_name"


def people_sign_in(elsewhere: System, files: Path) -> None:
    """By a mail, which no rule holds."""
    contact = json.loads((files / "manizales.json").read_text())["contacts"][0]
    with closing(Person(elsewhere, sign_in(elsewhere, contact["email"]))) as person:
        assert person.status("/my") == 200


def it_goes_on(elsewhere: System, files: Path) -> None:
    after = applied(elsewhere, files, "Pasto")
    elsewhere.until(lambda: states(elsewhere, after) == ["checked"])
    (rule,) = elsewhere.run("mail", "rules")["items"]
    assert rule["reason"] == "Restored from a backup."
    elsewhere.run("mail", "lift", rule["id"])
    elsewhere.until(lambda: mails(elsewhere, after) == {("application_received", "sent")})
    elsewhere.run("down")  # what a restoring settles is settled once: the rule that was lifted stays so
    elsewhere.run("up")
    assert elsewhere.run("mail", "rules")["items"] == []


def test_a_restored_system_goes_on_and_mails_nobody_twice(
    system: System, elsewhere: System, files: Path, round_name: str, tmp_path: Path
) -> None:
    system.run("webhooks", "add", NOWHERE, "--event", "application_submitted", "--description", WEBHOOK)
    early = applied(system, files, "Manizales")
    system.until(lambda: quiet(system) and mails(system, early) == {("application_received", "sent")})
    system.until(lambda: deliveries(system) and deliveries(system)[-1]["failure"] == "unknown_name")
    night = datetime.now(UTC).isoformat()
    last_night = reports(system, round_name, night)
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
    assert reports(elsewhere, round_name, night) == last_night
    secrets_still_open(elsewhere)
    people_sign_in(elsewhere, files)
    assert mails(elsewhere, early) == {("application_received", "sent")}
    elsewhere.until(lambda: mails(elsewhere, late) == {("application_received", "held")})

    it_goes_on(elsewhere, files)
    refused = elsewhere.run("restore", backup, expect=1)["error"]
    assert refused["code"] == "already_exists"
    kept = system.run("backup", str(tmp_path / "backups"), "--keep", "1")
    assert kept["deleted"] == [backup]
    assert [str(path) for path in (tmp_path / "backups").iterdir()] == [kept["backup"]]
