"""Staff's list of applications: found by its address, sorted, taken out whole; nobody else sees it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from shared.contracts import eligibility, identity
from shared.contracts.errors import Detail, Refusal
from shared.contracts.intake import Call
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.people import Role
from shared.contracts.reporting import (
    NO_CITY,
    ApplicationCounts,
    CountedApplications,
    ListApplications,
    ListedApplication,
    SavedView,
)
from shared.contracts.requests import Page
from tests.support.fake_client import unavailable
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import door_of, headers, person
from tests.unit.portal.pages.test_public import CALLS

CODE = "K7Q2M9X4TB"
PATH = "/staff/applications"


def listed(code: str = CODE, **changed: Any) -> ListedApplication:
    fields = {
        "id": UUID(int=1), "code": code, "call": "2027", "city": "Montería", "admin_area": "Córdoba", "country": "CO",
        "language": "es", "state": "in_review", "version": 2, "eligibility": "needs_review",
        "submitted_at": datetime(2026, 11, 9, tzinfo=UTC),
    }  # fmt: skip
    return ListedApplication.model_validate(fields | changed)


def page_of(*items: ListedApplication, next_: str | None = None, total: int | None = None) -> Page[ListedApplication]:
    return Page[ListedApplication](items=items, next=next_, total=len(items) if total is None else total)


STANDING = eligibility.Standing(
    code=CODE, call="2027", city="Montería", country="CO", language="es", state="in_review", residents=490_935,
    assigned=3, reviews=2, required=3, mean=3.25, lowest=2.0, highest=4.5, apart=True, decision=None,
    waitlist_rank=None,
)  # fmt: skip
COUNTED = (
    ("draft", None, 1),
    ("checked", "needs_review", 20),
    ("checked", "eligible", 300),
    ("in_review", "eligible", 4_000),
)
COUNTS = ApplicationCounts(
    items=tuple(
        CountedApplications(state=ApplicationState(state), eligibility=eligibility, number=number)
        for state, eligibility, number in COUNTED
    )
)
ANSWERS: dict[str, Any] = {
    "count_applications": COUNTS,
    "list_views": Page[SavedView](items=(), next=None, total=0),
    "list_applications": page_of(listed()),
    "get_standings": eligibility.Standings(items=(STANDING,)),
    "list_people": Page[identity.Person](items=(person(Role.REVIEWER),), next=None, total=1),
    "list_calls": Page[Call](items=(), next=None, total=0),
}


def staffs_door(role: Role = Role.STAFF, **answers: Any) -> Doorway:
    return door_of(role, **ANSWERS | answers)


def asked(door: Doorway) -> ListApplications:
    found: list[Any] = [one.request for one in door.client.asked if one.request.method == "list_applications"]
    return found[-1]  # type: ignore[no-any-return]


def test_a_draft_without_a_city_is_called_so_in_the_readers_language() -> None:
    door = staffs_door(list_applications=page_of(listed(city=NO_CITY, country="ZZ", version=0, state="draft")))
    for path in (PATH, f"{PATH}.csv"):
        shown = door.get(path, headers=headers("pt")).text
        assert "ainda sem cidade" in shown
        assert NO_CITY not in shown


def test_a_row_shows_how_far_the_application_is() -> None:
    door = staffs_door()
    page = Read(door.get(PATH, headers=headers()))
    for said in ("Montería", "Córdoba, Colombia", "490,935", "Needs review", "In review", "2/3", "3.25", "2.50 apart"):
        assert said in page.text
    assert f"{PATH}/{CODE}" in page.links
    assert "text" in page.fields


def test_each_view_says_how_many_it_holds() -> None:
    page = Read(staffs_door().get(f"{PATH}?state=checked", headers=headers()))
    for said in ("All 4,321", "To look at 20", "Nobody assigned 320", "In review 4,000", "Decided, not sent 0"):
        assert said in page.text, said


def test_a_view_that_cannot_be_counted_says_no_number() -> None:
    page = Read(staffs_door(count_applications=unavailable()).get(PATH, headers=headers()))
    assert "Montería" in page.text
    assert "To look at Nobody assigned" in page.text


def test_the_address_is_the_list() -> None:
    door = staffs_door()
    door.get(f"{PATH}?state=checked&country=CO&text=mont&sort=-city&after=K", headers=headers())
    assert asked(door) == ListApplications.model_validate(
        {"state": "checked", "country": "CO", "text": "mont", "sort": "-city", "after": "K", "limit": 50}
    )


@pytest.mark.parametrize(
    ("name", "method", "value", "words"),
    [
        ("reviewer", "list_people", str(person(Role.REVIEWER).id), person(Role.REVIEWER).name),
        ("call", "list_calls", "2027", "Round <2027>"),
    ],
)
def test_reviewers_and_calls_are_asked_for_where_one_is_chosen(name: str, method: str, value: str, words: str) -> None:
    door = staffs_door(list_calls=CALLS)
    page = Read(door.get(f"{PATH}?state=checked", headers=headers()))
    assert method not in door.client.methods
    choose = f"{PATH}/choose/{name}?state=checked&sort=code"
    assert choose in page.links
    chosen = f"{PATH}?state=checked&{name}={value}&sort=code"
    offered = Read(door.get(choose, headers=headers()))
    assert (chosen in offered.links, words in offered.text) == (True, True)
    page = Read(door.get(chosen, headers=headers()))
    assert words in page.text
    assert f"{PATH}?state=checked&sort=code" in page.links, "it is taken away again"


def test_what_a_list_is_not_chosen_by_has_no_page() -> None:
    assert staffs_door().get(f"{PATH}/choose/mayor", headers=headers()).status_code == 404
    assert staffs_door(Role.COACH).get(f"{PATH}/choose/call", headers=headers()).status_code == 403


def test_the_order_is_said_and_turned_around_by_links() -> None:
    answer = staffs_door().get(f"{PATH}?state=checked&sort=city", headers=headers())
    assert (
        '<th scope="col" aria-sort="ascending"><a href="/staff/applications?state=checked&amp;sort=-city">'
        in answer.text
    )


def test_the_next_part_keeps_filter_and_order() -> None:
    door = staffs_door(list_applications=page_of(listed(), next_="x|K", total=60))
    page = Read(door.get(f"{PATH}?state=checked&sort=city", headers=headers()))
    assert "1 to 1 of 60" in page.text
    assert f"{PATH}?state=checked&after=x%7CK&from=2&sort=city" in page.links


def test_the_export_is_the_list_whole() -> None:
    parts = {None: page_of(listed(), next_="K"), "K": page_of(listed("AAAAAAAAAA", city="=1+1"))}
    door = staffs_door(list_applications=lambda request: parts[request.after])
    answer = door.get(f"{PATH}.csv?state=in_review", headers=headers("es"))
    rows = answer.text.removeprefix("\ufeff").split("\r\n")
    assert rows[0].startswith("Código,Ciudad")
    assert [row.split(",")[:2] for row in rows[1:3]] == [[CODE, "Montería"], ["AAAAAAAAAA", "'=1+1"]]
    assert asked(door).state == "in_review"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_wrong_filter_is_named_and_nothing_is_exported() -> None:
    door = staffs_door(list_applications=Refusal("invalid", Detail("call", "no_such_call", name="x", choices=[])))
    assert door.get(f"{PATH}?call=x", headers=headers()).status_code == 422
    assert door.get(f"{PATH}.csv?call=x", headers=headers()).status_code == 422


@pytest.mark.parametrize(
    "noise", ["state=nothing", "reviewer=me", "country=Colombia", "text=%00", "sort=x", "after=%0a"]
)
def test_noise_in_the_address_is_no_fault_of_ours(noise: str) -> None:
    assert staffs_door().get(f"{PATH}?{noise}", headers=headers()).status_code in (200, 422)


def test_what_reviews_say_is_missing_while_their_service_is_down() -> None:
    page = Read(staffs_door(get_standings=unavailable()).get(PATH, headers=headers()))
    assert "Montería" in page.text
    assert "—" in page.text


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.COACH, Role.APPLICANT, Role.CITY_MEMBER])
def test_nobody_else_sees_it(role: Role) -> None:
    door = staffs_door(role)
    assert door.get(PATH, headers=headers()).status_code == 403
    assert door.get(f"{PATH}.csv", headers=headers()).status_code == 403
    assert "list_applications" not in door.client.methods
