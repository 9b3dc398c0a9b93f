"""Addresses that nobody can answer: what they name is not there; what they ask of a list is asked for again."""

import sys
from typing import Any
from uuid import UUID

import pytest

from services.portal.pages.asked import FIELDS
from services.portal.web.listing import Listed
from shared.contracts.errors import Detail, Refusal
from shared.contracts.identity import Person
from shared.contracts.people import Role
from shared.contracts.requests import Page
from shared.wording import has, say
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import door_of, headers

LUZ = Person(id=UUID(int=21), name="Luz", email="luz@alliance.example", roles=(Role.COACH,), languages=("es",))


def door(**answers: Any) -> Doorway:
    return door_of(Role.PROGRAM_LEAD, list_people=Page[Person](items=(LUZ,), next=None, total=1), **answers)


@pytest.mark.parametrize("path", ["/applications/%00", "/applications/x/people", "/staff/people/nobody", "/cities/%25"])
def test_what_no_contract_takes_is_not_there(path: str) -> None:
    answer = door().get(path, headers=headers())
    assert answer.status_code == 404
    assert "We cannot find this page" in Read(answer).text


def test_a_filter_that_does_not_fit_stands_in_its_field_and_the_rest_is_kept() -> None:
    answer = door().get("/staff/people?role=king&text=Luz&after=x", headers=headers("es"))
    page = Read(answer)
    assert answer.status_code == 422
    assert page.fields["text"] == {"type": "hidden", "name": "text", "value": "Luz"}
    assert "after" not in page.fields
    assert {"#role", "/staff/people"} <= set(page.links)
    assert "Ver la lista completa" in page.text


def test_what_may_be_chosen_instead_is_called_in_the_readers_language() -> None:
    answer = door().get("/staff/applications?state=confirmd", headers=headers("es"))
    page = Read(answer)
    assert answer.status_code == 422
    assert "En evaluación" in page.text
    assert "in_review" not in page.text
    assert '<option value="in_review">' in answer.text
    assert "Español" in Read(door().get("/staff/applications?language=xx", headers=headers("es"))).text


def test_a_part_of_a_list_that_is_gone_leads_to_the_whole() -> None:
    gone = Refusal("invalid", Detail("after", "unknown_page"))
    page = Read(door_of(Role.PROGRAM_LEAD, list_people=gone).get("/staff/people?after=x", headers=headers()))
    assert "/staff/people" in page.links
    assert set(page.fields) == set()


def test_a_filter_of_reviews_that_is_refused_is_called_as_the_list_calls_it() -> None:
    for refused, called in (("reviewer_id=x", "Persona evaluadora"), ("state=x", "Estado")):
        page = Read(door().get(f"/staff/reviews?{refused}", headers=headers("es")))
        assert called in page.text, refused
        assert refused.partition("=")[0] not in page.text


def test_everything_that_narrows_a_list_has_words() -> None:
    modules = [one for name, one in sys.modules.items() if name.startswith("services.portal.pages.")]
    lists = {id(one): one for module in modules for one in vars(module).values() if isinstance(one, Listed)}
    assert len(lists) > 10
    wordless = {name for one in lists.values() for name in one.filters if called_by(name) == name}
    assert wordless == set()


def called_by(name: str) -> str:
    key = next((key for group in FIELDS if has(key := f"pages.{group}.{name}")), None)
    return name if key is None else say("en", key)
