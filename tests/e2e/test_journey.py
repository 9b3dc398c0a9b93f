"""One city, from application to the acceleration program, while one service after the other is killed on the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.system import System, quiet, when_up

REVIEWERS = ("renata.ejemplo", "paul.sample", "iara.exemplo")
PATIENCE_S = 120  # until what was killed last is back, on a machine that does other things, too
OPEN = ("charter_accepted", "baseline_measured", "assessment_accepted", "progress_report_accepted", "planned_date")


@pytest.fixture(scope="module", autouse=True)
def people(system: System, files: Path) -> None:
    system.run("people", "add", str(files / "people.toml"))


def state_of(system: System, code: str) -> str:
    state: str = system.run("application", code)["state"]
    return state


def test_city_reaches_acceleration_though_every_service_is_killed(system: System, files: Path) -> None:
    code = system.run("apply", str(files / "manizales.json"), "--key", "journey")["code"]
    system.kill("eligibility")
    assert system.run("apply", str(files / "manizales.json"), "--key", "journey")["code"] == code
    system.until(lambda: state_of_when_up(system, code) == "checked")

    for name in REVIEWERS:
        system.until(lambda name=name: assigned(system, code, f"{name}@alliance.example"))
    system.until(lambda: "review_assigned" in sent(system, code))  # who has reviewed is told no more that they may
    for name in REVIEWERS:
        system.run("review", "submit", code, str(files / f"review-{name.partition('.')[0]}.json"))
    assert system.run("review", "summary", code)["mean"] == 4.13

    system.run("decide", code, "admitted", "--reason", "strong")
    system.kill("notifications")
    system.run("send-decisions", code)
    system.until(lambda: "decision_admitted" in sent(system, code))  # the city confirms what it has read
    system.kill("cohort")
    system.kill("reporting")
    assert system.run("confirm", code, "--mayor", "Alba Inventada")["state"] == "confirmed"
    system.until(lambda: participation(system, code))

    system.run("visit", "schedule", code, str(files / "visit.json"))
    system.kill("intake")
    system.run("visit", "hold", code, str(files / "held.json"))
    system.kill("identity")
    moved = system.run("advance", code, "demonstration")
    assert (moved["from"], moved["to"]) == ("onboarding", "demonstration")
    system.run("visit", "write-up", code, str(files / "write-up.json"))

    refused = system.run("advance", code, "acceleration", expect=1)["error"]
    assert refused["code"] == "requirements_not_met"
    assert {detail["field"] for detail in refused["details"]} == set(OPEN)
    stale = system.run("advance", code, "acceleration", "--version", "1", expect=1)["error"]
    assert stale["code"] == "stale_version"
    skipped = system.run("advance", code, "close_out", expect=1)["error"]
    assert skipped["code"] == "illegal_transition"

    system.kill("operations")
    for part in ("charter", "baseline", "assessment", "progress_report"):
        system.run("project", "submit", code, part, str(files / f"{part.replace('_', '-')}.json"))
        if part != "baseline":
            system.run("project", "accept", code, part)
    moved = system.run("advance", code, "acceleration", "--waive", "planned_date=not three months")
    assert moved["to"] == "acceleration"

    (member,) = system.run("tracker", "cohort-journey")["members"]
    assert (member["code"], member["phase"], member["status"]) == (code, "acceleration", "active")
    expected = ["application_received", "decision_admitted", "welcome", "phase_started"]  # the visit is entered late
    expected += ["review_assigned", "offer_confirmed", "staff_offer_confirmed", "report_judged"]
    system.until(lambda: sent(system, code) == set(expected))
    system.until(lambda: city_phase(system, code) == "acceleration")
    assert system.run("report", "funnel", "--call", "journey")["states"] == {"confirmed": 1}
    assert len(delivered(system)) == len(set(delivered(system)))


def test_nothing_is_left_undone(system: System, files: Path) -> None:
    """After all the killing: no event untold, no message waiting, no dead letter."""
    status = system.until(lambda: quiet(system), seconds=PATIENCE_S)

    assert status["silent_services"] == []
    assert status["dead_letters"] == 0


def test_ineligible_city_is_told_why(system: System, files: Path) -> None:
    result = system.run("check", str(files / "quillota.json"))

    assert result["outcome"] == "ineligible"
    assert {c["id"]: c["outcome"] for c in result["criteria"]}["population"] == "fail"


def test_city_that_needs_review_is_told_why(system: System, files: Path) -> None:
    result = system.run("check", str(files / "san-juan.json"))

    assert result["outcome"] == "needs_review"
    assert {c["id"]: c["outcome"] for c in result["criteria"]}["region"] == "needs_review"


def test_same_city_again_is_a_duplicate(system: System, files: Path) -> None:
    error = system.run("apply", str(files / "manizales.json"), expect=1)["error"]

    assert error["code"] == "duplicate_application"


def test_application_over_http_is_answered_alike_twice(system: System, files: Path) -> None:
    first, second = (submit(system, files / "san-juan.json", key="san-juan") for _ in range(2))

    assert first == second
    assert first[0] == 201
    code = first[1]["code"]
    answer = httpx.get(f"{system.endpoints['portal']}/api/v1/applications/{code}")
    assert answer.json() == {"code": code, "public_state": "Received"}


def submit(system: System, file: Path, key: str) -> tuple[int, dict[str, Any]]:
    answer = httpx.post(
        f"{system.endpoints['portal']}/api/v1/applications",
        content=file.read_bytes(),
        headers={"Content-Type": "application/json", "Idempotency-Key": key},
    )
    return answer.status_code, answer.json()


def state_of_when_up(system: System, code: str) -> str | None:
    view = when_up(system, "application", code)
    return view["state"] if view else None


def participation(system: System, code: str) -> dict[str, Any] | None:
    """Once every service that the view asks is up again."""
    view = when_up(system, "application", code)
    return view["participation"] if view else None


def assigned(system: System, code: str, reviewer: str) -> bool:
    """A reviewer is known to eligibility a moment after identity has added them."""
    return when_up(system, "review", "assign", code, reviewer) is not None


def city_phase(system: System, code: str) -> str | None:
    view = when_up(system, "report", "city", code)
    return view["phase"] if view else None


def sent(system: System, code: str) -> set[str]:
    return {mail["template"] for mail in mails(system, code) if mail["state"] == "sent"}


def mails(system: System, code: str) -> list[dict[str, Any]]:
    page = when_up(system, "mail", "list", "--code", code)
    return page["items"] if page else []


def delivered(system: System) -> list[str]:
    """The Message-IDs of every mail in the catcher."""
    answer = httpx.get(f"{system.endpoints['mailbox']}/api/v1/messages", params={"limit": 500}, timeout=60)
    return [message["MessageID"] for message in answer.json()["messages"]]
