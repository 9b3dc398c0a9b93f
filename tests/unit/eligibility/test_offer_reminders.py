"""Cities that have not answered their offer are reminded at nine of their own day, 7 and 2 days before its date."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from services.eligibility.handlers import reminding
from shared.contracts import eligibility
from shared.contracts.lifecycle import ApplicationState as State
from tests.unit.eligibility.fake_eligibility import DUE_ON, PROGRAM, Desk

SEVEN = datetime(2027, 4, 17, 14, tzinfo=UTC)  # nine in Bogotá; the offer is to be answered by 24 April
TWO = datetime(2027, 4, 22, 14, tzinfo=UTC)
A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.offered()
    return desk


@pytest.mark.parametrize(("at", "days"), [(SEVEN, 7), (TWO, 2)])
def test_a_city_is_reminded_at_nine_of_its_day_and_once(desk: Desk, at: datetime, days: int) -> None:
    assert desk.remind(at - A_MINUTE) == []
    (told,) = desk.remind(at)
    assert (told.days, told.reply_by, told.state) == (days, DUE_ON, State.OFFERED)
    assert desk.remind(at + A_MINUTE) == []


def test_after_a_day_of_being_down_the_reminder_is_not_told_any_more(desk: Desk) -> None:
    assert desk.remind(SEVEN + timedelta(hours=24)) == []
    assert len(desk.remind(SEVEN + timedelta(hours=24) - A_MINUTE)) == 1


def test_a_date_that_moves_has_its_own_reminders(desk: Desk) -> None:
    assert desk.remind(SEVEN)
    desk.extend(date(2027, 5, 1), now=SEVEN)
    assert desk.remind(SEVEN) == []
    (told,) = desk.remind(SEVEN + timedelta(days=7))
    assert (told.days, told.reply_by) == (7, date(2027, 5, 1))


def test_who_has_answered_is_not_reminded(desk: Desk) -> None:
    desk.confirm()
    assert desk.remind(SEVEN) == []


def test_what_is_to_come_is_listed_until_the_offer_is_answered(desk: Desk) -> None:
    def listed(now: datetime) -> list[tuple[str, datetime, str]]:
        request = eligibility.ListUpcomingReminders()
        found = reminding.list_upcoming(request, desk.repository, PROGRAM, now)
        return [(one.rule, one.at, one.to) for one in found.items]

    assert listed(SEVEN - A_MINUTE) == [
        ("offer_7_days_before", SEVEN, "applicant"), ("offer_2_days_before", TWO, "applicant"),
    ]  # fmt: skip
    assert listed(SEVEN) == [("offer_2_days_before", TWO, "applicant")]
    desk.confirm()
    assert listed(SEVEN - A_MINUTE) == []
