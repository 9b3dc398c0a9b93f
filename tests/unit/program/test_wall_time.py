"""Wall times and ends of days as moments, also where clocks skip or repeat an hour at midnight."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.program.wall_time import end_of_day, wall_time


@pytest.mark.parametrize(
    ("zone", "day", "ends_at"),
    [
        ("America/Bogota", "2027-03-31", "2027-04-01T04:59:59Z"),
        ("America/Santiago", "2027-04-03", "2027-04-04T03:59:59Z"),  # the hour before midnight comes twice
        ("America/Santiago", "2026-09-05", "2026-09-06T03:59:59Z"),  # and midnight does not come: it turns one
        ("America/Asuncion", "2024-03-23", "2024-03-24T03:59:59Z"),  # twice
        ("America/Asuncion", "2023-09-30", "2023-10-01T03:59:59Z"),  # no midnight
        ("America/Havana", "2026-03-07", "2026-03-08T04:59:59Z"),  # no midnight
        ("America/Havana", "2026-10-31", "2026-11-01T03:59:59Z"),  # midnight twice, both of the next day
        ("America/St_Johns", "2010-11-06", "2010-11-07T03:29:59Z"),  # a minute after midnight it was 23:01 again
        ("Pacific/Apia", "2011-12-30", "2011-12-30T09:59:59Z"),  # a day that was left out ends before it begins
    ],
)
def test_a_day_ends_with_the_last_second_that_its_clocks_show(zone: str, day: str, ends_at: str) -> None:
    assert end_of_day(date.fromisoformat(day), zone) == datetime.fromisoformat(ends_at)


ZONES = ("America/Santiago", "America/Asuncion", "America/Havana", "America/Sao_Paulo", "America/St_Johns", "UTC")


@given(st.sampled_from(ZONES), st.dates(date(1990, 1, 1), date(2037, 12, 31)))
def test_no_later_second_is_of_the_day(zone: str, day: date) -> None:
    ends = end_of_day(day, zone)
    assert ends.astimezone(ZoneInfo(zone)).date() == day
    later = [ends + timedelta(seconds=1), *(ends + timedelta(minutes=after) for after in range(1, 200, 7))]
    assert all(moment.astimezone(ZoneInfo(zone)).date() > day for moment in later)


@pytest.mark.parametrize(
    ("zone", "day", "at", "moment"),
    [
        ("America/New_York", "2027-03-14", time(2, 30), "2027-03-14T07:00:00Z"),  # skipped: the first minute after
        ("America/New_York", "2027-11-07", time(1, 30), "2027-11-07T05:30:00Z"),  # repeated: the first time
        ("America/Santiago", "2026-09-06", time(0), "2026-09-06T04:00:00Z"),
        ("America/Bogota", "2027-11-07", time(9), "2027-11-07T14:00:00Z"),
    ],
)
def test_a_wall_time_is_its_first_moment_or_the_first_after_a_gap(zone: str, day: str, at: time, moment: str) -> None:
    assert wall_time(date.fromisoformat(day), at, zone) == datetime.fromisoformat(moment)
