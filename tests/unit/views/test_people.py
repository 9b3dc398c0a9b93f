"""What people are called: whoever is unknown has no name, and whose owner does not answer is left out."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from shared.contracts.errors import Refusal
from shared.contracts.identity import GetNames
from shared.contracts.intake import ContactName, ContactNames
from shared.contracts.notifications import Mail
from shared.views.people import names_of_people, names_of_recipients, names_of_refs, names_of_rosters
from tests.support.fake_client import FakeClient, unavailable

LUZ = UUID(int=8)
CODE = "JK2MPJ4V23"


def mail(recipient: str) -> Mail:
    return Mail(
        id=UUID(int=1), template="welcome", language="es", recipient=recipient, subject="Hola", state="sent",
        attempts=1, code=CODE, created_at=datetime(2027, 1, 1, tzinfo=UTC), sent_at=None,
    )  # fmt: skip


def test_nobody_is_asked_for_nobody() -> None:
    client = FakeClient()
    assert (names_of_people(client.call, []), names_of_refs(client.call, ["intake:no-id", "cohort:x"])) == ({}, {})
    assert client.asked == []


def test_contacts_are_named_by_intake_and_the_unknown_stay_references() -> None:
    client = FakeClient(get_contact_names=ContactNames(items=(ContactName(id=LUZ, name="Luz"),)))
    refs = [f"intake:{LUZ}", f"intake:{UUID(int=9)}"]
    assert names_of_recipients(client.call, map(mail, refs)) == {refs[0]: "Luz", refs[1]: refs[1]}


def test_many_are_asked_for_in_parts() -> None:
    asked: list[GetNames] = []

    def call(request: Any, /) -> Any:
        asked.append(request)

    assert names_of_people(call, map(UUID, [f"{n:032x}" for n in range(1, 1002)])) == {}
    assert [len(one.ids) for one in asked] == [500, 500, 1]


def test_a_city_in_no_cohort_has_no_roster_and_a_service_that_is_down_is_told() -> None:
    assert names_of_rosters(FakeClient(get_team=Refusal("not_found")).call, [CODE]) == {}
    with pytest.raises(Refusal, match="unavailable"):
        names_of_rosters(FakeClient(get_team=unavailable()).call, [CODE])
