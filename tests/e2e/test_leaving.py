"""A member of a city's team whose access was taken away: through live services nothing is theirs any more."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
import pytest

from shared.contracts import cohort
from tests.e2e.signing_in import Person, sign_in
from tests.e2e.system import System

pytestmark = pytest.mark.long  # a token is waited out

MEMBER = "nadia.partida@manizales.example"
TOKEN_S = 60


def take_part(system: System, files: Path) -> str:
    """A city in a cohort, of whose team the member is; its code."""
    code: str = system.run("apply", str(files / "manizales.json"))["code"]
    system.until(lambda: system.run("application", code)["state"] == "checked")
    system.run("decide", code, "admitted", "--reason", "strong", "--override", "agreed")
    system.run("send-decisions", code)
    system.run("confirm", code, "--mayor", "Ana Ficticia")
    system.until(lambda: system.run("application", code)["participation"])
    system.run("team", "add", code, "Nadia Partida", "--role", "data analyst", "--email", MEMBER)
    return code


def mails(system: System) -> dict[str, str]:
    """To the member: of each template its state."""
    found: list[dict[str, Any]] = system.run("mail", "list", "--to", MEMBER)["items"]
    return {one["template"]: one["state"] for one in found}


def schedule(system: System, files: Path, code: str) -> None:
    session = {
        "cohort": "cohort-leaving", "kind": "consultation", "title": "Baselines", "place": "City hall",
        "cities": [code], "people": [{"code": code, "name": "Nadia Partida"}], "time_zone": "America/Bogota",
        "starts_at": "2030-05-20T14:00:00Z", "ends_at": "2030-05-20T15:00:00Z",
    }  # fmt: skip
    path = files / "session.json"
    path.write_text(json.dumps(session), encoding="utf-8")
    system.run("session", "schedule", str(path))


def test_who_was_deactivated_acts_reads_and_hears_nothing_more(system: System, files: Path) -> None:
    code = take_part(system, files)
    with closing(Person(system, sign_in(system, MEMBER))) as member:
        leave(system, files, code, member)


def leave(system: System, files: Path, code: str, member: Person) -> None:
    city, page = cohort.GetTeam(code=code), f"/cities/{code}/team"
    assert "Nadia Partida" in [one.name for one in member.ask(city).members]
    assert (member.status(page), member.status("/api/v1/account/sessions", by="api")) == (200, 200)
    link = f"{system.endpoints['portal']}/calendar/{member.ask(cohort.RenewCalendarFeed(code=code)).secret}.ics"
    assert httpx.get(link).status_code == 200
    kept = member.keep_token(cohort.GetTeam)

    assert len(system.run("people", "deactivate", MEMBER, "--because", "left_program")) > 0
    since = monotonic()
    assert (member.status(page), member.status("/api/v1/account/sessions", by="api")) == (303, 401)
    fresh = cohort.RecordEngagement.model_validate({
        "code": code, "engaged_by": "survey", "held_on": "2026-01-01", "residents": 10, "linked_to": "project",
        "finding": "long enough for what has to be said", "changed": "long enough for what has to be said",
    })  # fmt: skip
    assert member.ask(fresh) == "unauthenticated"
    link_in = {"key": system.run("people", "link", MEMBER)["key"]}  # nobody is told whether an address is let in
    assert httpx.post(f"{system.endpoints['portal']}/api/v1/sign-in/confirm", json=link_in).status_code == 401
    system.until(lambda: httpx.get(link).status_code == 404)
    schedule(system, files, code)
    system.until(lambda: mails(system).get("session_scheduled") == "suppressed")
    left = since + TOKEN_S - monotonic()
    system.until(lambda: member.ask(city, kept) == "unauthenticated", seconds=left, every=1)
