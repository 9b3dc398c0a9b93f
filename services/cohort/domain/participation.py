"""A city in a cohort: its phase, its status, what moves it on; program.md §4."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from shared.contracts.errors import Detail, Refusal, illegal_transition
from shared.program.model import Program


@dataclass(frozen=True)
class CohortRecord:
    cohort: str
    name: str
    call: str
    starts_on: date
    ends_on: date
    program: Program  # the version that it runs by
    version: int = 1

    def today(self, now: datetime) -> date:
        """The day in the program's zone."""
        return now.astimezone(ZoneInfo(self.program.call.time_zone)).date()


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
    lead_coach_id: UUID | None = None

    def today(self, now: datetime) -> date:
        """The day in the city."""
        return now.astimezone(ZoneInfo(self.time_zone)).date()


#: A city that has left is reinstated by a program lead alone.
STATUS_TRANSITIONS: dict[str, frozenset[str]] = {
    "active": frozenset({"paused", "withdrawn", "exited"}),
    "paused": frozenset({"active", "withdrawn", "exited"}),
    "withdrawn": frozenset({"active"}),
    "exited": frozenset({"active"}),
}
LEFT = frozenset({"withdrawn", "exited"})


def insist_on_status_change(from_status: str, to_status: str) -> None:
    if to_status not in STATUS_TRANSITIONS[from_status]:
        raise illegal_transition("participation", from_status, to_status)


def next_phase(program: Program, phase: str) -> str | None:
    """The phase after this one; None after the last."""
    keys = [p.id for p in program.phases]
    following = keys[keys.index(phase) + 1 :] if phase in keys else []
    return following[0] if following else None


def first_phase(program: Program) -> str:
    return program.phases[0].id


def insist_on_version(found: ParticipationRecord | CohortRecord, expected: int | None) -> None:
    """`expected`: the version that the caller saw; None where the caller saw none."""
    if expected not in (None, found.version):
        raise Refusal("stale_version", version=found.version)


def insist_on_next_phase(participation: ParticipationRecord, program: Program, phase: str) -> None:
    """Phases follow one another; only an active city moves. Raises illegal_transition with from and to."""
    if participation.status != "active" or next_phase(program, participation.phase) != phase:
        raise illegal_step(participation, program, phase, "city_stays")


def insist_on_phase_before(participation: ParticipationRecord, program: Program, phase: str) -> None:
    """A step back leads to the phase before. Raises illegal_transition with from and to."""
    if participation.status != "active" or next_phase(program, phase) != participation.phase:
        raise illegal_step(participation, program, phase, "city_steps_not_back")


def illegal_step(participation: ParticipationRecord, program: Program, phase: str, where_not_active: str) -> Refusal:
    """With the titles of the phases, as the program file has them."""
    titles = {one.id: one.by_language for one in program.phases}
    before, after = (titles.get(one, one) for one in (participation.phase, phase))
    state = Detail("from", "phase_now", phase=participation.phase, title=before)
    step = Detail("to", "phase_wanted", phase=phase, title=after)
    if participation.status != "active":
        return Refusal("illegal_transition", state, step, reason=where_not_active, status=participation.status)
    return Refusal(
        "illegal_transition",
        state,
        step,
        reason="city_phase",
        from_phase=participation.phase,
        to_phase=phase,
        from_title=before,
        to_title=after,
    )
