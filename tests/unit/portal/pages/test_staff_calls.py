"""Calls: opened with their cohort, extended, closed; every refusal beside its field."""

from typing import Any

import pytest

from shared.contracts import intake
from shared.contracts.errors import Detail, Refusal
from shared.contracts.people import Role
from shared.contracts.requests import Page
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import door_of, headers
from tests.unit.portal.pages.test_staff_selection import CALL

PATH = "/staff/calls"
FORM = {
    "title": "Round three", "id": "2028", "opens_at": "2027-11-01", "closes_at": "2028-01-08", "capacity": "22",
    "cohort.name": "Cohort three", "cohort.id": "three", "cohort.starts_on": "2028-05-01",
}  # fmt: skip


def door(role: Role = Role.STAFF, **answers: Any) -> Doorway:
    return door_of(role, **{"list_calls": Page[intake.Call](items=(CALL,), next=None, total=1)} | answers)


def asked(at: Doorway, method: str) -> list[Any]:
    return [one.request for one in at.client.asked if one.request.method == method]


def test_calls_are_listed_with_their_dates_and_what_can_be_done() -> None:
    page = Read(door().get(PATH, headers=headers()))
    assert "Round two" in page.text
    assert {f"{PATH}/2027/extend", f"{PATH}/2027/close", "/staff/selection/2027"} <= set(page.links)


def test_a_call_is_opened_with_its_cohort() -> None:
    at = door(open_call=CALL)
    answer = at.post(f"{PATH}/new", data=FORM, headers=headers())
    assert (answer.status_code, answer.headers["Location"]) == (303, PATH)
    (request,) = asked(at, "open_call")
    assert (request.id, request.capacity, request.cohort.id, str(request.cohort.starts_on)) == (
        "2028", 22, "three", "2028-05-01",
    )  # fmt: skip


def test_what_is_missing_is_named_beside_its_field_and_the_rest_kept() -> None:
    answer = door(open_call=CALL).post(f"{PATH}/new", data=FORM | {"cohort.id": ""}, headers=headers("pt"))
    page = Read(answer)
    assert (answer.status_code, page.language) == (422, "pt")
    assert "#cohort.id" in page.links
    assert page.fields["title"]["value"] == "Round three"


def test_a_form_that_nobody_filled_names_each_field_that_must_be_in_the_order_of_the_page() -> None:
    page = Read(door(open_call=CALL).post(f"{PATH}/new", data={}, headers=headers()))
    assert [one for one in page.links if one.startswith("#") and one != "#main"] == [
        "#title", "#id", "#opens_at", "#closes_at", "#cohort.name", "#cohort.id", "#cohort.starts_on",
    ]  # fmt: skip


@pytest.mark.parametrize(("verb", "form"), [("extend", {"until": "2027-02-01"}), ("close", {})])
def test_a_call_is_extended_and_closed_after_a_page_that_says_what_happens(verb: str, form: dict[str, str]) -> None:
    at = door(extend_call=CALL, close_call=CALL)
    assert f'action="{PATH}/2027/{verb}"' in at.get(f"{PATH}/2027/{verb}", headers=headers()).text
    answer = at.post(f"{PATH}/2027/{verb}", data=form | {"call": "other"}, headers=headers())
    assert (answer.status_code, asked(at, f"{verb}_call")[0].call) == (303, "2027")


def test_a_refusal_is_shown_with_what_was_typed() -> None:
    at = door(extend_call=Refusal("invalid", Detail("until", "missing")))
    answer = at.post(f"{PATH}/2027/extend", data={"until": "2020-01-01"}, headers=headers())
    assert (answer.status_code, Read(answer).fields["until"]["value"]) == (422, "2020-01-01")


@pytest.mark.parametrize("path", ["/2031/extend", "/2027/erase"])
def test_what_there_is_not_is_not_found(path: str) -> None:
    assert door().get(f"{PATH}{path}", headers=headers()).status_code == 404
    assert door().post(f"{PATH}{path}", data={}, headers=headers()).status_code == 404


@pytest.mark.parametrize("noise", [{"opens_at": "\0"}, {"capacity": "9" * 5000}, {"cohort": "x"}, {"id": "../x"}])
def test_noise_is_refused(noise: dict[str, str]) -> None:
    assert door(open_call=CALL).post(f"{PATH}/new", data=noise, headers=headers()).status_code == 422


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.COACH, Role.APPLICANT])
def test_nobody_else_sees_or_does_it(role: Role) -> None:
    at = door(role)
    assert at.get(PATH, headers=headers()).status_code == 403
    assert at.post(f"{PATH}/2027/close", data={}, headers=headers()).status_code == 403
    assert asked(at, "close_call") == []
