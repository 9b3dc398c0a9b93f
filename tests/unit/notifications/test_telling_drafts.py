"""Owners of drafts are told once that it is kept, and when the call is extended; a withdrawal is confirmed."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.notifications.domain import Mail
from services.notifications.handlers import applications, drafts
from shared.contracts import intake
from shared.contracts.people import PersonRef
from tests.unit.notifications.fake_ledger import (
    APPLICATION_ID,
    CALL,
    CODE,
    MAYORS_OFFICE,
    NOW,
    PRIMARY,
    SUBMITTED,
    telling_of,
)
from tests.unit.notifications.tables import tables
from tests.unit.notifications.test_telling import cause

OWNER = PersonRef(ref=f"intake:{UUID(int=7)}", role="team", language="pt")
LATER = CALL.closes_at + timedelta(days=14)


@pytest.fixture
def ledger() -> Any:
    ledger = tables()
    applications.take_in_call(CALL, ledger)
    return ledger


def keep(ledger: Any, revision: int = 1, application_id: UUID = APPLICATION_ID, city: str | None = None) -> None:
    event = intake.DraftSaved(
        application_id=application_id, code=CODE, call="2027", revision=revision, city=city, admin_area=None,
        country=None, time_zone=None, owner=OWNER, saved_at=NOW,
    )  # fmt: skip
    drafts.confirm_draft(event, telling_of(ledger, cause()))


def extend(ledger: Any, event_id: UUID | None = None, call: str = "2027") -> None:
    event = intake.CallExtended(call_id=CALL.call_id, call=call, closes_at=LATER)
    drafts.tell_extension(event, telling_of(ledger, cause(event_id)))


def withdraw(ledger: Any) -> None:
    event = intake.ApplicationWithdrawn(application_id=APPLICATION_ID, code=CODE, call="2027", withdrawn_at=NOW)
    drafts.confirm_withdrawal(event, telling_of(ledger, cause()))


def told(ledger: Any) -> list[tuple[str, str, str]]:
    return [(mail.template, mail.recipient, mail.language) for mail in ledger.mails.values()]


def only(ledger: Any, template: str) -> Mail:
    (mail,) = [mail for mail in ledger.mails.values() if mail.template == template]
    return mail


def test_the_owner_is_told_once_by_which_code_to_go_on(ledger: Any) -> None:
    keep(ledger)
    keep(ledger, revision=2, city="Puerto Ejemplo")
    assert told(ledger) == [("draft_saved", OWNER.ref, "pt")]
    mail = only(ledger, "draft_saved")
    assert (mail.code, mail.values["city"], mail.values["closes_at"]) == (CODE, None, CALL.closes_at.isoformat())
    assert mail.values["city_zone"] == "America/New_York"


def test_each_draft_of_an_extended_call_is_told_also_when_one_person_owns_two(ledger: Any) -> None:
    keep(ledger)
    keep(ledger, application_id=uuid4())
    event_id = uuid4()
    extend(ledger, event_id)
    extend(ledger, event_id)
    extended = [mail for mail in ledger.mails.values() if mail.template == "call_extended"]
    assert [mail.values["closes_at"] for mail in extended] == [LATER.isoformat()] * 2


def test_who_has_submitted_or_given_up_hears_of_no_extension(ledger: Any) -> None:
    keep(ledger)
    applications.confirm_submission(SUBMITTED, telling_of(ledger, cause()))
    keep(ledger, application_id=uuid4())
    drafts.confirm_withdrawal(
        intake.ApplicationWithdrawn(
            application_id=next(reversed(ledger.applications)), code=CODE, call="2027", withdrawn_at=NOW
        ),
        telling_of(ledger, cause()),
    )  # fmt: skip
    extend(ledger)
    assert "call_extended" not in {template for template, _, _ in told(ledger)}


def test_another_calls_drafts_are_not_told(ledger: Any) -> None:
    keep(ledger)
    extend(ledger, call="2028")
    assert told(ledger) == [("draft_saved", OWNER.ref, "pt")]


def test_a_withdrawal_is_confirmed_to_the_primary_contact_and_the_mayors_office(ledger: Any) -> None:
    applications.confirm_submission(SUBMITTED, telling_of(ledger, cause()))
    withdraw(ledger)
    assert {(t, r) for t, r, _ in told(ledger) if t == "application_withdrawn"} == {
        ("application_withdrawn", PRIMARY.ref), ("application_withdrawn", MAYORS_OFFICE.ref),
    }  # fmt: skip


def test_the_owner_of_a_draft_is_told_that_it_is_given_up(ledger: Any) -> None:
    keep(ledger)
    withdraw(ledger)
    assert only(ledger, "application_withdrawn").recipient == OWNER.ref


def test_a_reminder_goes_to_the_owner(ledger: Any) -> None:
    keep(ledger)
    event = intake.DraftReminderDue(
        application_id=APPLICATION_ID, code=CODE, call="2027", days=2, closes_at=CALL.closes_at
    )
    drafts.remind_of_draft(event, telling_of(ledger, cause()))
    assert only(ledger, "draft_reminder").recipient == OWNER.ref


def test_a_reopening_is_told_to_the_applicant(ledger: Any) -> None:
    applications.confirm_submission(SUBMITTED, telling_of(ledger, cause()))
    event = intake.CallReopened(application_id=APPLICATION_ID, code=CODE, call="2027", until=LATER)
    drafts.tell_reopening(event, telling_of(ledger, cause()))
    reopened = [mail for mail in ledger.mails.values() if mail.template == "call_reopened"]
    assert {mail.recipient for mail in reopened} == {PRIMARY.ref, MAYORS_OFFICE.ref}
    assert {mail.values["closes_at"] for mail in reopened} == {LATER.isoformat()}
