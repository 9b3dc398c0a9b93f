"""When a city's phases are planned to begin: counted from the cohort's start, never from one another; spec §4."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from services.cohort.domain.participation import CohortRecord
from services.cohort.domain.requirements import Condition, Conditions, Moment
from shared.program.calendar import phase_dates


@dataclass(frozen=True)
class TimelineFacts:
    next_planned_on: date | None  # when the phase after the city's is planned to begin


def planned_date(cohort: CohortRecord, phase: str) -> date | None:
    """When the phase is planned to begin; None for the first."""
    dates = phase_dates(cohort.program, cohort.starts_on)
    return next((one.starts_on for one in dates if one.phase == phase), None)


def is_time(facts: TimelineFacts, moment: Moment) -> bool:
    if facts.next_planned_on is None:
        return False
    return moment.today >= facts.next_planned_on - timedelta(days=moment.program.gates.days_before_planned_date)


CONDITIONS: Conditions = {
    "planned_date": Condition("the next phase's planned date is near", TimelineFacts, is_time),
}
