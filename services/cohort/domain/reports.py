"""When a project's reports are due; program.md §4."""

from __future__ import annotations

from datetime import date

from services.cohort.domain.participation import CohortRecord
from services.cohort.domain.project import PartKey
from shared.program.calendar import add_months

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
