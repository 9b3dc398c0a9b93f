"""Which reminders go together, and on which day: by whose clock, through gaps and overlaps of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from services.notifications.domain import Mail
from services.notifications.reminders import bundles, is_next_days, is_reminder, next_morning, zone_of
from tests.unit.notifications.fake_ledger import ANALYST, NOW, a_mail

BOGOTA, LA = "America/Bogota", "America/Los_Angeles"


def reminder(**changes: Any) -> Mail:
    return a_mail(**{"template": "report_awaited", "values": {"city_zone": BOGOTA}} | changes)


def test_reminders_of_one_person_are_together_and_all_else_by_itself() -> None:
    first, other, second, theirs = (
        reminder(id=UUID(int=4)), a_mail(), reminder(id=UUID(int=3), template="measurement_due"),
        reminder(recipient=ANALYST.ref),
    )  # fmt: skip
    assert bundles([first, other, second, theirs]) == [[second, first], [other], [theirs]]


@pytest.mark.parametrize(
    "changes",
    [{"template": "decision_admitted"}, {"values": {"by_staff": True}}, {"resent_from": UUID(int=1)}],
)
def test_what_people_cause_is_no_reminder(changes: dict[str, Any]) -> None:
    assert is_reminder(reminder())
    assert not is_reminder(reminder(**changes))


def test_a_day_is_one_by_the_readers_clock() -> None:
    assert zone_of(reminder(), LA) == BOGOTA
    assert zone_of(reminder(values={}), LA) == LA
    assert zone_of(reminder(recipient="identity:1"), LA) == LA
    late, midnight = datetime(2027, 3, 2, 4, 59, tzinfo=UTC), datetime(2027, 3, 2, 5, tzinfo=UTC)
    assert is_next_days(NOW, BOGOTA, late)
    assert not is_next_days(NOW, BOGOTA, midnight)
    assert not is_next_days(None, BOGOTA, late)


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        (
            datetime(2027, 3, 13, 20, tzinfo=UTC),
            datetime(2027, 3, 14, 16, tzinfo=UTC),
        ),  # clocks skip an hour
        (datetime(2027, 3, 12, 20, tzinfo=UTC), datetime(2027, 3, 13, 17, tzinfo=UTC)),
        (datetime(2027, 11, 6, 20, tzinfo=UTC), datetime(2027, 11, 7, 17, tzinfo=UTC)),  # they have repeated one
        (datetime(2027, 12, 31, 23, tzinfo=UTC), datetime(2028, 1, 1, 17, tzinfo=UTC)),
    ],
)
def test_the_next_morning_is_at_nine_whatever_the_clocks_do(now: datetime, morning: datetime) -> None:
    assert next_morning(LA, now) == morning
