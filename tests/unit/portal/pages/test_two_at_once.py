"""Two people at one step of a draft: the later one sees what changed of it, field by field, and chooses."""

from typing import Any

import pytest

from services.portal.forms.compare import compare, marks_of
from services.portal.forms.posted import Posted
from services.portal.pages.applicant.steps import BY_ID
from shared.contracts.errors import Refusal, not_found
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import headers
from tests.unit.portal.pages.test_applicant import (
    APPLICATION,
    CODE,
    DOCUMENT,
    HERE,
    applicants_door,
    draft,
    receipt,
    revised,
)
from tests.unit.portal.pages.test_public import RESULT

SHOWN = {"country": "BR", "city": "Petrolina", "admin_area": "PE", "time_zone": ""}


def shown(step: str, document: dict[str, Any], revision: int = 3) -> dict[str, str]:
    """What a form that showed this document sends with it."""
    marks = marks_of(DOCUMENT | document, BY_ID[step].fields)
    return {"expected_version": str(revision)} | {f"shown.{name}": mark for name, mark in marks.items()}


def door(**now: Any) -> Doorway:
    return applicants_door(get_draft=draft(revision=5, **now), revise_draft=receipt())


def test_a_step_says_what_it_showed_of_each_of_its_fields() -> None:
    page = Read(door(admin_area="PE").get(f"{HERE}/city", headers=headers()))
    wanted = {name: mark for name, mark in shown("city", {"admin_area": "PE"}).items() if name.startswith("shown.")}
    assert {name: field["value"] for name, field in page.fields.items() if name.startswith("shown.")} == wanted


def test_a_change_to_another_step_is_no_conflict() -> None:
    at = door(admin_area="PE", ambition="Theirs")
    form = shown("city", {"admin_area": "PE"}) | SHOWN | {"city": "Petrópolis"}
    assert at.post(f"{HERE}/city", data=form, headers=headers()).status_code == 303
    assert revised(at) == [DOCUMENT | {"ambition": "Theirs", "city": "Petrópolis", "admin_area": "PE"}]
    assert [one.request.expected_revision for one in at.client.asked if one.request.method == "revise_draft"] == [5]


def test_a_change_to_this_step_is_shown_beside_what_was_typed_and_nothing_is_saved() -> None:
    at = door(admin_area="Pernambuco")
    answer = at.post(f"{HERE}/city", data=shown("city", {}) | SHOWN | {"admin_area": "Bahia"}, headers=headers())
    page = Read(answer)
    assert (answer.status_code, revised(at)) == (409, [])
    assert (page.fields["theirs.admin_area"]["value"], page.fields["admin_area"]["value"]) == ("Pernambuco", "Bahia")
    assert page.fields["expected_version"]["value"] == "5"
    assert "choose.city" not in page.fields
    assert 'name="choose.admin_area" value="yours" checked' in answer.text


def test_where_nothing_was_typed_theirs_stays_unless_somebody_chooses_otherwise() -> None:
    at = door(admin_area="Pernambuco")
    answer = at.post(f"{HERE}/city", data=shown("city", {}) | SHOWN | {"admin_area": ""}, headers=headers())
    assert 'name="choose.admin_area" value="theirs" checked' in answer.text


@pytest.mark.parametrize(("choice", "kept"), [("theirs", "Pernambuco"), ("yours", "Bahia")])
def test_what_is_chosen_is_saved(choice: str, kept: str) -> None:
    at = door(admin_area="Pernambuco")
    form = shown("city", {"admin_area": "Pernambuco"}, 5) | SHOWN | {"admin_area": "Bahia"}
    form |= {"theirs.admin_area": "Pernambuco", "choose.admin_area": choice}
    at.post(f"{HERE}/city", data=form, headers=headers())
    assert [one["admin_area"] for one in revised(at)] == ([kept] if choice == "yours" else [])


