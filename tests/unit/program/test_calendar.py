"""The dates of a cohort, by the examples of the program's rules."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.program.calendar import Window, add_months, cohort_ends_on, convening_window, phase_dates, visit_window
from shared.program.load import load_program

PROGRAM = load_program(Path(__file__).parents[3] / "programs" / "city-data-alliance.toml")


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "acceleration", "close_out", "completed"),
    [
        ("2025-06-01", "2025-09-01", "2026-03-01", "2026-04-01"),
        ("2025-05-31", "2025-08-31", "2026-02-28", "2026-03-31"),
        ("2024-02-29", "2024-05-29", "2024-11-29", "2024-12-29"),
        ("2027-08-31", "2027-11-30", "2028-05-31", "2028-06-30"),
        ("2026-12-31", "2027-03-31", "2027-09-30", "2027-10-31"),
        ("2027-05-31", "2027-08-31", "2028-02-29", "2028-03-31"),
    ],
)
def test_phases_are_counted_from_the_start_date(start: str, acceleration: str, close_out: str, completed: str) -> None:
    assert [(dates.phase, dates.starts_on, dates.ends_on) for dates in phase_dates(PROGRAM, day(start))] == [
        ("onboarding", None, day(start)),
        ("demonstration", day(start), day(acceleration)),
        ("acceleration", day(acceleration), day(close_out)),
        ("close_out", day(close_out), day(completed)),
        ("completed", day(completed), None),
    ]
    assert cohort_ends_on(PROGRAM, day(start)) == day(completed)


def test_month_arithmetic_is_never_chained() -> None:
    """31 May, 9 and 1 months on: a chain through 28 February would end the cohort on the 28th of March."""
    assert add_months(add_months(day("2025-05-31"), 9), 1) == day("2026-03-28")
    assert cohort_ends_on(PROGRAM, day("2025-05-31")) == day("2026-03-31")


@pytest.mark.parametrize(
    ("start", "leaders", "mayors"),
    [
        ("2025-06-01", ("2025-10-01", "2025-12-31"), ("2026-01-01", "2026-03-31")),
        ("2025-05-31", ("2025-10-01", "2025-12-31"), ("2026-01-01", "2026-03-30")),
        ("2025-05-01", ("2025-10-01", "2025-12-31"), ("2026-01-01", "2026-02-28")),
        ("2025-04-30", ("2025-07-01", "2025-09-30"), ("2026-01-01", "2026-02-27")),
        ("2024-02-29", ("2024-07-01", "2024-09-30"), ("2024-10-01", "2024-12-28")),
        ("2024-10-31", ("2025-01-01", "2025-03-31"), ("2025-07-01", "2025-08-30")),
    ],
)
def test_a_convening_takes_the_quarter_cut_to_the_cohort(
    start: str, leaders: tuple[str, str], mayors: tuple[str, str]
) -> None:
    windows = (
        convening_window(PROGRAM.convenings["leaders"], day(start), cohort_ends_on(PROGRAM, day(start))),
        convening_window(PROGRAM.convenings["mayors"], day(start), cohort_ends_on(PROGRAM, day(start))),
    )
    assert windows == (Window(*map(day, leaders)), Window(*map(day, mayors)))


def test_a_convening_in_the_first_quarter_is_cut_to_the_start() -> None:
    soon = PROGRAM.convenings["leaders"].model_copy(update={"months_after_start": 1})
    assert convening_window(soon, day("2025-07-10"), day("2026-05-10")) == Window(day("2025-07-10"), day("2025-09-30"))


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_every_convening_window_holds_its_day_and_lies_in_the_cohort(start: date) -> None:
    for convening in (PROGRAM.convenings["leaders"], PROGRAM.convenings["mayors"]):
        window = convening_window(convening, start, cohort_ends_on(PROGRAM, start))
        assert add_months(start, convening.months_after_start) in window
        assert start <= window.first <= window.last < cohort_ends_on(PROGRAM, start)
        assert window.first.month in {1, 4, 7, 10} or window.first == start


def test_a_window_holds_its_first_and_last_day() -> None:
    window = visit_window(PROGRAM.visit, day("2025-06-01"))
    assert window == Window(day("2025-05-02"), day("2025-07-16"))
    one = timedelta(days=1)
    days = (window.first - one, window.first, window.last, window.last + one)
    assert [each in window for each in days] == [False, True, True, False]
