"""A city in a cohort: its phase, what leaving it requires, what moves it on; spec §4."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from shared.contracts.errors import Detail, Refusal
from shared.program.calendar import phase_dates
from shared.program.model import Program


@dataclass(frozen=True)
class CohortRecord:
    cohort: str
    name: str
    call: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class ParticipationRecord:
    """`started_at` None: the city has confirmed, its cohort is not known here yet."""

    application_id: UUID
    code: str
    cohort: str
    call: str
    city: str
    admin_area: str
    country: str
    time_zone: str
    language: str
    phase: str
    status: str
    version: int
    team_lead_ref: str | None
    started_at: datetime | None

    def today(self, now: datetime) -> date:
        """The day in the city."""
        return now.astimezone(ZoneInfo(self.time_zone)).date()


@dataclass(frozen=True)
class Situation:
    """What the conditions look at."""

    today: date
    planned_on: date | None  # of the next phase
    days_before: int  # how early a planned phase may begin
    has_team_lead: bool
    visit_state: str | None
    parts_done: frozenset[str]  # of the project
    convenings_settled: frozenset[str]


#: condition -> whether it is met. A condition that nothing can meet yet is not in the table, and unmet.
CONDITIONS: dict[str, Callable[[Situation], bool]] = {
    "visit_scheduled": lambda s: s.visit_state in ("scheduled", "held", "written_up"),
    "team_lead_named": lambda s: s.has_team_lead,
    "visit_written_up": lambda s: s.visit_state == "written_up",
    "charter_accepted": lambda s: "charter" in s.parts_done,
    "baseline_measured": lambda s: "baseline" in s.parts_done,
    "assessment_accepted": lambda s: "assessment" in s.parts_done,
    "progress_report_accepted": lambda s: "progress_report" in s.parts_done,
    "leaders_convening_settled": lambda s: "leaders" in s.convenings_settled,
    "mayoral_convening_settled": lambda s: "mayors" in s.convenings_settled,
    "planned_date": lambda s: s.planned_on is not None and s.today >= s.planned_on - timedelta(days=s.days_before),
}


#: A city that has left does not come back by this way.
STATUS_TRANSITIONS: dict[str, frozenset[str]] = {
    "active": frozenset({"paused", "withdrawn", "exited"}),
    "paused": frozenset({"active", "withdrawn", "exited"}),
    "withdrawn": frozenset(),
    "exited": frozenset(),
}


def insist_on_status_change(from_status: str, to_status: str) -> None:
    if to_status not in STATUS_TRANSITIONS[from_status]:
        raise Refusal("illegal_transition", f"A city that is {from_status} cannot become {to_status}.")


def is_met(condition: str, situation: Situation) -> bool:
    check = CONDITIONS.get(condition)
    return check is not None and check(situation)


def requirements_of(program: Program, phase: str) -> tuple[str, ...]:
    """The conditions for leaving a phase, by the program file."""
    found = next((p for p in program.phases if p.id == phase), None)
    return tuple(str(condition) for condition in found.requirements) if found else ()


def next_phase(program: Program, phase: str) -> str | None:
    """The phase after this one; None after the last."""
    keys = [str(p.id) for p in program.phases]
    following = keys[keys.index(phase) + 1 :] if phase in keys else []
    return following[0] if following else None


def first_phase(program: Program) -> str:
    return str(program.phases[0].id)


def planned_date(program: Program, cohort: CohortRecord, phase: str) -> date | None:
    """When the phase is planned to begin, counted from the cohort's start; None for the first."""
    return next((dates.starts_on for dates in phase_dates(program, cohort.starts_on) if dates.phase == phase), None)


def insist_on_version(participation: ParticipationRecord, expected: int) -> None:
    if expected != participation.version:
        raise Refusal("stale_version", f"The city has version {participation.version} now, not {expected}.")


def insist_on_next_phase(participation: ParticipationRecord, program: Program, phase: str) -> None:
    """Phases follow one another; only an active city moves. Raises illegal_transition with from and to."""
    if participation.status != "active":
        raise Refusal("illegal_transition", f"A city that is {participation.status} does not advance.")
    if next_phase(program, participation.phase) != phase:
        raise Refusal("illegal_transition", f"A city cannot move from {participation.phase} to {phase}.")


def insist_on_requirements(unmet: Iterable[str]) -> None:
    """Raises requirements_not_met naming every condition."""
    details = tuple(Detail(condition, "not_met", f"{condition} is neither met nor waived") for condition in unmet)
    if details:
        names = ", ".join(detail.field for detail in details)
        raise Refusal("requirements_not_met", f"Not met and not waived: {names}.", details)


def insist_on_waivable(waived: Iterable[str], requirements: tuple[str, ...]) -> None:
    details = tuple(
        Detail(f"waive.{condition}", "not_a_requirement", "is no requirement for leaving this phase")
        for condition in waived
        if condition not in requirements
    )
    if details:
        raise Refusal("invalid", "A waiver names no requirement of this phase.", details)
