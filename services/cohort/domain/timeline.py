"""When a city's phases are planned to begin: counted from the cohort's start, never from one another, or moved with a
reason, for the cohort or for one city; program.md §4."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

from services.cohort.domain.participation import CohortRecord, ParticipationRecord
from services.cohort.domain.requirements import Condition, Conditions, Moment
from shared.contracts.cohort import DateChange
from shared.contracts.errors import Detail, Refusal
from shared.program.calendar import cohort_ends_on, phase_dates

#: The latest moved dates by phase, for one city, or under None for the whole cohort.
Moves = Mapping[UUID | None, Mapping[str, date]]


@dataclass(frozen=True)
class Plan:
    """A city's own date counts before the cohort's, and the cohort's before what is counted from its start."""

    cohort: CohortRecord
    moves: Moves

    def counted(self) -> dict[str, date | None]:
        return {one.phase: one.starts_on for one in phase_dates(self.cohort.program, self.cohort.starts_on)}

    def dates(self, application_id: UUID | None = None) -> dict[str, date | None]:
        """phase -> when it is planned to begin; None for the first. A move of a phase that is gone counts no more."""
        counted = self.counted()
        moved = {**self.moves.get(None, {}), **(self.moves.get(application_id, {}) if application_id else {})}
        return counted | {phase: on for phase, on in moved.items() if phase in counted}

    def planned_on(self, phase: str, application_id: UUID | None = None) -> date | None:
        return self.dates(application_id).get(phase)

    @property
    def ends_on(self) -> date:
        """The day after the cohort's last: its last phase begins."""
        last = self.cohort.program.phases[-1].id
        return self.dates()[last] or cohort_ends_on(self.cohort.program, self.cohort.starts_on)

    def title_of(self, phase: str) -> dict[str, str]:
        """By language."""
        return next(dict(one.by_language) for one in self.cohort.program.phases if one.id == phase)

    def with_move(self, phase: str, planned_on: date, application_id: UUID | None) -> Plan:
        own = {**self.moves.get(application_id, {}), phase: planned_on}
        return replace(self, moves={**self.moves, application_id: own})

    def with_start(self, starts_on: date) -> Plan:
        return replace(self, cohort=replace(self.cohort, starts_on=starts_on))


PLANNED_DATE = "planned_date"  # the requirement that comes by itself


@dataclass(frozen=True)
class TimelineFacts:
    next_planned_on: date | None  # when the phase after the city's is planned to begin


def is_time(facts: TimelineFacts, moment: Moment) -> bool:
    if facts.next_planned_on is None:
        return False
    return moment.today >= facts.next_planned_on - timedelta(days=moment.program.gates.days_before_planned_date)


CONDITIONS: Conditions = {
    PLANNED_DATE: Condition(TimelineFacts, is_time),
}


def changes_between(old: Plan, new: Plan, application_id: UUID | None = None) -> tuple[DateChange, ...]:
    """Start and phases whose date differs; those without a date before or after are none."""
    before, after = old.dates(application_id), new.dates(application_id)
    start = DateChange(phase=None, old=old.cohort.starts_on, new=new.cohort.starts_on)
    phases = [
        DateChange(phase=phase, old=was, new=on)
        for phase, on in after.items()
        if (was := before.get(phase)) is not None and on is not None
    ]
    return tuple(change for change in (start, *phases) if change.old != change.new)


def changes_for(old: Plan, new: Plan, application_id: UUID, entered: Collection[str]) -> tuple[DateChange, ...]:
    """What a change means for one city: by the dates of its own, and without the phases that it has entered."""
    return tuple(change for change in changes_between(old, new, application_id) if change.phase not in entered)


def insist_on_start(cohort: CohortRecord, starts_on: date, today: date) -> None:
    """The start moves only before it, and not into the past."""
    if today >= cohort.starts_on:
        raise Refusal("already_started", starts_on=cohort.starts_on)
    if starts_on <= today:
        raise Refusal("invalid", Detail("starts_on", "not_after_day", after=today))


def insist_on_dated_phase(plan: Plan, phase: str) -> None:
    if plan.planned_on(phase) is None:
        dated = [name for name, on in plan.dates().items() if on is not None]
        raise Refusal("invalid", Detail("phase", "not_a_choice", choices=dated))


def insist_on_coming(plan: Plan, phase: str, planned_on: date, today: date, entered: Mapping[str, date]) -> None:
    """A phase that has begun has its date; one that has not lies ahead."""
    if phase in entered:
        title = plan.title_of(phase)
        raise Refusal("illegal_transition", reason="phase_entered", phase=title, entered_on=entered[phase])
    if planned_on < today:
        raise Refusal("invalid", Detail("planned_on", "before_today", today=today))


def insist_on_order(plan: Plan, cities: Iterable[ParticipationRecord]) -> None:
    """Phases keep their order, for the cohort and for every city with dates of its own."""
    own = [(city.code, city.application_id) for city in cities if city.application_id in plan.moves]
    details = [
        detail for code, application_id in [(None, None), *own] for detail in disorder(plan, code, application_id)
    ]
    if details:
        raise Refusal("invalid", *details)


def disorder(plan: Plan, code: str | None, application_id: UUID | None) -> Iterable[Detail]:
    dated = [(phase, on) for phase, on in plan.dates(application_id).items() if on is not None]
    for (one, starts_on), (following, next_starts_on) in pairwise(dated):
        if next_starts_on <= starts_on:
            before = {"phase": plan.title_of(one), "starts_on": starts_on}
            if code is None:
                yield Detail(following, "phases_out_of_order", **before)
            else:
                yield Detail(following, "phases_out_of_order_in_city", city=code, **before)
