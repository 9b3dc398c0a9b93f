"""What comes near for a city is told once: requirements that are missing, follow-ups that are due."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.cohort.handlers import reminding
from shared.contracts import cohort as contract
from tests.unit.cohort.fake_city import OFFICE, CityDesk
from tests.unit.cohort.fake_cohort import APPLICATION_ID, CODE, LEAD, PROGRAM, Desk
from tests.unit.cohort.fake_looking_back import AFTER, LookingBackDesk

COACH_ID = APPLICATION_ID  # any id
DAY_BEFORE = datetime(2027, 5, 17, 15, tzinfo=UTC)  # the demonstration is planned for 2027-06-01
WATCHED = datetime(2027, 12, 10, 15, tzinfo=UTC)  # the mayor's term ends on 2028-01-01
NEAR = datetime(2027, 5, 18, 14, tzinfo=UTC)  # nine in Bogotá


def remind(desk: Desk, now: datetime) -> list[contract.RequirementsMissing]:
    desk.outbox.events.clear()
    desk.remind(now)
    return [event for event in desk.outbox.events if isinstance(event, contract.RequirementsMissing)]


def follow_up(desk: LookingBackDesk, now: datetime = AFTER) -> list[contract.FollowUpDue]:
    desk.outbox.events.clear()
    desk.remind(now)
    return [event for event in desk.outbox.events if isinstance(event, contract.FollowUpDue)]


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.put(lead_coach_id=COACH_ID)
    return desk


def test_what_is_missing_is_told_fourteen_days_before_and_once(desk: Desk) -> None:
    assert remind(desk, DAY_BEFORE) == []
    (told,) = remind(desk, NEAR)
    assert (told.phase, told.next_phase, told.due_on, told.missing) == (
        "onboarding", "demonstration", date(2027, 6, 1), 2,
    )  # fmt: skip
    assert told.coach is not None
    assert (told.coach.ref, told.coach.role, told.coach.language) == (f"identity:{COACH_ID}", "coach", "es")
    assert remind(desk, NEAR) == []


def test_a_date_that_moves_is_told_anew(desk: Desk) -> None:
    """Staff move what the mail said, so the city hears the new date."""
    assert remind(desk, NEAR)
    desk.reminded.told = {(*key[:2], "2027-05-30") for key in desk.reminded.told}
    assert [event.due_on for event in remind(desk, NEAR)] == [date(2027, 6, 1)]


@pytest.mark.parametrize(("day", "number"), [(1, 1), (2, 0)])
def test_a_date_that_has_passed_is_not_told_any_more(desk: Desk, day: int, number: int) -> None:
    assert len(remind(desk, datetime(2027, 6, day, 12, tzinfo=UTC))) == number


def test_who_lacks_nothing_hears_nothing(desk: Desk) -> None:
    desk.schedule(datetime(2027, 6, 10, 15, tzinfo=UTC), datetime(2027, 6, 11, 15, tzinfo=UTC))
    desk.name_lead()
    assert remind(desk, NEAR) == []


def test_the_date_itself_is_nothing_that_is_missing(desk: Desk) -> None:
    desk.put(phase="demonstration")
    (told,) = remind(desk, datetime(2027, 8, 20, 14, tzinfo=UTC))
    assert (told.next_phase, told.due_on, told.missing) == ("acceleration", date(2027, 9, 1), 5)


@pytest.mark.parametrize("status", ["paused", "withdrawn", "exited"])
def test_only_active_cities_are_reminded(desk: Desk, status: str) -> None:
    desk.put(status=status)
    assert remind(desk, NEAR) == []


def test_after_the_last_phase_nothing_is_missing(desk: Desk) -> None:
    desk.put(phase="completed")
    assert remind(desk, AFTER) == []


@pytest.mark.parametrize(
    ("now", "months"),
    [
        (datetime(2028, 10, 1, 13, 59, tzinfo=UTC), []),
        (datetime(2028, 10, 1, 14, tzinfo=UTC), [6]),
        (datetime(2030, 4, 2, 14, tzinfo=UTC), [6, 12, 24]),
    ],
)
def test_a_follow_up_is_told_when_it_is_due_and_once(now: datetime, months: list[int]) -> None:
    desk = LookingBackDesk()
    desk.complete()
    assert [event.months for event in follow_up(desk, now)] == months
    assert follow_up(desk, now) == []


def test_a_follow_up_that_is_done_or_of_a_city_that_has_left_is_not_told() -> None:
    desk = LookingBackDesk()
    desk.complete()
    desk.follow_up()
    assert follow_up(desk) == []
    other = LookingBackDesk()
    assert follow_up(other) == [], "it has not gone through the program"
    other.complete()
    city = other.repository.participations[APPLICATION_ID]
    other.repository.participations[APPLICATION_ID] = replace(city, status="exited")
    assert follow_up(other) == []


@pytest.mark.parametrize("status", ["paused", "withdrawn", "exited"])
def test_a_follow_up_rests_until_the_city_is_active(status: str) -> None:
    desk = LookingBackDesk()
    desk.complete()
    desk.put(status=status)
    assert follow_up(desk) == []
    desk.put(status="active")
    assert [event.months for event in follow_up(desk)][:1] == [6]


@pytest.mark.parametrize("status", ["paused", "withdrawn", "exited"])
def test_the_watch_over_mayors_rests_until_the_city_is_active(status: str) -> None:
    desk = CityDesk()
    desk.put(status=status)
    desk.watch(WATCHED)
    assert desk.events(contract.TermEnding) == []
    desk.put(status="active")
    desk.watch(WATCHED)
    assert [event.days for event in desk.events(contract.TermEnding)] == [30]


def test_a_mayor_takes_office_while_the_city_pauses_and_not_once_it_has_left() -> None:
    desk = CityDesk()
    desk.succeed(office=OFFICE)
    desk.put(status="withdrawn")
    desk.watch(WATCHED)
    assert desk.events(contract.LeadershipChanged) == []
    desk.put(status="paused")
    desk.watch(WATCHED)
    assert len(desk.events(contract.LeadershipChanged)) == 1


@pytest.mark.parametrize("status", ["paused", "withdrawn", "exited"])
def test_a_measurement_is_asked_for_when_the_city_is_active(status: str) -> None:
    desk = CityDesk()
    desk.set_target()
    desk.put(status=status)
    desk.remind(WATCHED)
    assert desk.events(contract.MeasurementDue) == []
    desk.put(status="active")
    desk.remind(WATCHED)
    assert len(desk.events(contract.MeasurementDue)) == 1


@pytest.mark.parametrize("status", ["paused", "withdrawn", "exited"])
def test_a_survey_is_asked_of_active_cities_and_of_one_that_is_back(status: str) -> None:
    desk = LookingBackDesk()
    desk.put(status=status)
    desk.ask()
    desk.change_status("active", LEAD)
    first, again = [event for event in desk.outbox.events if isinstance(event, contract.SurveyOpened)]
    assert CODE not in {city.code for city in first.cities}
    assert ([city.code for city in again.cities], again.closes_on) == ([CODE], first.closes_on)
    (asked,) = [event for event in desk.outbox.events if isinstance(event, contract.SurveyAsked)]
    assert (asked.code, asked.closes_on) == (CODE, first.closes_on)
    desk.answer()
    desk.outbox.events.clear()
    desk.change_status("paused", LEAD)
    desk.change_status("active", LEAD)
    assert not any(isinstance(event, contract.SurveyOpened) for event in desk.outbox.events), "it has answered"


def test_waived_is_not_missing(desk: Desk) -> None:
    desk.repository.insert_waiver(APPLICATION_ID, "onboarding", "visit_scheduled", "by video", LEAD.actor, NEAR)
    (told,) = remind(desk, NEAR)
    assert told.missing == 1


# -- what is to come ---------------------------------------------------------------------------------------------------


def upcoming(desk: Desk, now: datetime, days: int = 30) -> list[tuple[str, datetime, str]]:
    request = contract.ListUpcomingReminders(days=days)
    found = reminding.list_upcoming(request, desk.repository, now).items
    return [(one.rule, one.at, one.to) for one in found]


def test_what_is_to_come_is_listed_while_there_is_a_reason(desk: Desk) -> None:
    assert upcoming(desk, DAY_BEFORE, 1) == [("requirements_near", NEAR, "city_and_coach")]
    assert [event.due_on for event in remind(desk, NEAR)] == [date(2027, 6, 1)], "it comes as it was listed"
    assert upcoming(desk, NEAR, 1) == []
    desk.schedule(datetime(2027, 6, 10, 15, tzinfo=UTC), datetime(2027, 6, 11, 15, tzinfo=UTC))
    desk.name_lead()
    assert upcoming(desk, DAY_BEFORE, 1) == []


def test_a_late_report_is_listed_for_city_coach_and_staff(desk: Desk) -> None:
    found = upcoming(desk, datetime(2027, 7, 24, 12, tzinfo=UTC), 366)
    first = [one for one in found if one[0].startswith("report_")][:4]
    assert [(rule, at.date(), to) for rule, at, to in first] == [
        ("report_near", date(2027, 7, 25), "city"),
        ("report_late_city", date(2027, 8, 2), "city"),
        ("report_late_coach", date(2027, 8, 8), "coach"),
        ("report_late_staff", date(2027, 8, 15), "staff"),
    ]


@pytest.mark.parametrize("status", ["paused", "withdrawn", "exited"])
def test_nothing_is_to_come_for_a_city_that_is_not_active(desk: Desk, status: str) -> None:
    desk.put(status=status)
    assert upcoming(desk, DAY_BEFORE, 366) == []


def test_a_program_that_asks_staff_at_once_tells_staff_at_once(desk: Desk) -> None:
    (staff,) = [one for one in PROGRAM.reminders if one.id == "report_late_staff"]
    sooner = PROGRAM.model_copy(update={"reminders": (staff.model_copy(update={"offset_days": 1, "hour": 7}),)})
    desk.repository.cohorts = {name: replace(one, program=sooner) for name, one in desk.repository.cohorts.items()}
    desk.remind(datetime(2027, 8, 2, 11, 59, tzinfo=UTC))
    assert desk.outbox.events == []
    desk.remind(datetime(2027, 8, 2, 12, tzinfo=UTC))
    assert [(event.number, event.told) for event in desk.outbox.events] == [(1, "staff")]  # type: ignore[attr-defined]