def test_contacts_are_chosen_together_with_who_of_them_is_the_primary_one() -> None:
    theirs = [{"name": "Rui", "email": "r@x.example", "primary": True}, {"name": "Eva", "email": "e@x.example"}]
    at = door(contacts=theirs)
    form = {"contacts.0.name": "Ana", "contacts.0.email": "a@x.example", "contacts.1.name": "Bo", "primary": "1"}
    page = Read(at.post(f"{HERE}/contacts", data=shown("contacts", {}) | form, headers=headers()))
    sent = {name: str(given.get("value")) for name, given in page.fields.items() if name.startswith("theirs.")}
    assert sent["theirs.contacts.1.name"] == "Eva"
    after = applicants_door(get_draft=draft(revision=5, contacts=[]), revise_draft=receipt())
    form |= sent | {"choose.contacts": "theirs"} | shown("contacts", {"contacts": []}, 5)
    after.post(f"{HERE}/contacts", data=form | {"preferred_language": "pt"}, headers=headers())
    assert revised(after)[0]["contacts"] == theirs


def test_a_day_in_three_fields_is_taken_over_whole() -> None:
    parts = {"mayor.term_starts_on.day": "1", "mayor.term_starts_on.month": "2", "mayor.term_starts_on.year": "2025"}
    chosen = {"theirs.mayor.term_starts_on": "2024-06-05", "choose.mayor.term_starts_on": "theirs", "residents": "x"}
    at = applicants_door(revise_draft=receipt())
    at.post(f"{HERE}/mayor", data=parts | chosen, headers=headers())
    assert revised(at)[0]["mayor"] == {"term_starts_on": "2024-06-05"}
    refused = applicants_door(revise_draft=Refusal("invalid"))
    page = Read(refused.post(f"{HERE}/mayor", data=parts | chosen, headers=headers()))
    assert [page.fields[f"mayor.term_starts_on.{part}"]["value"] for part in ("day", "month", "year")] == \
        ["5", "6", "2024"]  # fmt: skip


def late(request: Any, at: Doorway) -> Any:
    """The first try meets somebody who was faster by a moment."""
    if len(revised(at)) == 1:
        raise Refusal("stale_version", version=4)
    return receipt()


def test_who_saves_at_the_same_moment_as_somebody_at_another_step_notices_nothing() -> None:
    at = applicants_door(get_draft=draft(), revise_draft=lambda request: late(request, at))
    form = shown("ambition", {}) | {"ambition": "Mine"}
    assert at.post(f"{HERE}/ambition", data=form, headers=headers()).status_code == 303


def test_the_same_form_again_saves_nothing_more() -> None:
    at = door(ambition="Mine")
    answer = at.post(f"{HERE}/ambition", data=shown("ambition", {}) | {"ambition": "Mine"}, headers=headers())
    assert (answer.status_code, revised(at)) == (303, [])


def test_a_form_that_does_not_say_what_it_showed_is_compared_whole() -> None:
    differences = compare(
        {"name": "Ana", "roles": ["a"]}, {"name": "Rui", "roles": ["a"]}, ["name", "roles"], Posted([])
    )
    assert [(one.name, one.theirs, one.yours, one.chosen) for one in differences] == [
        ("name", ("Ana",), ("Rui",), "yours")
    ]


def test_what_is_sent_is_what_was_read() -> None:
    at = applicants_door(get_draft=draft(revision=5), revise_draft=receipt(), check_eligibility=RESULT)
    answer = at.post(f"{HERE}/review", data={"expected_version": "3", "endorsed_by_mayor": "true"}, headers=headers())
    assert (answer.status_code, Read(answer).fields["expected_version"]["value"]) == (409, "5")
    assert "submit_draft" not in at.client.methods


@pytest.mark.parametrize("step", ["review", "city"])
def test_back_or_a_second_press_after_sending_shows_what_was_sent(step: str) -> None:
    at = applicants_door(get_draft=not_found("draft", CODE), get_application=APPLICATION)
    for answer in (at.get(f"{HERE}/{step}", headers=headers()), at.post(f"{HERE}/{step}", data={}, headers=headers())):
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/applications/{CODE}")
