"""Days that are left are counted by the calendar of the zone in which the deadline is."""

from datetime import UTC, datetime

import pytest

from services.portal.web.deadlines import days_left

ZONE = "America/New_York"
UNTIL = datetime(2026, 12, 14, 5, tzinfo=UTC)  # the end of 13 December there


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (datetime(2026, 11, 29, 22, tzinfo=UTC), 14),
        (datetime(2026, 12, 13, 4, 59, tzinfo=UTC), 1),
        (datetime(2026, 12, 13, 5, tzinfo=UTC), 0),
        (datetime(2026, 12, 14, 4, 59, tzinfo=UTC), 0),
        (UNTIL, None),
    ],
)
def test_days_are_counted_by_the_calendar(now: datetime, left: int | None) -> None:
    assert days_left(UNTIL, ZONE, now) == left
