"""Mails of a decision: there as soon as it is pending, held, changing with it, gone when it is sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from services.notifications.domain import (
    DECISION_PENDING,
    DECISION_TAKEN_BACK,
    NO_CONTACT,
    REPLAYED,
    Mail,
    State,
    Untrue,
)
from services.notifications.handlers import applications, deciding, desk
from services.notifications.handlers.stopping import list_untold_stops
from shared.contracts import eligibility
from shared.contracts.errors import Refusal
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.notifications import DiscardMail, MailNote, ReleaseMail, ResendMail
from tests.unit.notifications.deciding_cases import CAUSE, KEYS, made, sent, taken_back
from tests.unit.notifications.fake_ledger import (
    ANALYST,
    CALL,
    LETTERS,
    MAYORS_OFFICE,
    NOW,
    PRIMARY,
    SUBMITTED,
    telling_of,
)
from tests.unit.notifications.settling_cases import admit
from tests.unit.notifications.tables import tables


def submitted(ledger: Any, **changes: Any) -> None:
    event = SUBMITTED.model_copy(update={"notify": False} | changes)
    applications.confirm_submission(event, telling_of(ledger, CAUSE))


def mails(ledger: Any) -> list[tuple[str, str, State]]:
    return [(one.template, one.recipient, one.state) for one in ledger.mails.values()]


def states(ledger: Any) -> list[tuple[State, tuple[MailNote, ...]]]:
    return [(one.state, one.notes) for one in ledger.mails.values()]


def only(ledger: Any, recipient: str = PRIMARY.ref) -> Mail:
    (found,) = [one for one in ledger.mails.values() if one.recipient == recipient]
    return found


@pytest.fixture
def ledger() -> Any:
    known = tables()
    applications.take_in_call(CALL, known)
    submitted(known)
    return known


@pytest.mark.parametrize(
    ("outcome", "from_waitlist", "template"),
    [
        ("admitted", False, "decision_admitted"),
        ("admitted", True, "offered_from_waitlist"),
        ("declined", False, "decision_declined"),
    ],
)
def test_a_pending_decision_has_its_mails_which_wait(
    ledger: Any, outcome: str, from_waitlist: bool, template: str
) -> None:
    made(ledger, outcome, from_waitlist=from_waitlist)
    assert mails(ledger) == [(template, ref, State.HELD) for ref in (PRIMARY.ref, MAYORS_OFFICE.ref)]
    assert only(ledger).notes == (DECISION_PENDING,)
    assert list_untold_stops(ledger) == []  # nobody has to do anything about them
    sent(ledger, outcome, from_waitlist=from_waitlist)
    assert mails(ledger) == [(template, ref, State.QUEUED) for ref in (PRIMARY.ref, MAYORS_OFFICE.ref)]
    mail = only(ledger)
    assert (mail.notes, mail.awaits_decision, mail.values["reply_by"]) == ((), False, "2027-05-14")


def test_nobody_but_sending_the_decision_lets_them_go(ledger: Any) -> None:
    made(ledger)
    mail = only(ledger)
    release, resend = ReleaseMail(mail_id=mail.id), ResendMail(mail_id=mail.id)
    with pytest.raises(Refusal, match="has not been sent"):
        desk.release_mail(release, ledger, LETTERS, NOW)
    desk.discard_mail(DiscardMail(mail_id=mail.id, reason="by telephone"), ledger, LETTERS, NOW)
    with pytest.raises(Refusal, match="has not been sent"):
        desk.resend_mail(resend, ledger, LETTERS, NOW)
    with pytest.raises(Untrue):
        admit(replace(mail, state=State.SENDING), "ana@puerto.example", ledger)
    sent(ledger)
    assert only(ledger).state is State.CANCELLED
    assert desk.resend_mail(resend, ledger, LETTERS, NOW).state == "queued"


def test_a_decision_that_is_taken_back_takes_its_mails_with_it(ledger: Any) -> None:
    made(ledger)
    taken_back(ledger)
    assert states(ledger) == [(State.CANCELLED, (DECISION_TAKEN_BACK,))] * 2
    made(ledger, "declined", decision_id=UUID(int=10))
    sent(ledger, "declined", decision_id=UUID(int=10))
    assert [one for one in mails(ledger) if one[2] is State.QUEUED] == [
        ("decision_declined", ref, State.QUEUED) for ref in (PRIMARY.ref, MAYORS_OFFICE.ref)
    ]


def test_a_city_that_withdraws_is_told_no_decision(ledger: Any) -> None:
    made(ledger)
    event = eligibility.SelectionEnded(**KEYS, state=ApplicationState.WITHDRAWN)
    deciding.forget_decision(event, telling_of(ledger, CAUSE))
    assert {one.state for one in ledger.mails.values()} == {State.CANCELLED}


def test_a_new_version_names_for_whom_they_are(ledger: Any) -> None:
    made(ledger)
    new = PRIMARY.model_copy(update={"language": "pt"})
    second = ANALYST.model_copy(update={"role": "mayors_office"})
    submitted(ledger, version=2, contacts=(new, second), primary_contact=PRIMARY.ref)
    assert mails(ledger) == [
        ("decision_admitted", PRIMARY.ref, State.HELD),
        ("decision_admitted", MAYORS_OFFICE.ref, State.CANCELLED),
        ("decision_admitted", ANALYST.ref, State.HELD),
    ]
    assert only(ledger).language == "pt"
    assert only(ledger, MAYORS_OFFICE.ref).notes == (NO_CONTACT,)
    sent(ledger)
    assert {one.recipient for one in ledger.mails.values() if one.state is State.QUEUED} == {PRIMARY.ref, ANALYST.ref}


def test_the_waitlist_may_have_closed_meanwhile(ledger: Any) -> None:
    made(ledger, from_waitlist=True)
    sent(ledger)
    assert {one[0] for one in mails(ledger)} == {"decision_admitted"}


def test_of_an_application_that_is_not_known_yet_only_what_was_sent_is_told() -> None:
    ledger = tables()
    applications.take_in_call(CALL, ledger)
    made(ledger)
    sent(ledger)
    submitted(ledger)
    assert {one[2] for one in mails(ledger)} == {State.QUEUED}
    other = tables()
    applications.take_in_call(CALL, other)
    made(other)
    taken_back(other)
    submitted(other)
    assert mails(other) == []


def test_old_events_that_are_heard_again_let_nothing_go(ledger: Any) -> None:
    replayed = replace(CAUSE, replayed=True)
    made(ledger, cause=replayed)
    assert mails(ledger) == []
    made(ledger)
    sent(ledger, cause=replayed)
    assert states(ledger) == [(State.SUPPRESSED, (REPLAYED,))] * 2


def test_a_decision_from_before_they_were_there_is_told_when_it_is_sent(ledger: Any) -> None:
    made(ledger, decision_id=None)
    assert mails(ledger) == []
    sent(ledger)
    assert {one[2] for one in mails(ledger)} == {State.QUEUED}
