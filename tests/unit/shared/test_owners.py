"""What the owner of a thing is asked, of a name that is not known elsewhere yet."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from shared.contracts.errors import Refusal
from shared.contracts.intake import ApplicationStatus, Call, CohortPlan
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.requests import Page
from shared.messaging.owners import Owners
from tests.support.fake_client import FakeClient

MOMENT = datetime(2027, 1, 10, 5, tzinfo=UTC)
CALL = Call(
    id="2027",
    title="Round 2027",
    state="open",
    opens_at=MOMENT,
    closes_at=MOMENT,
    time_zone="America/New_York",
    eligibility_as_of=date(2027, 3, 31),
    capacity=22,
    reviews_required=3,
    cohort=CohortPlan(id="cohort-2027", name="Cohort 2027", starts_on=date(2027, 6, 1)),
)
STATUS = ApplicationStatus(application_id=uuid4(), code="JK2MPJ4V23", state=ApplicationState.SUBMITTED)


def test_intake_knows_its_calls_and_their_cohorts() -> None:
    owners = Owners(FakeClient(list_calls=Page[Call](items=(CALL,), next=None, total=1)))
    assert (owners.know_call("2027"), owners.know_call("2028")) == (True, False)
    assert (owners.know_cohort("cohort-2027"), owners.know_cohort("2027")) == (True, False)


def test_intake_knows_its_applications() -> None:
    assert Owners(FakeClient(get_application_status=STATUS)).know_application(STATUS.code)
    assert not Owners(FakeClient()).know_application(STATUS.code)


@pytest.mark.parametrize("typed", ["", "<b>", "x" * 300, "JK2MPJ4V2\x00"])
def test_what_is_no_code_is_asked_of_nobody(typed: str) -> None:
    client = FakeClient(get_application_status=STATUS)
    assert not Owners(client).know_application(typed)
    assert client.asked == []


def test_an_owner_who_does_not_answer_has_said_neither() -> None:
    owners = Owners(FakeClient(get_application_status=Refusal("unavailable", reason="broker")))
    with pytest.raises(Refusal, match="unavailable"):
        owners.know_application(STATUS.code)
