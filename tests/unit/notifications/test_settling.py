"""Before and after the mail server: claiming, recovering, and writing down what became of a mail."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.notifications.domain import (
    CHANGED,
    INTERRUPTED,
    LEASE,
    Contact,
    Mail,
    Settlement,
    State,
    Step,
    Untrue,
    mail_note,
)
from services.notifications.handlers.settling import claim
from services.notifications.sending.failures import give_back, settle_failure, why_held
from services.notifications.sending.letters import NotAnAddress
from services.notifications.sending.resolving import NotResolved
from services.notifications.templates import CannotRender
from shared.contracts.errors import Refusal
from shared.contracts.notifications import MailFailed, MailSent
from shared.messaging.broker import BrokerDown
from shared.storage.database import DatabaseDown
from tests.support.fakes import FakeOutbox
from tests.unit.notifications.fake_ledger import (
    APPLICATION_ID,
    CODE,
    MAYORS_OFFICE,
    NOW,
    PRIMARY,
    a_mail,
)
from tests.unit.notifications.settling_cases import admit, settle
from tests.unit.notifications.tables import tables

LATER = NOW + timedelta(seconds=30)
OK = mail_note("answered", number=250, text="ok")
NO = mail_note("answered", number=550, text="no")
LATER_ON = mail_note("answered", number=451, text="later")


def settled(settlement: Settlement, attempts: int = 0) -> tuple[Any, FakeOutbox]:
    mail = a_mail(state=State.SENDING, claimed_at=NOW, attempts=attempts)
    ledger, outbox = tables(mail), FakeOutbox()
    assert settle(mail, settlement, "v2", ledger, outbox, LATER)
    return ledger, outbox


def test_a_delivered_mail_is_sent_and_told() -> None:
    ledger, outbox = settled(Settlement(Step.DELIVER, (OK,), counts=True), attempts=1)
    ((mail_id, mail),) = ledger.mails.items()
    assert (mail.state, mail.attempts, mail.notes, mail.sent_at) == (State.SENT, 2, (OK,), LATER)
    assert mail.template_version == "v2"
    assert outbox.events == [
        MailSent(
            mail_id=mail_id,
            template="application_received",
            language="en",
            recipient=PRIMARY.ref,
            application_id=APPLICATION_ID,
            code=CODE,
            attempts=2,
        )
    ]


def test_a_refused_mail_has_failed_and_is_told() -> None:
    ledger, outbox = settled(Settlement(Step.REFUSE, (NO,), counts=True))
    assert [(mail.state, mail.sent_at) for mail in ledger.mails.values()] == [(State.FAILED, None)]
    assert [type(event) for event in outbox.events] == [MailFailed]


def test_a_postponed_mail_is_due_after_its_delay_and_not_told() -> None:
    ledger, outbox = settled(Settlement(Step.POSTPONE, (LATER_ON,), timedelta(minutes=1), counts=True))
    (mail,) = ledger.mails.values()
    assert (mail.state, mail.next_at, mail.attempts) == (State.QUEUED, LATER + timedelta(minutes=1), 1)
    assert (mail.claimed_at, outbox.events) == (None, [])


@pytest.mark.parametrize(("step", "state"), [(Step.SUPPRESS, State.SUPPRESSED), (Step.HOLD, State.HELD)])
def test_suppressed_and_held_mails_are_not_told(step: Step, state: State) -> None:
    ledger, outbox = settled(Settlement(step, (NO,)))
    assert [(mail.state, mail.attempts) for mail in ledger.mails.values()] == [(state, 0)]
    assert outbox.events == []


def test_a_lost_claim_writes_nothing_and_tells_nothing() -> None:
    mail = a_mail(state=State.SENDING, claimed_at=NOW)
    ledger, outbox = tables(replace(mail, claimed_at=LATER)), FakeOutbox()
    assert not settle(mail, Settlement(Step.DELIVER, (OK,)), "v2", ledger, outbox, LATER)
    assert (ledger.mails[mail.id].state, outbox.events) == (State.SENDING, [])


def test_a_mail_of_a_sender_that_is_gone_is_recovered_with_its_attempts_and_flagged() -> None:
    stuck = a_mail(state=State.SENDING, claimed_at=NOW, attempts=2)
    ledger = tables(stuck)
    assert claim(ledger, 50, NOW + LEASE) == ([], [])
    recovered, claimed = claim(ledger, 50, NOW + LEASE + timedelta(seconds=1))
    assert recovered == [stuck.id]
    assert [(mail.attempts, mail.notes) for mail in claimed] == [(2, (INTERRUPTED,))]


def test_only_due_mails_are_claimed_and_no_more_than_the_limit() -> None:
    mails = [a_mail(next_at=NOW - timedelta(seconds=3 - number)) for number in range(3)]  # the first first
    mails += [a_mail(next_at=NOW + timedelta(seconds=1)), a_mail(state=State.HELD)]
    ledger = tables(*mails)
    assert [mail.id for mail in claim(ledger, 2, NOW)[1]] == [mail.id for mail in mails[:2]]
    assert [mail.id for mail in claim(ledger, 50, NOW)[1]] == [mails[2].id]


@pytest.mark.parametrize(
    ("error", "step", "counts"),
    [
        (NotResolved("intake", Refusal("not_found")), Step.SUPPRESS, False),
        (NotResolved("intake", Refusal("unavailable")), Step.POSTPONE, False),
        (BrokerDown("down"), Step.POSTPONE, False),
        (DatabaseDown("down"), Step.POSTPONE, False),
        (Untrue(CHANGED), Step.SUPPRESS, False),
        (NotAnAddress(), Step.REFUSE, True),
        (CannotRender("no_value", "city"), Step.HOLD, False),
        (KeyError("ana@city.example"), Step.HOLD, False),
    ],
)
def test_what_follows_when_a_mail_did_not_reach_the_server(error: Exception, step: Step, counts: bool) -> None:
    settlement = settle_failure(a_mail(), error)
    assert (settlement.step, settlement.counts) == (step, counts)
    assert "ana@" not in str(settlement.notes)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The mail cannot be written: the value city is missing."),
        ("es", "No se puede redactar el correo: falta el valor city."),
        ("pt", "Não é possível redigir o e-mail: falta o valor city."),
        ("fr", "Le courriel ne peut pas être rédigé : il manque la valeur city."),
    ],
)
def test_why_a_mail_is_held_is_said_in_the_readers_language(language: str, said: str) -> None:
    assert said in why_held(CannotRender("no_value", "city")).said(language).replace("\N{NO-BREAK SPACE}", " ")


# -- the last look -----------------------------------------------------------------------------------------------------


def ledger_of(*mails: Mail) -> Any:
    contacts = [Contact(one.ref, one.role, one.language, one is PRIMARY) for one in (PRIMARY, MAYORS_OFFICE)]
    return tables(*mails, contacts=contacts)


def test_two_contacts_with_one_address_get_one_mail_of_an_occasion() -> None:
    first = a_mail()
    second = replace(a_mail(recipient=MAYORS_OFFICE.ref), occasion_id=first.occasion_id, is_first=False)
    ledger = ledger_of(first, second)
    admit(first, "desk@city.example", ledger)
    admit(first, "desk@city.example", ledger)  # the next attempt
    with pytest.raises(Untrue, match="same_address"):
        admit(second, " Desk@City.example ", ledger)
    admit(second, "other@city.example", ledger)
    admit(replace(second, occasion_id=APPLICATION_ID), "desk@city.example", ledger)
    assert all("desk" not in digest for _, _, digest in ledger.addressed)


def test_the_first_recipient_comes_first_so_that_theirs_is_the_language() -> None:
    first = a_mail(next_at=NOW)
    second = replace(a_mail(recipient=MAYORS_OFFICE.ref), occasion_id=first.occasion_id, is_first=False)
    ledger = ledger_of(second, first)
    assert [mail.id for mail in claim(ledger, 50, NOW)[1]] == [first.id]
    assert claim(ledger, 50, NOW)[1] == []
    admit(first, "desk@city.example", ledger)
    assert [mail.id for mail in claim(ledger, 50, NOW)[1]] == [second.id]


@pytest.mark.parametrize("template", ["application_received", "welcome", "commitment_to_sign"])
def test_who_is_no_contact_any_more_gets_nothing(template: str) -> None:
    mail = a_mail(template=template, recipient=f"intake:{APPLICATION_ID}")
    with pytest.raises(Untrue, match="no_contact"):
        admit(mail, "gone@city.example", ledger_of(mail))


def test_a_coach_and_one_who_is_named_need_be_no_contacts() -> None:
    for template, recipient in (("requirement_missing", "identity:1"), ("session_cancelled", "intake:1")):
        mail = a_mail(template=template, recipient=recipient)
        admit(mail, "ben@program.example", ledger_of(mail))


# -- what stays to be read ---------------------------------------------------------------------------------------------


def test_that_a_mail_may_have_left_twice_stays_to_be_read() -> None:
    mail = a_mail(state=State.SENDING, claimed_at=NOW, notes=(INTERRUPTED,))
    for settlement in (Settlement(Step.POSTPONE, (LATER_ON,)), give_back(mail), Settlement(Step.DELIVER, (OK,))):
        ledger = tables(mail)
        settle(mail, settlement, "v2", ledger, FakeOutbox(), LATER)
        kept = ledger.mails[mail.id].notes
        assert kept[0] == INTERRUPTED
        assert kept.count(INTERRUPTED) == 1
        mail = replace(mail, notes=kept)
    assert kept == (INTERRUPTED, OK)


def test_a_mail_given_back_keeps_what_is_known_of_it() -> None:
    assert give_back(a_mail(notes=(INTERRUPTED,))) == Settlement(Step.POSTPONE, (INTERRUPTED,))
