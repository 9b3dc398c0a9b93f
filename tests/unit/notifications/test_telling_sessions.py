"""Sessions are told to each of their people, once, and to nobody when they lie in the past."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.notifications.domain import Mail
from services.notifications.handlers import sessions, telling
from shared.contracts import cohort
from shared.messaging.cause import Cause
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

SESSION_ID = UUID(int=77)


def cause() -> Cause:
    return Cause(actor="person:1", traceparent="00-" + "a" * 32 + "-" + "b" * 16 + "-01", causation_id=uuid4())


def fields(**changes: Any) -> dict[str, Any]:
    return {
        "application_id": APPLICATION_ID,
        "code": CODE,
        "cohort": "c27",
        "session_id": SESSION_ID,
        "kind": "coaching",
        "starts_at": NOW + timedelta(days=3),
        "ends_at": NOW + timedelta(days=3, hours=1),
        "time_zone": "America/Bogota",
        "sequence": 0,
        "people": (ANALYST, MAYORS_OFFICE),
    } | changes


def scheduled(ledger: FakeLedger, **changes: Any) -> list[Mail]:
    event = cohort.SessionScheduled(**fields(language="es", interpretation=("en",), **changes))
    sessions.tell_session(event, ledger, LETTERS, cause(), NOW)
    return [mail for mail in ledger.mails.values() if mail.template == "session_scheduled"]


def cancelled(ledger: FakeLedger, **changes: Any) -> list[Mail]:
    sessions.tell_session_cancelled(cohort.SessionCancelled(**fields(**changes)), ledger, LETTERS, cause(), NOW)
    return [mail for mail in ledger.mails.values() if mail.template == "session_cancelled"]


@pytest.fixture
def ledger() -> FakeLedger:
    ledger = FakeLedger()
    telling.take_in_call(CALL, ledger)
    telling.confirm_submission(SUBMITTED, ledger, LETTERS, cause(), NOW)
    return ledger


def test_each_person_gets_a_mail_in_their_language(ledger: FakeLedger) -> None:
    mails = scheduled(ledger)
    assert {(mail.recipient, mail.language) for mail in mails} == {
        (ANALYST.ref, ANALYST.language),
        (MAYORS_OFFICE.ref, MAYORS_OFFICE.language),
    }
    assert {(m.values["meeting_id"], m.values["moved"], m.values["spoken"]) for m in mails} == {
        (str(SESSION_ID), False, "es")
    }


def test_who_was_told_reads_of_a_change_and_who_is_new_of_a_session(ledger: FakeLedger) -> None:
    scheduled(ledger, people=(ANALYST,))
    mails = scheduled(ledger, sequence=1)
    assert [(m.recipient, m.values["moved"]) for m in mails[1:]] == [
        (ANALYST.ref, True),
        (MAYORS_OFFICE.ref, False),
    ]


def test_nobody_is_invited_to_what_is_over(ledger: FakeLedger) -> None:
    assert scheduled(ledger, starts_at=NOW - timedelta(hours=1), ends_at=NOW) == []
    assert len(scheduled(ledger, starts_at=NOW - timedelta(hours=1), ends_at=NOW + timedelta(seconds=1))) == 2


def test_a_cancellation_goes_to_those_who_were_told(ledger: FakeLedger) -> None:
    scheduled(ledger, people=(ANALYST,))
    mails = cancelled(ledger, sequence=1)
    assert [(mail.recipient, mail.values["sequence"]) for mail in mails] == [(ANALYST.ref, 1)]


def test_people_of_a_city_that_is_not_known_yet_wait_each_on_their_own() -> None:
    ledger = FakeLedger()
    telling.take_in_call(CALL, ledger)
    assert scheduled(ledger) == []
    telling.confirm_submission(SUBMITTED, ledger, LETTERS, cause(), NOW)
    told = [mail for mail in ledger.mails.values() if mail.template == "session_scheduled"]
    assert {mail.recipient for mail in told} == {ANALYST.ref, MAYORS_OFFICE.ref}
