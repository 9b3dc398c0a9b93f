"""The dates of a cohort, from its start date D alone; program.md §4. Each is counted from D, never from another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from shared.program.model import Convening, Program, Visit

_MONTHS_IN_QUARTER = 3


@dataclass(frozen=True)
class PhaseDates:
    """[starts_on, ends_on): a phase ends on the day on which the next starts. None: open on that side."""

    phase: str
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True)
class Window:
    """From first to last day, both inside; dates of the place where the thing happens."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def add_months(start: date, months: int) -> date:
    """The same day `months` later; a month that lacks the day takes its last: 31 May and 9 months is 28 February."""
    return start + relativedelta(months=months)


def phase_dates(program: Program, start: date) -> tuple[PhaseDates, ...]:
    """The planned dates of every phase of a cohort that starts on `start`."""

    def after(months: int | None) -> date | None:
        return None if months is None else add_months(start, months)

    return tuple(
        PhaseDates(phase.id, after(phase.starts_after_months), after(phase.ends_after_months))
        for phase in program.phases
    )


def cohort_ends_on(program: Program, start: date) -> date:
    """The day after the cohort's last: it runs [start, that day)."""
    return add_months(start, program.months)


def convening_window(convening: Convening, start: date, ends_on: date) -> Window:
    """The calendar quarter that holds the day `months_after_start`, cut to the cohort: [start, ends_on)."""
    day = add_months(start, convening.months_after_start)
    quarter = date(day.year, day.month - (day.month - 1) % _MONTHS_IN_QUARTER, 1)
    quarter_ends = add_months(quarter, _MONTHS_IN_QUARTER)
    return Window(max(quarter, start), min(quarter_ends, ends_on) - timedelta(days=1))


def visit_window(visit: Visit, start: date) -> Window:
    """The days on which the city visit may take place."""
    return Window(start + timedelta(days=visit.opens_days), start + timedelta(days=visit.closes_days))
