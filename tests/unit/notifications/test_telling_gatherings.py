"""What follows a visit or a convening: cancelled, answered, reminded, thanked; late reports, new dates."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.notifications.domain import Mail
from services.notifications.handlers import gatherings, telling
from shared.contracts import cohort
from shared.contracts.people import PersonRef
from tests.unit.notifications.fake_ledger import (
    ANALYST,
    APPLICATION_ID,
    CALL,
    CODE,
    LETTERS,
    MAYORS_OFFICE,
    NOW,
    SUBMITTED,
    FakeLedger,
)
from tests.unit.notifications.test_telling_sessions import cause

MEETING = UUID(int=77)
KEYS = {"application_id": APPLICATION_ID, "code": CODE, "cohort": "c27"}
TIMES = {
    "starts_at": NOW + timedelta(days=30),
    "ends_at": NOW + timedelta(days=31),
    "time_zone": "America/Bogota",
    "sequence": 1,
}
COACH = PersonRef(ref=f"identity:{UUID(int=5)}", role="coach", language="es")


@pytest.fixture
def ledger() -> FakeLedger:
    ledger = FakeLedger()
    telling.take_in_call(CALL, ledger)
    telling.confirm_submission(SUBMITTED, ledger, LETTERS, cause(), NOW)
    ledger.mails.clear()
    return ledger


def mails(ledger: FakeLedger, template: str) -> list[Mail]:
    return [mail for mail in ledger.mails.values() if mail.template == template]


def invite(ledger: FakeLedger) -> None:
    event = cohort.ConveningInvited(
        **KEYS, **{**TIMES, "sequence": 0}, convening_id=MEETING, kind="leaders", person=ANALYST,
        rsvp_by=date(2027, 9, 20),
    )  # fmt: skip
    telling.tell_convening(event, ledger, LETTERS, cause(), NOW)


@pytest.mark.parametrize("was_scheduled", [True, False])
def test_a_cancelled_visit_is_told_to_the_team_if_it_had_been_scheduled(
    ledger: FakeLedger, was_scheduled: bool
) -> None:
    event = cohort.VisitCancelled(**KEYS, **TIMES, visit_id=MEETING, was_scheduled=was_scheduled)
    gatherings.tell_visit_cancelled(event, ledger, LETTERS, cause(), NOW)
    assert bool(mails(ledger, "visit_cancelled")) is was_scheduled


def test_who_is_not_expected_any_more_hears_of_it_if_they_had_been_invited(ledger: FakeLedger) -> None:
    event = cohort.ConveningUninvited(
        **KEYS, **TIMES, convening_id=MEETING, kind="leaders", person=ANALYST, cancelled=True
    )
    gatherings.tell_uninvited(event, ledger, LETTERS, cause(), NOW)
    assert mails(ledger, "convening_cancelled") == []
    invite(ledger)
    gatherings.tell_uninvited(event, ledger, LETTERS, cause(), NOW)
    (mail,) = mails(ledger, "convening_cancelled")
    assert (mail.recipient, mail.values["meeting_id"], mail.values["sequence"]) == (ANALYST.ref, str(MEETING), 1)


def answered(**changes: Any) -> cohort.ConveningAnswered:
    fields = {"person": ANALYST, "starts_at": TIMES["starts_at"], "time_zone": "America/Bogota", **changes}
    return cohort.ConveningAnswered(
        **KEYS, convening_id=MEETING, kind="leaders", role="team", answer="yes", delegated=False, **fields
    )


def test_an_answer_is_confirmed_to_who_was_invited(ledger: FakeLedger) -> None:
    gatherings.confirm_answer(answered(), ledger, LETTERS, cause(), NOW)
    (mail,) = mails(ledger, "convening_receipt")
    assert (mail.recipient, mail.values["answer"]) == (ANALYST.ref, "yes")


def test_an_answer_from_before_answers_named_the_person_is_confirmed_to_nobody(ledger: FakeLedger) -> None:
    gatherings.confirm_answer(answered(person=None, starts_at=None), ledger, LETTERS, cause(), NOW)
    assert ledger.mails == {}


def test_who_is_silent_is_reminded_and_who_came_is_thanked(ledger: FakeLedger) -> None:
    reminded = cohort.ConveningReminded(
        **KEYS, convening_id=MEETING, kind="leaders", person=ANALYST, starts_at=TIMES["starts_at"],
        time_zone="America/Bogota", rsvp_by=date(2027, 9, 20),
    )  # fmt: skip
    gatherings.remind_of_answer(reminded, ledger, LETTERS, cause(), NOW)
    thanked = cohort.AttendanceThanked(**KEYS, convening_id=MEETING, kind="leaders", person=MAYORS_OFFICE)
    gatherings.thank(thanked, ledger, LETTERS, cause(), NOW)
    assert {(mail.template, mail.recipient) for mail in ledger.mails.values()} == {
        ("convening_reminder", ANALYST.ref),
        ("convening_thanks", MAYORS_OFFICE.ref),
    }


def awaited(told: str, coach: PersonRef | None = COACH) -> cohort.ReportAwaited:
    fields = {"part": "progress_report", "number": 1, "due_on": date(2027, 8, 1), "told": told, "coach": coach}
    return cohort.ReportAwaited.model_validate(KEYS | fields)


@pytest.mark.parametrize(("told", "late"), [("city_before", False), ("city", True)])
def test_a_report_is_asked_of_the_team(ledger: FakeLedger, told: str, late: bool) -> None:
    gatherings.tell_report(awaited(told), ledger, LETTERS, cause(), NOW)
    found = mails(ledger, "report_awaited")
    assert found
    assert {mail.values["late"] for mail in found} == {late}
    assert COACH.ref not in {mail.recipient for mail in found}


def test_a_late_report_is_told_to_the_coach_where_there_is_one_and_to_staff_by_their_report(ledger: FakeLedger) -> None:
    gatherings.tell_report(awaited("coach", None), ledger, LETTERS, cause(), NOW)
    gatherings.tell_report(awaited("staff"), ledger, LETTERS, cause(), NOW)
    assert ledger.mails == {}
    gatherings.tell_report(awaited("coach"), ledger, LETTERS, cause(), NOW)
    assert [mail.recipient for mail in mails(ledger, "report_awaited")] == [COACH.ref]


def test_new_dates_are_told_to_the_team_of_each_city_once(ledger: FakeLedger) -> None:
    event = cohort.TimelineChanged.model_validate(
        {
            "cohort_id": UUID(int=3),
            "cohort": "c27",
            "application_id": None,
            "changes": [{"phase": "acceleration", "old": "2027-09-01", "new": "2027-09-15"}],
            "cities": [{"application_id": APPLICATION_ID, "code": CODE}],
        }
    )
    same = cause()
    for _ in range(2):
        gatherings.tell_timeline(event, ledger, LETTERS, same, NOW)
    found = mails(ledger, "timeline_changed")
    assert len({mail.recipient for mail in found}) == len(found) > 0
    assert found[0].values["changes"] == [{"phase": "acceleration", "old": "2027-09-01", "new": "2027-09-15"}]
