"""The city visit: its window, its states, its write-up; program.md §4."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from services.cohort.domain.days import day_in
from services.cohort.domain.requirements import Condition, Conditions
from shared.contracts.cohort import TeamMember
from shared.contracts.errors import Detail, Refusal, illegal_transition

#: A scheduled visit that is scheduled again was moved. None: no visit is planned yet.
TRANSITIONS: dict[str | None, frozenset[str]] = {
    None: frozenset({"proposed", "scheduled"}),
    "proposed": frozenset({"proposed", "scheduled", "cancelled"}),
    "scheduled": frozenset({"scheduled", "held", "cancelled"}),
    "held": frozenset({"written_up"}),
    "written_up": frozenset(),
    "cancelled": frozenset({"proposed", "scheduled"}),
}


@dataclass(frozen=True)
class VisitRecord:
    visit_id: UUID
    state: str
    starts_at: datetime
    ends_at: datetime
    place: str
    sequence: int
    held_on: date | None
    participants: Sequence[str] = ()
    write_up: Mapping[str, Any] | None = None
    cancelled_because: str | None = None
    suits: bool | None = None  # the city's answer to a proposed time
    answer_note: str | None = None
    answered_at: datetime | None = None

    def days(self, zone: str) -> tuple[date, date]:
        """First and last day in the city."""
        return day_in(zone, self.starts_at), day_in(zone, self.ends_at)


@dataclass(frozen=True)
class VisitFacts:
    state: str | None  # None: no visit is planned


CONDITIONS: Conditions = {
    "visit_scheduled": Condition(VisitFacts, lambda visit, _: visit.state in ("scheduled", "held", "written_up")),
    "visit_written_up": Condition(VisitFacts, lambda visit, _: visit.state == "written_up"),
}


def insist_on_transition(from_state: str | None, to_state: str) -> None:
    if to_state not in TRANSITIONS[from_state]:
        raise illegal_transition("visit", from_state, to_state)


def insist_on_answerable(visit: VisitRecord, suits: bool, note: str | None) -> None:
    """A proposal is answered; who refuses it says what would suit."""
    if visit.state != "proposed":
        raise Refusal("illegal_transition", reason="no_visit_proposed", state=visit.state)
    if not suits and note is None:
        raise Refusal("invalid", Detail("note", "missing"))


def insist_on_held_day(visit: VisitRecord, held_on: date, today: date, zone: str) -> None:
    first, last = visit.days(zone)
    if today < first:
        raise Refusal("invalid", Detail("held_on", "too_early"))
    if not first <= held_on <= min(last, today):
        raise Refusal("invalid", Detail("held_on", "out_of_range", first=first, last=min(last, today)))


def insist_on_one_lead(roster: Sequence[TeamMember]) -> None:
    if sum(member.lead for member in roster) != 1:
        raise Refusal("invalid", Detail("roster", "one_lead"))


def write_up_due(held_on: date | None, days: int) -> date | None:
    return None if held_on is None else held_on + timedelta(days=days)
