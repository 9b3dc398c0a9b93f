"""People, cities and things as people name them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest

from alliance import naming
from alliance.connection import one_client
from shared.contracts import eligibility, identity, reporting
from shared.contracts.errors import Refusal
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.requests import Page
from tests.support.fake_client import FakeClient
from tests.support.refused import refusal_of


def refused(action: Callable[[], object]) -> tuple[str, str]:
    refusal = refusal_of(action)
    return (refusal.code, refusal.message)


ANA = identity.Person(
    id=UUID(int=7), name="Ana Ruiz", email="ana@alliance.example", roles=("reviewer",), languages=("es",)
)


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeClient]:
    fake = FakeClient(list_reviews=Page[eligibility.ListedReview](items=(), next=None, total=0))
    monkeypatch.setattr(naming, "connect", lambda: fake)
    with one_client():
        yield fake


# -- people ------------------------------------------------------------------------------------------------------------


def test_an_id_is_taken_as_it_is(client: FakeClient) -> None:
    assert (naming.person_id(f" {ANA.id} "), client.asked) == (ANA.id, [])


def test_identity_finds_a_person(client: FakeClient) -> None:
    client.answers["get_person"] = ANA
    assert naming.person_id(" ana ") == ANA.id
    assert client.asked[0].request == identity.GetPerson(person="ana")


def test_names_are_asked_for_once_and_strangers_stay_ids(client: FakeClient) -> None:
    client.answers["get_names"] = identity.PeopleNames(items=(identity.PersonName(id=ANA.id, name=ANA.name),))
    names = naming.names_of([ANA.id, UUID(int=8), ANA.id])
    assert names == {ANA.id: "Ana Ruiz", UUID(int=8): str(UUID(int=8))}
    assert client.methods == ["get_names"]


def test_nobody_is_asked_for_where_there_is_nobody(client: FakeClient) -> None:
    assert (naming.names_of([]), client.asked) == ({}, [])


def test_an_actor_is_named(client: FakeClient) -> None:
    client.answers["get_names"] = identity.PeopleNames(items=(identity.PersonName(id=ANA.id, name=ANA.name),))
    actors = [f"person:{ANA.id}", "local-admin", "service:eligibility"]
    assert [*naming.names_of_actors(actors).values()] == ["Ana Ruiz", "local-admin", "service:eligibility"]


# -- cities ------------------------------------------------------------------------------------------------------------


def listed(code: str, city: str, state: State = State.CHECKED, area: str = "Área", country: str = "CO") -> Any:
    return reporting.ListedApplication(
        id=UUID(int=1), code=code, call="c", city=city, admin_area=area, country=country, language="es", state=state,
        version=1, eligibility=None, submitted_at=None,
    )  # fmt: skip


def cities(client: FakeClient, *rows: Any) -> None:
    """In pages of two."""

    def page(request: reporting.ListApplications) -> Page[reporting.ListedApplication]:
        start = int(request.after or 0)
        following = str(start + 2) if start + 2 < len(rows) else None
        return Page[reporting.ListedApplication](items=rows[start : start + 2], next=following, total=len(rows))

    client.answers["list_applications"] = page


@pytest.mark.parametrize("text", ["JK2MPJ4V23", "jk2m-pj4v-23", " JK2MPJ4V23 ", "AAAAAAAAA1"])
def test_a_code_is_taken_as_it_is(client: FakeClient, text: str) -> None:
    assert (naming.city_code(text), client.asked) == (text, [])


@pytest.mark.parametrize("text", ["Quibdó", "QUIBDO", "ciudad de quibdó", "quib", " uibd "])
def test_a_city_is_found_by_its_name_or_a_part_of_it(client: FakeClient, text: str) -> None:
    cities(client, listed("AAAAAAAAA1", "Cuenca"), listed("AAAAAAAAA2", "Lima"), listed("AAAAAAAAA3", "Quibdó"))
    assert naming.city_code(text) == "AAAAAAAAA3"


def test_the_whole_name_goes_before_a_part(client: FakeClient) -> None:
    cities(client, listed("AAAAAAAAA1", "San José del Monte"), listed("AAAAAAAAA2", "San José"))
    assert naming.city_code("san jose") == "AAAAAAAAA2"


def test_a_live_application_goes_before_one_that_ended(client: FakeClient) -> None:
    cities(client, listed("AAAAAAAAA1", "Lima", State.WITHDRAWN), listed("AAAAAAAAA2", "Lima"))
    assert naming.city_code("Lima") == "AAAAAAAAA2"


def test_one_that_ended_is_found_where_no_other_is(client: FakeClient) -> None:
    cities(client, listed("AAAAAAAAA1", "Lima", State.WITHDRAWN))
    assert naming.city_code("Lima") == "AAAAAAAAA1"


def test_several_are_named_with_place_and_code(client: FakeClient) -> None:
    cities(client, listed("AAAAAAAAA1", "Córdoba", country="AR"), listed("AAAAAAAAA2", "Córdoba", area="Veracruz"))
    refusal = refused(lambda: naming.city_code("cordoba"))
    assert refusal == (
        "ambiguous",
        "“cordoba” could be any of 2 cities: Córdoba (Área, AR) AAAAAAAAA1 and Córdoba (Veracruz, CO) AAAAAAAAA2."
        " Give the code.",
    )


@pytest.mark.parametrize("text", ["Atlantis", "", " ", "-"])
def test_an_unknown_city_is_refused_with_where_to_look(client: FakeClient, text: str) -> None:
    cities(client, listed("AAAAAAAAA1", "Lima"))
    code, message = refused(lambda: naming.city_code(text))
    assert (code, "`alliance applications` lists them" in message) == ("not_found", True)


@pytest.mark.parametrize(("rows", "code"), [([listed("AAAAAAAAA1", "Montevideo")], "AAAAAAAAA1"), ([], "Montevideo")])
def test_ten_letters_may_be_a_name_or_a_code(client: FakeClient, rows: list[Any], code: str) -> None:
    cities(client, *rows)
    assert naming.city_code("Montevideo") == code


@pytest.mark.parametrize(
    "listed", [Refusal("forbidden"), Page[reporting.ListedApplication](items=(), next=None, total=0)]
)
def test_a_reviewer_finds_the_cities_that_they_review(
    client: FakeClient, listed: Refusal | Page[reporting.ListedApplication]
) -> None:
    review = eligibility.ListedReview(
        code="AAAAAAAAA1", call="c", city="Lima", country="PE", language="es", reviewer_id=ANA.id, state="assigned",
        stale=False, assigned_at="2027-01-01T00:00:00Z", due_on=None,
    )  # fmt: skip
    client.answers["list_applications"] = listed
    client.answers["list_reviews"] = Page[eligibility.ListedReview](items=(review, review), next=None, total=2)
    assert naming.city_code("lima") == "AAAAAAAAA1"


def test_what_does_not_answer_is_no_unknown_city(client: FakeClient) -> None:
    client.answers["list_applications"] = Refusal("unavailable")
    assert refused(lambda: naming.city_code("Lima"))[0] == "unavailable"


# -- other things ------------------------------------------------------------------------------------------------------

ONE = UUID("6d7c2c1e-8f0a-5c7d-9a57-0a3a5e7f9b21")
TWO = UUID("6d7fffff-8f0a-5c7d-9a57-0a3a5e7f9b21")
TITLES = {ONE: "Project charter", TWO: "Charter, signed"}


@pytest.mark.parametrize("text", [str(ONE), "6d7c", " 6D7C2 ", "project", "PROJECT CHARTER"])
def test_a_thing_is_picked_by_how_its_id_begins_or_by_its_title(text: str) -> None:
    assert naming.pick("document", text, TITLES) == ONE


@pytest.mark.parametrize("text", ["6d7", "charter"])
def test_several_things_are_named(text: str) -> None:
    code, message = refused(lambda: naming.pick("document", text, TITLES))
    assert (code, str(ONE) in message, str(TWO) in message) == ("ambiguous", True, True)


@pytest.mark.parametrize("text", ["", " ", "budget", "7"])
def test_an_unknown_thing_is_refused(text: str) -> None:
    assert refused(lambda: naming.pick("document", text, TITLES)) == (
        "not_found",
        f"Among the documents, nothing has the id or name “{text}”; their list shows both.",
    )
