"""Mails about reviews, offers and the waitlist: to whom each goes, and that a correction waits for staff."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.notifications.domain import TO_BE_READ, TOLD_BY_OFFER, Mail, State
from services.notifications.handlers import applications, deciding, desk, drafts, selecting
from services.notifications.sending.letters import Resolved
from services.notifications.templates import Letter
from shared.contracts import eligibility, identity, intake
from shared.contracts.lifecycle import ApplicationState as S
from shared.contracts.notifications import PreviewMail, ReleaseMail
from shared.contracts.people import Role
from shared.messaging.cause import Cause
from tests.support.refused import refused
from tests.unit.notifications.fake_ledger import (
    APPLICATION_ID,
    CALL,
    CODE,
    LETTERS,
    MAYORS_OFFICE,
    NOW,
    PRIMARY,
    SUBMITTED,
    tell,
    telling_of,
)
from tests.unit.notifications.tables import tables

KEYS = {"application_id": APPLICATION_ID, "code": CODE, "call": "2027"}
CITY = {PRIMARY.ref, MAYORS_OFFICE.ref}
DANA, RENATA, CARLA = UUID(int=50), UUID(int=51), UUID(int=52)
STAFF = {f"identity:{DANA}"}
BY = date(2027, 5, 14)


def cause(event_id: UUID | None = None) -> Cause:
    return Cause(
        actor="person:1", traceparent="00-" + "1" * 32 + "-" + "2" * 16 + "-01", causation_id=event_id or uuid4()
    )


@pytest.fixture
def ledger() -> Any:
    """With an application, one of the staff, a reviewer and a coach."""
    ledger = tables()
    applications.take_in_call(CALL, ledger)
    applications.confirm_submission(SUBMITTED.model_copy(update={"notify": False}), telling_of(ledger, cause()))
    people = {DANA: (Role.PROGRAM_LEAD, "es"), RENATA: (Role.REVIEWER, "pt"), CARLA: (Role.COACH, "en")}
    for person, (role, language) in people.items():
        event = identity.PersonAdded(person_id=person, roles=(role,), languages=(language,))
        selecting.take_in_person(event, ledger)
    return ledger


CORRECTED = eligibility.DecisionCorrected(
    **KEYS, state=S.OFFERED, before="declined", outcome="admitted", reply_by=BY, has_feedback=True,
    decision_id=UUID(int=9),
)  # fmt: skip
CONFIRMED = eligibility.OfferConfirmed(
    **KEYS, state=S.CONFIRMED, cohort="c", city="Puerto Ejemplo", admin_area="Magdalena", country="CO",
    time_zone="America/Bogota", language="es", team_lead_ref=None, confirmed_at=datetime(2027, 5, 1, tzinfo=UTC),
)  # fmt: skip
REVIEW = eligibility.ReviewAssigned(**KEYS, state=S.IN_REVIEW, reviewer_id=RENATA, language="pt")
REMINDED = eligibility.ReviewReminded(
    **KEYS, state=S.IN_REVIEW, reviewer_id=RENATA, language="pt", due_on=BY, outstanding=2
)
INFORMATION = eligibility.InformationReceived(**KEYS, state=S.IN_REVIEW, application_version=2)
REINSTATED = eligibility.OfferReinstated(**KEYS, state=S.OFFERED, reply_by=BY)
OVERDUE = eligibility.OfferOverdue(**KEYS, state=S.OFFERED, reply_by=BY)
CLOSED = eligibility.WaitlistClosed(**KEYS, state=S.DECLINED)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (REVIEW, {"review_assigned": {f"identity:{RENATA}"}}),
        (REMINDED, {"review_reminder": {f"identity:{RENATA}"}}),
        (INFORMATION, {"staff_information_received": STAFF}),
        (CORRECTED, {"decision_corrected": CITY}),
        (REINSTATED, {"decision_corrected": CITY}),
        (CLOSED, {"waitlist_closed": CITY}),
        (CONFIRMED, {"offer_confirmed": CITY, "staff_offer_confirmed": STAFF}),
        (OVERDUE, {"offer_overdue": CITY, "staff_offer_overdue": STAFF}),
    ],
)
def test_each_event_is_told_to_those_it_concerns(ledger: Any, event: Any, expected: dict[str, set[str]]) -> None:
    told = cause()
    for _ in range(2):  # the same event again is told once
        tell(event, ledger, told)
    by_template: dict[str, set[str]] = {}
    for mail in ledger.mails.values():
        by_template.setdefault(mail.template, set()).add(mail.recipient)
    assert by_template == expected
    assert len(ledger.mails) == sum(map(len, expected.values()))


def test_a_reviewer_reads_their_first_language_and_staff_theirs(ledger: Any) -> None:
    selecting.tell_review(REVIEW, telling_of(ledger, cause()))
    tell(INFORMATION, ledger, cause())
    assert {mail.template: mail.language for mail in ledger.mails.values()} == {
        "review_assigned": "pt",
        "staff_information_received": "es",
    }


@pytest.mark.parametrize("event", [CORRECTED, REINSTATED])
def test_a_correction_is_held_until_staff_release_it(ledger: Any, event: Any) -> None:
    selecting.tell_correction(event, telling_of(ledger, cause()))
    mails = list(ledger.mails.values())
    assert [(mail.state, mail.notes) for mail in mails] == [(State.HELD, (TO_BE_READ,))] * len(CITY)
    assert {mail.values["outcome"] for mail in mails} == {"admitted"}
    released = desk.release_mail(ReleaseMail(mail_id=mails[0].id), ledger, LETTERS, NOW)
    assert released.state == "queued"


def test_a_correction_of_an_application_that_is_not_known_yet_is_held_all_the_same() -> None:
    ledger = tables()
    applications.take_in_call(CALL, ledger)
    selecting.tell_correction(CORRECTED, telling_of(ledger, cause()))
    assert [one.held for one in ledger.pending] == [True]
    applications.confirm_submission(SUBMITTED.model_copy(update={"notify": False}), telling_of(ledger, cause()))
    assert {mail.state for mail in ledger.mails.values()} == {State.HELD}


@pytest.mark.parametrize(("from_waitlist", "template"), [(True, "offered_from_waitlist"), (False, "decision_admitted")])
def test_an_offer_from_the_waitlist_says_so(ledger: Any, from_waitlist: bool, template: str) -> None:
    event = eligibility.DecisionSent(
        **KEYS, state=S.OFFERED, outcome="admitted", reply_by=BY, has_feedback=False, from_waitlist=from_waitlist,
        decision_id=UUID(int=9),
    )  # fmt: skip
    deciding.tell_decision(event, telling_of(ledger, cause()))
    assert {mail.template for mail in ledger.mails.values()} == {template}
    assert {mail.values["decision_id"] for mail in ledger.mails.values()} == {str(UUID(int=9))}


# -- offers that change, interviews ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "because"), [("declined_by_city", "city_declined"), ("lapsed", "lapsed"), (None, "our_error")]
)
def test_an_offer_that_stands_again_says_what_it_was(ledger: Any, before: Any, because: str) -> None:
    selecting.tell_correction(REINSTATED.model_copy(update={"before": before}), telling_of(ledger, cause()))
    assert {mail.values["because"] for mail in ledger.mails.values()} == {because}


def test_longer_to_answer_is_told_but_not_before_the_offer_itself_has_gone(ledger: Any) -> None:
    event = eligibility.OfferExtended(**KEYS, state=S.OFFERED, reply_by=BY)
    selecting.tell_extended(event, telling_of(ledger, cause()))
    assert {(mail.recipient, mail.state) for mail in ledger.mails.values()} == {(one, State.QUEUED) for one in CITY}
    selecting.tell_correction(REINSTATED, telling_of(ledger, cause()))
    again = cause()
    selecting.tell_extended(event, telling_of(ledger, again))
    needless = [mail for mail in ledger.mails.values() if mail.occasion_id == again.causation_id]
    assert [(one.state, one.notes) for one in needless] == [(State.SUPPRESSED, (TOLD_BY_OFFER,))] * len(CITY)


INTERVIEW = eligibility.InterviewScheduled(
    **KEYS, state=S.CHECKED, interview_id=UUID(int=5), starts_at=datetime(2027, 3, 9, 15, tzinfo=UTC),
    time_zone="America/Bogota", panel=(RENATA, UUID(int=99)), sequence=1, left=(DANA,),
)  # fmt: skip


def test_an_interview_is_told_to_the_city_and_to_the_panel_in_their_languages(ledger: Any) -> None:
    selecting.tell_interview(INTERVIEW, telling_of(ledger, cause()))
    told = {(mail.template, mail.recipient, mail.language) for mail in ledger.mails.values()}
    assert told == {
        ("interview_scheduled", PRIMARY.ref, "es"),
        ("interview_scheduled", MAYORS_OFFICE.ref, "en"),
        ("panel_scheduled", f"identity:{RENATA}", "pt"),
        ("panel_scheduled", f"identity:{UUID(int=99)}", "en"),
        ("panel_cancelled", f"identity:{DANA}", "es"),
    }
    assert {mail.values["sequence"] for mail in ledger.mails.values()} == {1}


def test_an_interview_of_the_past_is_told_to_nobody(ledger: Any) -> None:
    selecting.tell_interview(INTERVIEW.model_copy(update={"starts_at": NOW}), telling_of(ledger, cause()))
    old = eligibility.InterviewCancelled(**KEYS, state=S.CHECKED, interview_id=UUID(int=5))
    selecting.tell_interview_cancelled(old, telling_of(ledger, cause()))
    assert ledger.mails == {}


def test_an_interview_that_is_cancelled_is_told_to_all_of_them(ledger: Any) -> None:
    event = eligibility.InterviewCancelled(
        **KEYS, state=S.CHECKED, interview_id=UUID(int=5), starts_at=INTERVIEW.starts_at,
        time_zone="America/Bogota", panel=(RENATA,), sequence=2,
    )  # fmt: skip
    selecting.tell_interview_cancelled(event, telling_of(ledger, cause()))
    assert {(mail.template, mail.recipient) for mail in ledger.mails.values()} == {
        *(("interview_cancelled", one) for one in CITY), ("panel_cancelled", f"identity:{RENATA}"),
    }  # fmt: skip


# -- preview -----------------------------------------------------------------------------------------------------------


def read(mail: Mail) -> tuple[Letter, str]:
    return LETTERS.read(mail, Resolved("Ana Ruiz", "ana@city.example", {"feedback": "Clear aims."})), "ana@city.example"


def test_a_held_mail_is_read_as_its_recipient_would(ledger: Any) -> None:
    selecting.tell_correction(CORRECTED, telling_of(ledger, cause()))
    mail = next(one for one in ledger.mails.values() if one.language == "es")
    shown = desk.preview_mail(PreviewMail(mail_id=mail.id), ledger, LETTERS, read)
    assert (shown.to, shown.mail.state) == ("ana@city.example", "held")
    assert "Ana Ruiz" in shown.text
    assert "Clear aims." in shown.html
    assert ledger.mails[mail.id] == mail


def test_what_signs_a_person_in_is_shown_to_nobody_else(ledger: Any) -> None:
    person = {"ref": f"identity:{RENATA}", "role": "reviewer", "language": "pt"}
    event = identity.SignInRequested(sign_in_id=UUID(int=7), person=person, expires_at=NOW)
    applications.mail_sign_in(event, telling_of(ledger, cause()))
    (mail,) = ledger.mails.values()
    assert refused(lambda: desk.preview_mail(PreviewMail(mail_id=mail.id), ledger, LETTERS, read)) == (
        "forbidden: A sign-in mail is for its recipient only."
    )
    assert refused(lambda: desk.preview_mail(PreviewMail(mail_id=UUID(int=1)), ledger, LETTERS, read)) == (
        f"not_found: There is no mail {UUID(int=1)}."
    )


# -- what nobody waits for any more ------------------------------------------------------------------------------------


@pytest.mark.parametrize("because", ["withdrawn", "merged", "decided", "taken_back", None])
def test_a_reviewer_who_was_asked_reads_that_the_review_is_not_needed_and_why(ledger: Any, because: Any) -> None:
    selecting.tell_review(REVIEW, telling_of(ledger, cause()))
    ledger.mails = {one.id: replace(one, state=State.SENT) for one in ledger.mails.values()}
    gone = eligibility.ReviewUnassigned(
        **KEYS, state=S.WITHDRAWN, reviewer_id=RENATA, language="pt", because=because
    )  # fmt: skip
    selecting.tell_review_taken_back(gone, telling_of(ledger, cause()))
    (mail,) = (one for one in ledger.mails.values() if one.template == "review_taken_back")
    assert (mail.recipient, mail.language) == (f"identity:{RENATA}", "pt")
    assert mail.values["because"] == (because or "taken_back")


@pytest.mark.parametrize("state", sorted({*State} - {State.SENT, State.SENDING}))
def test_whom_no_mail_has_reached_is_told_nothing(ledger: Any, state: State) -> None:
    selecting.tell_review(REVIEW, telling_of(ledger, cause()))
    withdrawn = intake.ApplicationWithdrawn(**KEYS, withdrawn_at=NOW)
    drafts.confirm_withdrawal(withdrawn, telling_of(ledger, cause()))
    ledger.mails = {one.id: replace(one, state=state) for one in ledger.mails.values()}
    before = set(ledger.mails)
    gone = eligibility.ReviewUnassigned(**KEYS, state=S.WITHDRAWN, reviewer_id=RENATA, language="pt")
    selecting.tell_review_taken_back(gone, telling_of(ledger, cause()))
    drafts.tell_restoration(intake.ApplicationRestored(**KEYS), telling_of(ledger, cause()))
    assert set(ledger.mails) == before


@pytest.mark.parametrize(
    ("selection", "stands"),
    [
        (S.CONFIRMED, "confirmation"),
        (S.DECLINED_BY_CITY, "city_declined"),
        (S.DECLINED, "decision"),
        (None, "decision"),
    ],
)
def test_who_was_told_of_a_withdrawal_is_told_that_it_is_undone(ledger: Any, selection: Any, stands: str) -> None:
    withdrawn = intake.ApplicationWithdrawn(**KEYS, withdrawn_at=NOW)
    drafts.confirm_withdrawal(withdrawn, telling_of(ledger, cause()))
    ledger.mails = {one.id: replace(one, state=State.SENT) for one in ledger.mails.values()}
    restored = intake.ApplicationRestored(**KEYS, selection=selection)
    again = cause()
    for _ in range(2):
        drafts.tell_restoration(restored, telling_of(ledger, again))
    mails = [one for one in ledger.mails.values() if one.template == "application_restored"]
    assert {one.recipient for one in mails} == CITY
    assert len(mails) == len(CITY)
    assert [one.is_first for one in mails].count(True) == 1
    assert {one.values["stands"] for one in mails} == {stands}
