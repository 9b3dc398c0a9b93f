"""A door to the rooms of a city: who reads them, and what they may do there."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from shared.contracts import cohort, identity, notifications, reporting
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.people import Role
from shared.contracts.requests import Page
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.signed_in import door_of

CODE = "K7Q2M9X4TB"
HOME = f"/cities/{CODE}"
APPLICATION_ID, COACH_ID, LEO = UUID(int=1), UUID(int=11), UUID(int=31)
READS = ("get_city", "get_team", "get_timeline", "get_project", "get_visit", "list_sessions", "list_action_items")
#: What a city's people, its coach and staff send, beside reading.
TEAM = (*READS, "submit_project_part", "record_gap", "mend_gap", "plan_milestone", "reach_milestone")
LEAD = (*TEAM, "add_team_member", "hand_over", "leave_team", "name_team_lead")
COACHING = (*TEAM, "accept_project_part", "return_project_part", "hold_visit", "write_up_visit", "schedule_visit")
STAFF = (*COACHING, *LEAD, "advance_phase", "step_back", "change_status", "move_phase", "assign_coach")


def requirement(condition: str, met: bool = False, waived: bool = False) -> cohort.RequirementState:
    return cohort.RequirementState(condition=condition, met=met, waived=waived)


def city(may: tuple[str, ...] = TEAM, **changed: Any) -> cohort.City:
    fields = {
        "application_id": APPLICATION_ID, "code": CODE, "cohort": "cohort-2027", "city": "Puerto Ejemplo",
        "country": "CO", "phase": "demonstration", "status": "active", "version": 7, "lead_coach_id": COACH_ID,
        "requirements": (requirement("visit_written_up", met=True), requirement("charter_accepted")),
        "admin_area": "Magdalena", "time_zone": "America/Bogota", "language": "es", "cohort_name": "Cohort 2027",
        "starts_on": date(2026, 9, 1), "ends_on": date(2027, 7, 1), "parts": ("member",), "may": may,
    }  # fmt: skip
    return cohort.City.model_validate(fields | changed)


def timeline(**changed: Any) -> cohort.Timeline:
    phases = [
        {"key": key, "title": key, "counted_on": counted, "planned_on": planned, "started_on": started}
        for key, counted, planned, started in (
            ("onboarding", None, None, date(2026, 8, 1)),
            ("demonstration", date(2026, 9, 1), date(2026, 9, 1), date(2026, 9, 3)),
            ("acceleration", date(2026, 12, 1), date(2099, 12, 15), None),
            ("close_out", date(2027, 6, 1), date(2099, 12, 20), None),
            ("completed", date(2027, 7, 1), date(2099, 12, 30), None),
        )
    ]
    fields = {
        "code": CODE, "cohort": "cohort-2027", "time_zone": "America/Bogota", "starts_on": date(2026, 9, 1),
        "ends_on": date(2027, 7, 1), "phases": phases, "visit_window": (date(2026, 8, 2), date(2026, 10, 16)),
        "visit": None, "moves": (), "steps": (),
    }  # fmt: skip
    return cohort.Timeline.model_validate(fields | changed)


def member(name: str = "Leo Supuesto", **changed: Any) -> cohort.Member:
    fields = {
        "id": LEO, "name": name, "email": "leo@puerto.example", "role": "team_lead", "lead": True, "interim": False,
        "joined_on": date(2026, 8, 1), "left_on": None, "successor_id": None, "handover": None,
    }  # fmt: skip
    return cohort.Member.model_validate(fields | changed)


def team(*members: cohort.Member) -> cohort.Team:
    return cohort.Team(code=CODE, members=members or (member(),))


def project(*parts: cohort.ProjectPartState, **changed: Any) -> cohort.Project:
    fields = {"code": CODE, "parts": parts, "sources": (), "gaps": (), "milestones": (), "measured": None}
    return cohort.Project.model_validate(fields | changed)


def part(name: str = "charter", state: str = "missing", **changed: Any) -> cohort.ProjectPartState:
    fields = {
        "part": name, "number": 1, "state": state, "version": 0, "due_on": None, "overdue": False,
        "submitted_at": None, "returned_because": None, "document": None,
    }  # fmt: skip
    return cohort.ProjectPartState.model_validate(fields | changed)


def item(what: str, due_on: date) -> cohort.ActionItem:
    return cohort.ActionItem(
        id=UUID(int=51), session_id=UUID(int=52), code=CODE, what=what, owner="Nathaniel Bayfront", due_on=due_on,
        state="open",
    )  # fmt: skip


def history(*entries: reporting.HistoryEntry) -> reporting.CityPage:
    return reporting.CityPage(
        code=CODE, city="Puerto Ejemplo", country="CO", call="2027", state=ApplicationState.CONFIRMED,
        cohort="cohort-2027", phase="demonstration", history=entries,
    )  # fmt: skip


def entry(event: str = "phase_advanced", **values: Any) -> reporting.HistoryEntry:
    at = datetime(2026, 9, 3, 15, tzinfo=UTC)
    clause = reporting.Clause(key=event, values=values)
    return reporting.HistoryEntry(at=at, actor="person", event=event, clauses=(clause,))


def page_of(kind: Any, *items: Any) -> Any:
    return Page[kind](items=items, next=None, total=len(items))


def room(may: tuple[str, ...] = TEAM, *roles: Role, of: dict[str, Any] | None = None, **answers: Any) -> Doorway:
    """`of`: what the city is like."""
    known: dict[str, Any] = {
        "get_city": city(may, **(of or {})),
        "get_timeline": timeline(),
        "get_team": team(),
        "get_project": project(),
        "list_sessions": page_of(cohort.ListedSession),
        "list_action_items": page_of(cohort.ActionItem),
        "get_city_page": history(),
        "list_city_mails": page_of(notifications.CityMail),
        "list_exchanges": page_of(notifications.Exchange),
        "get_names": identity.PeopleNames(items=()),
    }
    return door_of(*(roles or (Role.CITY_MEMBER,)), **known | answers)
