"""Who works on an application: colleagues are invited and taken out again by those whose it is."""

from typing import Any
from uuid import UUID

import pytest

from shared.contracts import intake
from shared.contracts.errors import Detail, Refusal, not_found
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import headers
from tests.unit.portal.pages.test_applicant import APPLICATION, CODE, applicants_door

HERE = f"/applications/{CODE}/people"
EVA = intake.Colleague(id=UUID(int=5), name="Eva Ríos", email="eva@city.example", language="pt", joined=False)


def door(**answers: Any) -> Doorway:
    known = {"get_application": APPLICATION, "list_colleagues": intake.Colleagues(items=(EVA,))}
    return applicants_door(**known | answers)


@pytest.mark.parametrize("language", ["en", "es", "pt", "fr"])
def test_it_lists_whom_one_invited_and_whether_they_came(language: str) -> None:
    page = Read(door().get(HERE, headers=headers(language)))
    assert {"Eva Ríos", "eva@city.example"} <= set(page.texts)
    assert page.language == language


def test_a_colleague_is_invited_by_name_address_and_language() -> None:
    at = door(invite_colleague=intake.Colleagues(items=(EVA,)))
    form = {"name": "Eva Ríos", "email": " eva@city.example ", "language": "pt", "command_id": str(UUID(int=3))}
    answer = at.post(HERE, data=form, headers=headers())
    assert (answer.status_code, answer.headers["Location"]) == (303, HERE)
    asked = next(one for one in at.client.asked if one.request.method == "invite_colleague")
    assert (asked.request.code, asked.request.name, asked.request.language) == (CODE, "Eva Ríos", "pt")
    assert asked.command_id == UUID(int=3)


def test_a_refused_invitation_says_it_beside_its_field_and_keeps_what_was_typed() -> None:
    at = door(invite_colleague=Refusal("invalid", Detail("email", "repeated")))
    page = Read(at.post(HERE, data={"name": "Eva", "email": "eva@city.example"}, headers=headers()))
    assert "#email" in page.links
    assert (page.fields["name"]["value"], page.fields["email"]["value"]) == ("Eva", "eva@city.example")


def test_a_colleague_is_taken_out_and_the_last_one_stays() -> None:
    at = door(remove_colleague=intake.Colleagues(items=()))
    assert at.post(f"{HERE}/remove", data={"id": str(EVA.id)}, headers=headers()).status_code == 303
    kept = door(remove_colleague=Refusal("still_needed", Detail("id", "last_owner")))
    answer = kept.post(f"{HERE}/remove", data={"id": str(EVA.id)}, headers=headers())
    assert answer.status_code == 409
    assert "somebody has to stay" in answer.text
    assert door().post(f"{HERE}/remove", data={"id": "noise"}, headers=headers()).status_code == 422


def test_somebody_elses_application_is_not_found() -> None:
    assert door(list_colleagues=not_found("application", CODE)).get(HERE, headers=headers()).status_code == 404
