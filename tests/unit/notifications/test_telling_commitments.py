"""Commitments, mayors and measurements: who is told, and that the office of the mayor before is not."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.notifications.handlers import applications
from shared.contracts import cohort
from shared.contracts.people import PersonRef
from shared.messaging.cause import Cause
from tests.unit.notifications.fake_ledger import (
    ANALYST,
    APPLICATION_ID,
    CALL,
    CODE,
    MAYORS_OFFICE,
    PRIMARY,
    SUBMITTED,
    tell,
    telling_of,
)
from tests.unit.notifications.tables import tables

KEYS = {"application_id": APPLICATION_ID, "code": CODE, "cohort": "c27"}
NEW_OFFICE = PersonRef(ref=f"cohort:{UUID(int=8)}", role="mayors_office", language="fr")


def cause() -> Cause:
    return Cause(actor="person:1", traceparent="00-" + "a" * 32 + "-" + "b" * 16 + "-01", causation_id=uuid4())


def heard(ledger: Any, event: Any, template: str) -> set[str]:
    tell(event, ledger, cause())
    return {mail.recipient for mail in ledger.mails.values() if mail.template == template}


@pytest.fixture
def ledger() -> Any:
    ledger = tables()
    applications.take_in_call(CALL, ledger)
    applications.confirm_submission(SUBMITTED, telling_of(ledger, cause()))
    return ledger


def changed(office: PersonRef | None, **changes: Any) -> cohort.LeadershipChanged:
    fields = {"number": 2, "interim": False, "took_office_on": date(2028, 1, 1), "reaffirm_by": date(2028, 3, 1)}
    return cohort.LeadershipChanged(**KEYS, **fields | changes, office=office)


def test_the_mayors_office_is_asked_to_sign_and_to_reaffirm(ledger: Any) -> None:
    opened = cohort.CommitmentOpened(**KEYS, kind="shared")
    assert heard(ledger, opened, "commitment_to_sign") == {MAYORS_OFFICE.ref}
    again = cohort.CommitmentToReaffirm(**KEYS, kind="mayor", reaffirm_by=date(2028, 3, 1))
    assert heard(ledger, again, "commitment_to_reaffirm") == {MAYORS_OFFICE.ref}


def test_the_team_hears_of_a_publication_and_of_a_measurement_that_is_due(ledger: Any) -> None:
    everybody = {PRIMARY.ref, MAYORS_OFFICE.ref, ANALYST.ref}
    published = cohort.CommitmentPublished(**KEYS, kind="mayor")
    assert heard(ledger, published, "commitment_published") == everybody
    due = cohort.MeasurementDue(**KEYS, target_id=UUID(int=3), due_on=date(2027, 12, 1))
    assert heard(ledger, due, "measurement_due") == everybody


def test_the_office_of_the_mayor_before_gets_no_further_mail(ledger: Any) -> None:
    told = heard(ledger, changed(NEW_OFFICE), "leadership_changed")
    assert told == {PRIMARY.ref, ANALYST.ref, NEW_OFFICE.ref}
    opened = cohort.CommitmentOpened(**KEYS, kind="mayor")
    assert heard(ledger, opened, "commitment_to_sign") == {NEW_OFFICE.ref}


def test_without_a_new_office_nobody_reads_for_the_mayor(ledger: Any) -> None:
    told = heard(ledger, changed(None, interim=True), "leadership_changed")
    assert told == {PRIMARY.ref, ANALYST.ref}
