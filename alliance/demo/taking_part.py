"""The cohort: visits, projects, phases, pauses."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from alliance.demo.board import Board, found
from alliance.demo.data import City
from shared.contracts.cohort import (
    AcceptProjectPart,
    AdvancePhase,
    ChangeStatus,
    GetParticipation,
    GetProject,
    GetTimeline,
    GetTracker,
    HoldVisit,
    Participation,
    ProjectPart,
    ScheduleVisit,
    SubmitProjectPart,
    WriteUpVisit,
)

MEMBERS = ("acceleration", "demonstration", "onboarding", "paused")
STARTED = ("acceleration", "demonstration", "paused")
PARTS: dict[str, ProjectPart] = {
    "charter_accepted": "charter",
    "baseline_measured": "baseline",
    "assessment_accepted": "assessment",
    "progress_report_accepted": "progress_report",
}
VISIT_DAYS = (4, 44)  # after the cohort's start; the window opens before it and closes 45 days after it
SATURDAY = 5


def members(board: Board, *stories: str) -> list[City]:
    """The cities of these stories that have confirmed: nobody joins who was told otherwise by hand."""
    return [c for c in board.cities("past", *stories) if board.selection_of(c).state == "confirmed"]


def await_members(board: Board) -> None:
    cohort = board.demo.calls["past"]["cohort"]["id"]
    confirmed = {board.code_of(city) for city in members(board, *MEMBERS)}

    def joined() -> tuple[int, int]:
        tracker = found(lambda: board.call(GetTracker(cohort=cohort)))
        return len(confirmed & {member.code for member in tracker.members} if tracker else ()), len(confirmed)

    board.until("members", joined)


def visit(board: Board) -> None:
    """Scheduled for every member; held and written up for those who have left onboarding."""
    numbered = list(enumerate(members(board, *MEMBERS)))
    board.each("visits", numbered, lambda item: visit_city(board, *item))


def visit_day(start: date, number: int) -> date:
    """One city a working day."""
    days = [start + timedelta(days=after) for after in range(*VISIT_DAYS)]
    working = [day for day in days if day.weekday() < SATURDAY]
    return working[number % len(working)]


def visit_city(board: Board, number: int, city: City) -> None:
    code = board.code_of(city)
    timeline = board.call(GetTimeline(code=code))
    day = visit_day(date.fromisoformat(board.demo.calls["past"]["cohort"]["starts_on"]), number)
    state = timeline.visit.state if timeline.visit else None
    if state is None:
        at = {
            name: datetime.combine(day, time(hour), ZoneInfo(timeline.time_zone))
            for name, hour in (("starts_at", 9), ("ends_at", 17))
        }
        place = f"{city.document['city']}: {board.demo.projects['city_hall'][city.language]}"
        board.call(ScheduleVisit(code=code, **at, place=place, participants=("mayors_office", "team_lead", "coach")))
    if city.story == "onboarding":
        return
    if state in (None, "scheduled"):
        held_on = timeline.visit.starts_at.astimezone(ZoneInfo(timeline.time_zone)).date() if timeline.visit else day
        board.call(HoldVisit(code=code, held_on=held_on))
    if state in (None, "scheduled", "held"):
        board.call(WriteUpVisit.model_validate({"code": code} | write_up_of(board, city)))


def write_up_of(board: Board, city: City) -> dict[str, Any]:
    contacts = city.document["contacts"]
    lead = next((c for c in contacts if c["role"] == "team_lead"), contacts[0])
    needs = board.demo.projects["assessment"][city.language]
    return {
        "vision": city.document["ambition"],
        "stakeholders": board.demo.projects["stakeholders"][city.language],
        "roster": [{"name": c["name"], "role": c["role"], "lead": c is lead} for c in contacts],
        "priorities": [{"rank": n, "title": needs[c]["need"]} for n, c in enumerate(("quality", "use"), 1)],
    }


def advance_to_demonstration(board: Board) -> None:
    todo = members(board, *STARTED)
    board.each("demonstration", todo, lambda city: advance(board, city, "onboarding", "demonstration"))


def run_projects(board: Board) -> None:
    todo = members(board, "acceleration", "demonstration")
    board.each("project_documents", todo, lambda city: run_project(board, city))


def run_project(board: Board, city: City) -> None:
    """Hand in and accept every part but those that the city's story leaves open."""
    code = board.code_of(city)
    parts = board.call(GetProject(code=code)).parts
    states = {part.part: part.state for part in parts if part.number == 1}
    open_ = {*city.plan.get("unmet", ()), *city.plan.get("waived", {})}
    for condition, part in PARTS.items():
        if condition in open_:
            continue
        if states[part] == "missing":
            request = {"code": code, "part": part, "document": document_of(board, city, part)}
            board.call(SubmitProjectPart.model_validate(request))
        if part != "baseline" and states[part] in ("missing", "submitted"):
            board.call(AcceptProjectPart.model_validate({"code": code, "part": part}))


def document_of(board: Board, city: City, part: str) -> dict[str, Any]:
    projects, language, outcome = board.demo.projects, city.language, city.document["resident_outcomes"][0]
    indicator = projects["indicator"][outcome]
    today = datetime.now(UTC).date()
    start = date.fromisoformat(board.demo.calls["past"]["cohort"]["starts_on"])
    if part == "charter":
        return {
            "problem": city.document["ambition"],
            "resident_outcome": outcome,
            "residents_affected": max(1, city.document["residents"] // 12),
            "hypothesis": projects["hypothesis"][language],
            "data_sources": [indicator[language], city.document["population_source"]],
        }
    if part == "baseline":
        value = str(indicator["value"] + len(city.document["city"]))
        shown = {"indicator": indicator[language], "unit": indicator["unit"], "direction": indicator["direction"]}
        return shown | {"value": value, "measured_on": (start + timedelta(days=20)).isoformat()}
    if part == "assessment":
        return {"components": projects["assessment"][language]}
    period = {"period_starts_on": start.isoformat(), "period_ends_on": (today - timedelta(days=4)).isoformat()}
    return period | {"summary": projects["progress"][language]}


def advance_to_acceleration(board: Board) -> None:
    todo = members(board, "acceleration")
    board.each("acceleration", todo, lambda city: advance(board, city, "demonstration", "acceleration"))


def advance(board: Board, city: City, from_phase: str, to_phase: str) -> None:
    participation = board.call(GetParticipation(code=board.code_of(city)))
    if participation.phase != from_phase or participation.status != "active":
        return
    waive = city.plan.get("waived", {}) if to_phase == "acceleration" else {}
    request = {"code": participation.code, "phase": to_phase, "expected_version": participation.version, "waive": waive}
    board.call(AdvancePhase.model_validate(request))


def pause(board: Board) -> None:
    board.each("paused", members(board, "paused"), lambda city: pause_city(board, city))


def pause_city(board: Board, city: City) -> Participation | None:
    participation = board.call(GetParticipation(code=board.code_of(city)))
    if participation.status != "active" or participation.phase != city.plan["phase"]:
        return None
    return board.call(ChangeStatus(code=participation.code, status="paused", reason=city.plan["reason"]))
