"""What follows a visit or a convening: cancelled, answered, reminded, thanked; late reports, new dates."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.notifications.domain import Mail
from services.notifications.handlers import applications, gatherings, strategy
from services.notifications.mails import MAILS
from shared.contracts import cohort
from shared.contracts.people import PersonRef
from tests.unit.notifications.fake_ledger import (
    ANALYST,
    APPLICATION_ID,
    CALL,
    CODE,
    MAYORS_OFFICE,
    NOW,
    PRIMARY,
    SUBMITTED,
    tell,
    telling_of,
)
from tests.unit.notifications.tables import tables
from tests.unit.notifications.test_telling_sessions import cause

MEETING = UUID(int=77)
KEYS = {"application_id": APPLICATION_ID, "code": CODE, "cohort": "c27"}
TIMES = {
    "starts_at": NOW + timedelta(days=30),
    "ends_at": NOW + timedelta(days=31),
    "time_zone": "America/Bogota",
    "sequence": 1,
}
TEAM = (PRIMARY.ref, MAYORS_OFFICE.ref, ANALYST.ref)
SUCCESSOR = PersonRef(ref=f"cohort:{UUID(int=6)}", role="team", language="pt")
COACH = PersonRef(ref=f"identity:{UUID(int=5)}", role="coach", language="es")

UNTOLD = SUBMITTED.model_copy(update={"notify": False})  # nobody is mailed that it came


@pytest.fixture
def ledger() -> Any:
    ledger = tables()
    applications.take_in_call(CALL, ledger)
    applications.confirm_submission(UNTOLD, telling_of(ledger, cause()))
    return ledger


def mails(ledger: Any, template: str) -> list[Mail]:
    """To the city; and what its coach reads in their place."""
    told = (template, MAILS[template].to_coach)
    return [mail for mail in ledger.mails.values() if mail.template in told]


def to_coaches(ledger: Any) -> set[str]:
    """Templates; nobody else reads them."""
    own = {mail.template: mail.recipient for mail in ledger.mails.values() if mail.template.startswith("coach_")}
    assert all(recipient == COACH.ref for recipient in own.values())
    assert COACH.ref not in {mail.recipient for mail in ledger.mails.values() if mail.template not in own}
    return set(own)


def invite(ledger: Any, **changes: Any) -> None:
    event = cohort.ConveningInvited(
        **KEYS, **{**TIMES, "sequence": 0, **changes}, convening_id=MEETING, kind="leaders", person=ANALYST,
        rsvp_by=date(2027, 9, 20),
    )  # fmt: skip
    gatherings.tell_convening(event, telling_of(ledger, cause()))


def schedule(ledger: Any, **changes: Any) -> list[Mail]:
    event = cohort.VisitScheduled(**{**KEYS, **TIMES, "visit_id": MEETING, "coach": COACH} | changes)
    gatherings.tell_visit(event, telling_of(ledger, cause()))
    return mails(ledger, "visit_scheduled")


def call_off(ledger: Any) -> list[Mail]:
    event = cohort.VisitCancelled(**KEYS, **TIMES, visit_id=MEETING, was_scheduled=True, coach=COACH)
    gatherings.tell_visit_cancelled(event, telling_of(ledger, cause()))
    return mails(ledger, "visit_cancelled")


def test_a_visit_is_told_to_the_team_and_the_coach_and_so_is_its_end(ledger: Any) -> None:
    assert {mail.recipient for mail in schedule(ledger)} == {*TEAM, COACH.ref}
    assert {mail.values["moved"] for mail in schedule(ledger, sequence=2)[4:]} == {True}
    assert {mail.recipient for mail in call_off(ledger)} == {*TEAM, COACH.ref}
    assert len(call_off(ledger)) == 4, "nobody is told twice"
    assert to_coaches(ledger) == {"coach_visit_scheduled", "coach_visit_cancelled"}


def test_a_visit_that_nobody_was_told_of_ends_in_silence(ledger: Any) -> None:
    assert call_off(ledger) == []


def test_nobody_is_invited_to_what_is_over(ledger: Any) -> None:
    over = {"starts_at": NOW - timedelta(hours=2), "ends_at": NOW}
    assert schedule(ledger, **over) == []
    invite(ledger, **over)
    assert mails(ledger, "convening_invitation") == []


def test_what_is_moved_into_the_past_leaves_the_calendars(ledger: Any) -> None:
    over = {"starts_at": NOW - timedelta(hours=2), "ends_at": NOW, "sequence": 5}
    schedule(ledger)
    for _ in range(2):  # told once
        schedule(ledger, **over)
    assert {mail.recipient for mail in mails(ledger, "visit_cancelled")} == {*TEAM, COACH.ref}
    assert len(mails(ledger, "visit_cancelled")) == 4


def test_a_gathering_moved_into_the_past_leaves_the_calendar_of_who_was_invited(ledger: Any) -> None:
    over = {"starts_at": NOW - timedelta(hours=2), "ends_at": NOW, "sequence": 5}
    invite(ledger)
    for _ in range(2):  # told once
        invite(ledger, **over)
    (ended,) = mails(ledger, "convening_cancelled")
    assert (ended.recipient, ended.values["cancelled"], ended.values["sequence"]) == (ANALYST.ref, False, 5)


def test_of_a_guest_who_goes_and_one_who_comes_nobody_else_hears(ledger: Any) -> None:
    schedule(ledger)
    before = len(ledger.mails)
    change = {**KEYS, **TIMES, "visit_id": MEETING}
    for _ in range(2):  # told once
        event = cohort.VisitGuestChanged(**change, invited=SUCCESSOR, gone=ANALYST)
        gatherings.tell_visit_guest(event, telling_of(ledger, cause()))
    new = list(ledger.mails.values())[before:]
    assert [(mail.template, mail.recipient) for mail in new] == [
        ("visit_cancelled", ANALYST.ref), ("visit_scheduled", SUCCESSOR.ref),
    ]  # fmt: skip


def test_who_is_invited_again_reads_an_invitation(ledger: Any) -> None:
    invite(ledger)
    gone = cohort.ConveningUninvited(
        **KEYS, **TIMES, convening_id=MEETING, kind="leaders", person=ANALYST, cancelled=False
    )
    for _ in range(2):
        gatherings.tell_uninvited(gone, telling_of(ledger, cause()))
    assert len(mails(ledger, "convening_cancelled")) == 1
    invite(ledger)
    assert [mail.values["moved"] for mail in mails(ledger, "convening_invitation")] == [False, False]


def test_who_is_not_expected_any_more_hears_of_it_if_they_had_been_invited(ledger: Any) -> None:
    event = cohort.ConveningUninvited(
        **KEYS, **TIMES, convening_id=MEETING, kind="leaders", person=ANALYST, cancelled=True
    )
    gatherings.tell_uninvited(event, telling_of(ledger, cause()))
    assert mails(ledger, "convening_cancelled") == []
    invite(ledger)
    gatherings.tell_uninvited(event, telling_of(ledger, cause()))
    (mail,) = mails(ledger, "convening_cancelled")
    assert (mail.recipient, mail.values["meeting_id"], mail.values["sequence"]) == (ANALYST.ref, str(MEETING), 1)


def answered(**changes: Any) -> cohort.ConveningAnswered:
    fields = {"person": ANALYST, "starts_at": TIMES["starts_at"], "time_zone": "America/Bogota", **changes}
    return cohort.ConveningAnswered(
        **KEYS, convening_id=MEETING, kind="leaders", role="team", answer="yes", delegated=False, **fields
    )


def test_an_answer_is_confirmed_to_who_was_invited(ledger: Any) -> None:
    gatherings.confirm_answer(answered(), telling_of(ledger, cause()))
    (mail,) = mails(ledger, "convening_receipt")
    assert (mail.recipient, mail.values["answer"]) == (ANALYST.ref, "yes")


def test_an_answer_from_before_answers_named_the_person_is_confirmed_to_nobody(ledger: Any) -> None:
    gatherings.confirm_answer(answered(person=None, starts_at=None), telling_of(ledger, cause()))
    assert ledger.mails == {}


def test_who_is_silent_is_reminded_and_who_came_is_thanked(ledger: Any) -> None:
    reminded = cohort.ConveningReminded(
        **KEYS, convening_id=MEETING, kind="leaders", person=ANALYST, starts_at=TIMES["starts_at"],
        time_zone="America/Bogota", rsvp_by=date(2027, 9, 20),
    )  # fmt: skip
    tell(reminded, ledger, cause())
    thanked = cohort.AttendanceThanked(**KEYS, convening_id=MEETING, kind="leaders", person=MAYORS_OFFICE)
    tell(thanked, ledger, cause())
    assert {(mail.template, mail.recipient) for mail in ledger.mails.values()} == {
        ("convening_reminder", ANALYST.ref),
        ("convening_thanks", MAYORS_OFFICE.ref),
    }


def awaited(told: str, coach: PersonRef | None = COACH) -> cohort.ReportAwaited:
    fields = {"part": "progress_report", "number": 1, "due_on": date(2027, 8, 1), "told": told, "coach": coach}
    return cohort.ReportAwaited.model_validate(KEYS | fields)


@pytest.mark.parametrize(("told", "late"), [("city_before", False), ("city", True)])
def test_a_report_is_asked_of_the_team(ledger: Any, told: str, late: bool) -> None:
    gatherings.tell_report(awaited(told), telling_of(ledger, cause()))
    found = mails(ledger, "report_awaited")
    assert found
    assert {mail.values["late"] for mail in found} == {late}
    assert COACH.ref not in {mail.recipient for mail in found}


def test_a_late_report_is_told_to_the_coach_where_there_is_one_then_to_staff(ledger: Any) -> None:
    gatherings.tell_report(awaited("coach", None), telling_of(ledger, cause()))
    assert ledger.mails == {}
    gatherings.tell_report(awaited("coach"), telling_of(ledger, cause()))
    assert [mail.recipient for mail in mails(ledger, "report_awaited")] == [COACH.ref]
    assert to_coaches(ledger) == {"coach_report_late"}
    ledger.upsert_person("identity:9", "en", is_staff=True)
    gatherings.tell_report(awaited("staff"), telling_of(ledger, cause()))
    assert [mail.recipient for mail in mails(ledger, "staff_report_late")] == ["identity:9"]


def test_new_dates_are_told_to_the_team_of_each_city_once(ledger: Any) -> None:
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
        gatherings.tell_timeline(event, telling_of(ledger, same))
    found = mails(ledger, "timeline_changed")
    assert len({mail.recipient for mail in found}) == len(found) > 0
    assert found[0].values["changes"] == [{"phase": "acceleration", "old": "2027-09-01", "new": "2027-09-15"}]


def test_a_launch_that_was_told_is_told_again_as_changed(ledger: Any) -> None:
    launched = cohort.StrategyLaunched(
        **KEYS,
        version=7,
        launched_on=NOW.date(),
        embargo_until=None,
        horizon_starts_on=NOW.date(),
        horizon_ends_on=NOW.date() + timedelta(days=3 * 365),
    )
    changed = launched.model_copy(update={"launched_on": NOW.date() - timedelta(days=2)})
    revised = launched.model_copy(update={"version": 9})
    for event in (launched, changed, revised):
        strategy.tell_launch(event, telling_of(ledger, cause()))
    found = [mail.values["changed"] for mail in mails(ledger, "strategy_launched")]
    assert found == [False] * len(TEAM) + [True] * len(TEAM) + [False] * len(TEAM)


def test_an_embargo_that_is_lifted_is_told_to_the_team(ledger: Any) -> None:
    event = cohort.StrategyEmbargoLifted(**KEYS, embargo_until=NOW + timedelta(days=9))
    tell(event, ledger, cause())
    assert {mail.recipient for mail in mails(ledger, "embargo_lifted")} == set(TEAM)


def test_a_citys_answer_to_a_proposed_visit_goes_to_its_coach_and_to_staff(ledger: Any) -> None:
    times = {key: value for key, value in TIMES.items() if key != "sequence"}
    answered = cohort.VisitAnswered.model_validate(KEYS | times | {"visit_id": MEETING, "suits": False, "coach": COACH})
    gatherings.tell_visit_answer(answered, telling_of(ledger, cause()))
    told = mails(ledger, "visit_answered")
    assert COACH.ref in {one.recipient for one in told}
    assert len(told) == 1 + len(ledger.list_staff())
    assert not {one.recipient for one in told} & set(TEAM)
