"""Owners of drafts are reminded some days before the call closes, at an hour of their own day, once."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from services.intake.domain.reminders import RemindableDraft, is_waited_for
from services.intake.handlers import reminding
from shared.contracts.intake import DraftReminderDue, ListUpcomingReminders
from shared.program.reminding import due_rules
from tests.unit.intake.fake_intake import NOW, PROGRAM, Desk

CLOSES_AT = datetime(2027, 4, 1, 3, 59, 59, tzinfo=UTC)  # 31 March in Bogotá
SEVEN = datetime(2027, 3, 24, 14, tzinfo=UTC)  # 9:00 there
TWO = datetime(2027, 3, 29, 14, tzinfo=UTC)
TICK, DAY = timedelta(microseconds=1), timedelta(days=1)


def draft(**changes: object) -> RemindableDraft:
    fields = {
        "id": UUID(int=1), "code": "K7Q2M9X4TB", "call": "2027", "closes_at": CLOSES_AT, "saved_at": NOW,
        "time_zone": "America/Bogota",
    }  # fmt: skip
    return RemindableDraft(**fields | changes)  # type: ignore[arg-type]


def due(now: datetime, **changes: object) -> int | None:
    """How many days before the closing the reminder is one of, that is due."""
    one = draft(**changes)
    days = [
        -rule.offset_days for rule in due_rules(PROGRAM.reminders, one.awaited, now) if is_waited_for(one, rule, now)
    ]
    return days[0] if days else None


@pytest.mark.parametrize(
    ("now", "days"),
    [
        (SEVEN - TICK, None),
        (SEVEN, 7),
        (SEVEN + DAY - TICK, 7),  # late, after a time of being down
        (SEVEN + DAY, None),
        (TWO - TICK, None),
        (TWO, 2),
        (TWO + DAY, None),
        (CLOSES_AT, None),
    ],
)
def test_when_a_reminder_is_due(now: datetime, days: int | None) -> None:
    assert due(now) == days


def test_the_day_and_the_hour_are_the_citys() -> None:
    tokyo = {"time_zone": "Asia/Tokyo"}  # where the call closes on 1 April
    assert due(datetime(2027, 3, 25, 0, tzinfo=UTC), **tokyo) == 7
    assert due(datetime(2027, 3, 24, 23, 59, tzinfo=UTC), **tokyo) is None


def test_the_clocks_may_change_on_the_way() -> None:
    closes_at = datetime(2027, 3, 16, 3, 59, 59, tzinfo=UTC)  # 15 March; summer time began on the 14th
    assert due(datetime(2027, 3, 8, 14, tzinfo=UTC), closes_at=closes_at, time_zone="America/New_York") == 7
    assert due(datetime(2027, 3, 13, 14, tzinfo=UTC), closes_at=closes_at, time_zone="America/New_York") == 2


def test_who_has_saved_since_is_not_reminded() -> None:
    assert due(SEVEN + 2 * TICK, saved_at=SEVEN + TICK) is None
    assert due(SEVEN + 2 * TICK, saved_at=SEVEN - TICK) == 7


def told(desk: Desk, now: datetime) -> list[int]:
    before = len(desk.outbox.events)
    for draft in reminding.list_due_drafts(desk.repository, PROGRAM, desk.reminded, now) * 2:  # type: ignore[arg-type]
        reminding.remind_draft(draft, desk.outbox, PROGRAM, desk.reminded, now)  # type: ignore[arg-type]
    return [event.days for event in desk.outbox.events[before:] if isinstance(event, DraftReminderDue)]


def test_a_reminder_is_told_once_and_anew_when_the_call_is_extended() -> None:
    desk = Desk()
    desk.save()
    assert (told(desk, SEVEN), told(desk, SEVEN + TICK), told(desk, TWO)) == ([7], [], [2])
    desk.extend(date(2027, 4, 5), now=TWO)
    assert told(desk, TWO) == [7]  # 9:00 of the seventh day before the new closing
    assert told(desk, datetime(2027, 4, 3, 14, tzinfo=UTC)) == [2]


def test_only_drafts_of_open_calls_are_reminded_of() -> None:
    desk = Desk()
    desk.submit_draft(desk.save().code)
    desk.withdraw(desk.save(city="Otra").code)
    desk.save(city="Tercera")
    desk.close(now=SEVEN)
    assert told(desk, SEVEN + TICK) == []


def reminded(desk: Desk, now: datetime) -> list[tuple[int, datetime]]:
    desk.outbox.events.clear()
    for one in reminding.list_due_drafts(desk.repository, PROGRAM, desk.reminded, now):
        reminding.remind_draft(one, desk.outbox, PROGRAM, desk.reminded, now)
    return [(one.days, one.closes_at) for one in desk.outbox.events if isinstance(one, DraftReminderDue)]


@pytest.mark.parametrize("closed_by_hand", [False, True])
def test_a_city_that_the_call_was_reopened_for_is_reminded_of_its_own_day(closed_by_hand: bool) -> None:
    desk = Desk()
    code, late = desk.save().code, CLOSES_AT + timedelta(days=1)
    desk.save(city="Otra")
    if closed_by_hand:
        desk.close(now=CLOSES_AT - DAY)
    until = desk.reopen(code, date(2027, 4, 20), now=late).until
    assert reminded(desk, until - 7 * DAY - timedelta(hours=10)) == [(7, until)]


def test_a_reopening_that_is_over_gives_way_to_a_call_that_was_extended() -> None:
    desk = Desk()
    code, late = desk.save().code, CLOSES_AT + timedelta(days=1)
    desk.reopen(code, date(2027, 4, 5), now=late)
    closes_at = desk.extend(date(2027, 4, 20), now=late).closes_at
    assert reminded(desk, closes_at - 7 * DAY - timedelta(hours=10)) == [(7, closes_at)]


def test_what_is_to_come_is_listed_until_the_draft_is_submitted() -> None:
    desk = Desk()
    code = desk.save().code

    def listed(now: datetime) -> list[tuple[str, datetime, str]]:
        found = reminding.list_upcoming(ListUpcomingReminders(), desk.repository, PROGRAM, now)  # type: ignore[arg-type]
        return [(one.rule, one.at, one.code) for one in found.items]

    assert listed(SEVEN - TICK) == [("draft_7_days_before", SEVEN, code), ("draft_2_days_before", TWO, code)]
    assert listed(TWO) == []
    desk.submit_draft(code)
    assert listed(SEVEN - TICK) == []
