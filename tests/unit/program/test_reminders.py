"""The rules of reminders: what a file may say, when each falls due, what becomes of it after a time of being down."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.program.model import Program
from shared.program.reminders import SUBJECTS, ReminderRule, with_rules
from shared.program.reminding import Awaited, Coming, coming, days_near, due_rules, moment_of, upcoming
from tests.support.fakes import FakeReminded
from tests.unit.program.test_load import PROGRAM, refused

ON = date(2027, 5, 14)
A_DAY = timedelta(days=1)
FIRST = '{ id = "draft_7_days_before", subject = "draft", anchor = "closing", offset_days = -7, hour = 9'


def rule(offset: int, hour: int = 9, late: int = 1, name: str = "") -> ReminderRule:
    return ReminderRule(
        id=name or f"r{offset % 1000}", subject="offer", anchor="reply_by", offset_days=offset, hour=hour,
        condition="not_answered", template="offer_reminder", late_days=late,
    )  # fmt: skip


def awaited(on: date = ON, zone: str = "America/Bogota") -> Awaited:
    return Awaited("offer", "1", on, zone)


# -- what a file says --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('anchor = "closing"', 'anchor = "due_on"', "reminders.draft_7_days_before.anchor: "),
        ('condition = "not_submitted"', 'condition = "not_answered"', "reminders.draft_7_days_before.condition: "),
        ('template = "draft_reminder"', 'template = "welcome"', "reminders.draft_7_days_before.template: "),
        ('subject = "draft"', 'subject = "visit"', "reminders.draft_7_days_before.subject: "),
        (FIRST, FIRST.replace("hour = 9", "hour = 24"), "reminders.draft_7_days_before.hour: "),
        (FIRST, FIRST.replace("hour = 9", "hours = 9"), "reminders.draft_7_days_before."),
        (FIRST, FIRST.replace("-7", "-7.5"), "reminders.draft_7_days_before.offset_days: "),
        ('id = "draft_2_days_before"', 'id = "draft_7_days_before"', "reminders: "),
        ('id = "draft_2_days_before"', 'id = "Two days"', "reminders.Two days.id: "),
        ("late_days = 8", "late_days = 0", "reminders.report_near.late_days: "),
    ],
)
def test_a_bad_rule_is_refused_when_the_file_is_loaded(tmp_path: Any, old: str, new: str, said: str) -> None:
    lines = refused(tmp_path, old, new)
    assert lines
    assert all(line.startswith(said) for line in lines), lines


def test_what_may_be_said_of_the_subject_is_named(tmp_path: Any) -> None:
    (line,) = refused(tmp_path, 'template = "coach_report_late"', 'template = "welcome"')
    assert all(template in line for template in SUBJECTS["report"].templates)


def test_a_kept_program_has_the_rows_that_its_former_settings_stand_for() -> None:
    kept: dict[str, Any] = PROGRAM.model_dump(mode="json")
    del kept["reminders"]
    assert Program.model_validate(kept).reminders == PROGRAM.reminders, "they ship as they were"
    kept["call"] |= {"draft_reminder_days": [3], "offer_reminder_days": [], "reminder_hour": 8}
    kept["reports"] |= {"remind_days_before": 5, "coach_after_days": 2, "staff_after_days": 4}
    kept["gates"] |= {"missing_told_days": 10}
    kept["mayors"] |= {"watch_days": [20]}
    rules = Program.model_validate(kept).reminders
    assert {one.hour for one in rules} == {8}
    assert [(one.id, one.offset_days) for one in rules] == [
        ("draft_3_days_before", -3), ("review_2_days_before", -2), ("report_near", -5), ("report_late_city", 1),
        ("report_late_coach", 2), ("report_late_staff", 4), ("requirements_near", -10), ("measurement_due", 0),
        ("follow_up_due", 0), ("invitation_near", -7), ("logistics_near", -7), ("action_item_near", -2),
        ("action_item_late_city", 1), ("action_item_late_coach", 2), ("action_item_late_staff", 4),
        ("term_end_20_days_before", -20), ("election_20_days_before", -20),
    ]  # fmt: skip


def test_a_former_setting_beside_rows_or_without_sense_is_refused(tmp_path: Any) -> None:
    (line,) = refused(tmp_path, "grace_minutes = 15", "grace_minutes = 15\nreminder_hour = 9")
    assert line.startswith("call.reminder_hour: ")
    senseless = {"call": {"reminder_hour": "nine"}}
    assert with_rules(senseless) == senseless


def test_a_program_may_remind_of_nothing() -> None:
    assert Program.model_validate(PROGRAM.model_dump() | {"reminders": ()}).reminders == ()


# -- when --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "on", "hour", "moment"),
    [
        ("America/Bogota", "2027-05-15", 9, "2027-05-14T14:00:00Z"),
        ("Asia/Tokyo", "2027-05-15", 9, "2027-05-14T00:00:00Z"),
        ("America/New_York", "2027-03-15", 2, "2027-03-14T07:00:00Z"),  # two does not come: three, the first minute
        ("America/New_York", "2027-11-08", 1, "2027-11-07T05:00:00Z"),  # one comes twice: the first
        ("America/Santiago", "2026-09-07", 0, "2026-09-06T04:00:00Z"),  # no midnight
        ("America/Havana", "2026-11-02", 0, "2026-11-01T04:00:00Z"),  # midnight twice
    ],
)
def test_an_hour_that_is_skipped_or_repeated_has_one_moment(zone: str, on: str, hour: int, moment: str) -> None:
    one, of = rule(-1, hour), awaited(date.fromisoformat(on), zone)
    at = datetime.fromisoformat(moment)
    assert moment_of(one, of) == at
    assert due_rules((one,), of, at - timedelta(seconds=1)) == []
    assert due_rules((one,), of, at) == [one]


def test_over_the_change_of_clocks_it_is_told_once() -> None:
    reminded, told = FakeReminded(), 0
    one, of = rule(-1, 1), awaited(date(2027, 11, 8), "America/New_York")
    for minutes in range(0, 36 * 60, 5):
        now = datetime(2027, 11, 7, tzinfo=UTC) + timedelta(minutes=minutes)
        told += sum(reminded.take(due, of) for due in due_rules((one,), of, now))
    assert told == 1


def test_of_several_that_were_missed_the_latest_alone_is_told_and_those_of_one_moment_together() -> None:
    first, second, other = rule(-7, late=30), rule(-2, late=3), rule(-2, late=3, name="other")
    noon = datetime(2027, 5, 13, 17, tzinfo=UTC)
    assert due_rules((first, second, other), awaited(), noon) == [second, other]
    assert due_rules((first, second), awaited(), noon + 4 * A_DAY) == [], "nor an earlier one, once it is too late"


def test_what_was_missed_goes_as_long_as_it_is_not_too_late() -> None:
    moment = datetime(2027, 5, 12, 14, tzinfo=UTC)
    for late in (1, 3):
        one = rule(-2, late=late)
        assert due_rules((one,), awaited(), moment + late * A_DAY - timedelta(seconds=1)) == [one]
        assert due_rules((one,), awaited(), moment + late * A_DAY) == []


def test_a_moved_anchor_is_reminded_of_at_its_own_day() -> None:
    reminded, one = FakeReminded(), rule(-2)
    before, after = awaited(), awaited(ON + 3 * A_DAY)
    assert reminded.take(one, before)
    assert not reminded.take(one, before)
    assert due_rules((one,), after, moment_of(one, before)) == []
    assert due_rules((one,), after, moment_of(one, after)) == [one]
    assert reminded.take(one, after)


@given(
    st.lists(
        st.tuples(st.integers(-30, 30), st.integers(0, 23), st.integers(1, 40)), min_size=1, max_size=4, unique=True
    ),
    st.lists(st.integers(0, 80 * 24), min_size=1, max_size=30),
)
def test_however_often_it_looks_each_is_told_at_most_once_and_in_order(
    rows: list[tuple[int, int, int]], hours: list[int]
) -> None:
    rules = [rule(offset, hour, late, f"r{number}") for number, (offset, hour, late) in enumerate(rows)]
    reminded, told = FakeReminded(), []
    for hour in sorted(hours):
        now = datetime(2027, 4, 5, tzinfo=UTC) + timedelta(hours=hour)
        told += [
            (moment_of(one, awaited()), one.id)
            for one in due_rules(rules, awaited(), now)
            if reminded.take(one, awaited())
        ]
    assert len({name for _, name in told}) == len(told)
    assert all(earlier[0] <= later[0] for earlier, later in pairwise(told))


# -- what is to come ---------------------------------------------------------------------------------------------------


def test_what_is_to_come_is_listed_by_time_and_what_is_past_is_not() -> None:
    rules, now = (rule(-7), rule(-2), rule(30, name="late")), datetime(2027, 5, 7, 14, tzinfo=UTC)
    found = [Coming(*one, awaited(), "JK2MPJ4V23") for one in coming(rules, awaited(), now, now + 30 * A_DAY)]
    (item,) = upcoming(found, 10).items
    assert (item.at, item.zone, item.rule, item.on, item.to, item.template, item.condition) == (
        datetime(2027, 5, 12, 14, tzinfo=UTC), "America/Bogota", rule(-2).id, ON, "applicant", "offer_reminder",
        "not_answered",
    )  # fmt: skip
    assert (upcoming(found * 3, 2).total, len(upcoming(found * 3, 2).items)) == (3, 2)


@given(st.integers(-40, 40), st.integers(0, 23), st.integers(1, 50), st.integers(-60, 60), st.integers(0, 23))
def test_no_day_of_which_somebody_is_reminded_lies_outside_those_that_are_looked_at(
    offset: int, hour: int, late: int, days: int, at: int
) -> None:
    one, now = rule(offset, hour, late), datetime(2027, 5, 14, at, tzinfo=UTC)
    until = now + 30 * A_DAY
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        of = awaited(ON + days * A_DAY, zone)
        if due_rules((one,), of, now) or list(coming((one,), of, now, until)):
            first, last = days_near((one,), "offer", now, until)
            assert first <= of.on <= last
