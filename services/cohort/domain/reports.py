"""When a project's reports are due, and who hears of one that is near its date or late; program.md §4 and §5."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from services.cohort.domain.participation import CohortRecord
from services.cohort.domain.project import PartKey, Parts, state_of
from shared.program.calendar import add_months
from shared.program.model import Program

Told = Literal["city_before", "city", "coach", "staff"]

#: A report that is there is no longer waited for; one that was returned is.
NOT_WAITED_FOR = frozenset({"submitted", "accepted"})


def due_dates(cohort: CohortRecord) -> dict[PartKey, date]:
    """Each counted from the cohort's start."""
    reports = cohort.program.reports
    dates: dict[PartKey, date] = {
        ("progress_report", number): add_months(cohort.starts_on, months)
        for number, months in enumerate(reports.progress_due_months, 1)
    }
    if reports.final_due_months is not None:
        dates["final_report", 1] = add_months(cohort.starts_on, reports.final_due_months)
    return dates


def is_overdue(state: str, due_on: date | None, today: date) -> bool:
    return due_on is not None and today > due_on and state not in NOT_WAITED_FOR


def told_by(due_on: date, today: date, program: Program) -> Iterator[tuple[Told, date]]:
    """Who should have heard by today, each with the day on which it was time."""
    reports = program.reports
    days: tuple[tuple[Told, int], ...] = (
        ("city_before", -reports.remind_days_before),
        ("city", 1),
        ("coach", reports.coach_after_days),
        ("staff", reports.staff_after_days),
    )
    return ((told, due_on + timedelta(days=after)) for told, after in days if today >= due_on + timedelta(days=after))


def to_tell(cohort: CohortRecord, parts: Parts, today: date) -> Iterator[tuple[PartKey, date, Told]]:
    """For each report that is waited for, who is to hear of it: the latest only, so that a late start tells once."""
    for key, due_on in due_dates(cohort).items():
        if state_of(parts, key) in NOT_WAITED_FOR:
            continue
        told = [who for who, _ in told_by(due_on, today, cohort.program)]
        if told:
            yield key, due_on, told[-1]
