"""Search: what somebody may see, by what they type; each service's part, and whole without one of them."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from shared.contracts import cohort, notifications
from shared.contracts.errors import Detail, Refusal
from shared.contracts.identity import Person
from shared.contracts.intake import FoundPeople, FoundPerson
from shared.contracts.people import Role
from shared.contracts.reporting import Found, FoundApplication, Search
from shared.contracts.requests import Page
from tests.support.fake_client import unavailable
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import REVIEWER, door_of, headers
from tests.unit.portal.pages.test_own_account import OPEN
from tests.unit.portal.pages.test_public import NO_CALLS
from tests.unit.portal.pages.test_reviewer import CODE as REVIEW
from tests.unit.portal.pages.test_reviewer import listed, reviewers_door

CODE = "K7M2P9XH4T"
AT = datetime(2027, 6, 8, 14, tzinfo=UTC)
CITY = FoundApplication(
    code=CODE, call="2027", city="Montería", admin_area="Córdoba", country="CO", state="confirmed", cohort="c27"
)  # fmt: skip


def page_of(model: Any, *items: Any) -> Any:
    return Page[model](items=items, next=None, total=len(items))


def called(name: str, number: int = 1) -> Person:
    return Person(id=UUID(int=number), name=name, email="n@alliance.example", roles=(Role.COACH,), languages=("en",))


SESSION = cohort.ListedSession(
    id=UUID(int=2), kind="coaching", state="scheduled", title="Open data", starts_at=AT, ends_at=AT,
    time_zone="America/Bogota", coach_id=None, cities=(CODE,),
)  # fmt: skip
MAIL = notifications.Mail(
    id=UUID(int=3), template="welcome", language="es", recipient="intake:1", subject="Le damos la bienvenida",
    state="sent", attempts=1, code=CODE, created_at=AT, sent_at=AT,
)  # fmt: skip
MAYOR = FoundPerson(
    name="Rosa Montes", email=None, role=None, code="J3KM9QX2RT", call="2027", city="Pasto", state="submitted"
)
ANALYST = cohort.FoundCityPerson(
    name="Leo Supuesto", email=None, part="member", role="data analyst", code="K3KM9QX2RT", cohort="one", city="Recife"
)
ANSWERS: dict[str, Any] = {
    "search": Found(items=(CITY,)),
    "list_people": page_of(Person, called("Monte Ría")),
    "search_people": FoundPeople(items=(MAYOR,)),
    "search_city_people": cohort.FoundCityPeople(items=(ANALYST,)),
    "search_sessions": cohort.FoundSessions(items=()),
    "search_mails": notifications.FoundMails(items=()),
    "list_sessions": page_of(cohort.ListedSession, SESSION),
    "list_mails": page_of(notifications.Mail, MAIL),
}


def door(role: Role = Role.STAFF, **answers: Any) -> Doorway:
    return door_of(role, **ANSWERS | answers)


def requests(at: Doorway) -> list[str]:
    return [one.request.method for one in at.client.asked if one.request.method in ANSWERS]


def test_staff_find_cities_people_sessions_and_mails() -> None:
    at = door()
    page = Read(at.get("/search?q=monteria", headers=headers()))
    for said in (
        "Montería",
        "Córdoba, Colombia",
        CODE,
        "Monte Ría",
        "Rosa Montes",
        "Leo Supuesto Data analyst",
        "Open data",
        "Le damos la bienvenida",
    ):
        assert said in page.text
    city = f"/cities/{CODE}"
    things = {f"{city}/sessions/{SESSION.id}", f"/staff/mail/{MAIL.id}", f"/staff/people/{called('x').id}"} | {
        f"/staff/applications/{MAYOR.code}",
        f"/cities/{ANALYST.code}/team",
    }
    assert {f"/staff/applications/{CODE}", city} | things <= set(page.links)
    assert page.ids["q"]["value"] == "monteria"
    assert Search(text="monteria") in [one.request for one in at.client.asked]


def test_a_session_by_its_title_and_a_mail_by_its_subject_come_before_those_of_the_closest_city() -> None:
    titled = SESSION.model_copy(update={"id": UUID(int=8), "title": "Monteria on the map", "city_names": ("Recife",)})
    about = MAIL.model_copy(update={"id": UUID(int=9), "subject": "Monteria: a question"})
    at = door(
        search_sessions=cohort.FoundSessions(items=(titled, SESSION)),
        search_mails=notifications.FoundMails(items=(about,)),
    )
    page = Read(at.get("/search?q=monteria", headers=headers()))
    assert page.text.index("Monteria on the map") < page.text.index("Open data")
    assert page.text.index("Monteria: a question") < page.text.index("Le damos la bienvenida")
    assert page.links.count(f"/cities/{CODE}/sessions/{SESSION.id}") == 1
    assert "Recife" in page.text


def test_what_is_called_so_is_found_where_no_city_is() -> None:
    at = door(
        search=Found(items=()),
        list_people=page_of(Person),
        search_sessions=cohort.FoundSessions(items=(SESSION,)),
        search_mails=notifications.FoundMails(items=(MAIL,)),
    )
    page = Read(at.get("/search?q=open", headers=headers()))
    assert f"/cities/{CODE}/sessions/{SESSION.id}" in page.links
    assert f"/staff/mail/{MAIL.id}" in page.links
    assert "Nothing found" not in page.text


@pytest.mark.parametrize(
    ("role", "asked", "leads"),
    [
        (Role.COACH, ["search", "search_sessions", "list_sessions"], f"/cities/{CODE}"),
        (Role.CITY_MEMBER, ["search", "search_sessions", "list_sessions"], f"/cities/{CODE}"),
        (Role.REVIEWER, [], None),
    ],
)
def test_nobody_asks_for_what_they_may_not_see(role: Role, asked: list[str], leads: str | None) -> None:
    at = door(role)
    page = Read(at.get("/search?q=monteria", headers=headers()))
    assert requests(at) == asked
    assert (leads in page.links) == (leads is not None)


def test_the_page_is_whole_without_one_of_its_services() -> None:
    page = Read(door(list_people=unavailable()).get("/search?q=monteria", headers=headers()))
    assert "not available right now" in page.text
    assert "Montería" in page.text


def test_a_city_that_another_service_has_not_heard_of_yet_is_found_all_the_same() -> None:
    unheard = Refusal("invalid", Detail("code", "no_such_application", name="K7Q2M9X4TB", choices=[]))
    answer = door(list_mails=unheard).get("/search?q=mont", headers=headers())
    assert answer.status_code == 200


@pytest.mark.parametrize("typed", ["", "%20", "%27%25"])
def test_nothing_typed_asks_nobody(typed: str) -> None:
    at = door()
    answer = at.get(f"/search?q={typed}", headers=headers())
    assert (answer.status_code, requests(at)) == (200, [])


def test_what_was_typed_is_escaped_and_what_is_too_long_is_cut() -> None:
    at = door(search=Found(items=()), list_people=page_of(Person))
    answer = at.get("/search", params={"q": "<script>x" + "y" * 500}, headers=headers())
    assert answer.status_code == 200
    assert "<script>x" not in answer.text
    (request,) = [one.request for one in at.client.asked if isinstance(one.request, Search)]
    assert len(request.text) == 120


def test_the_box_stands_on_every_page() -> None:
    page = Read(door_of(Role.STAFF, list_calls=NO_CALLS).get("/staff", headers=headers("fr")))
    assert "Chercher villes, codes, personnes, séances, courriels" in page.text
    assert page.ids["q"]["type"] == "search"
    own = Read(door_of(Role.REVIEWER, list_sessions=OPEN).get("/my/account/tokens", headers=headers("fr")))
    assert "Chercher dans mes évaluations" in own.text


@pytest.mark.parametrize("typed", ["sherb", "Québec", "quebec sherbrooke", "Sherbrokoe", REVIEW.lower()])
def test_a_reviewer_finds_their_reviews_by_city_area_and_code(typed: str) -> None:
    at = reviewers_door(listed("cleared", scored=2), listed("recused", "BBBBBBBBBB", city="Sherbrooke-Est"))
    page = Read(at.get("/search", params={"q": typed}, headers=headers()))
    assert f"/reviews/{REVIEW}" in page.links
    assert "Begun: 2 of 4 scores" in page.text
    assert "/reviews/BBBBBBBBBB" not in page.links, "what is given to others does not open"
    assert {one.request.reviewer_id for one in at.client.asked if one.request.method == "list_reviews"} == {REVIEWER}


@pytest.mark.parametrize("typed", ["Sherbourne", "x", "Québec Lima"])
def test_what_none_of_ones_reviews_is_called_is_not_found(typed: str) -> None:
    page = Read(reviewers_door(listed()).get("/search", params={"q": typed}, headers=headers()))
    assert f"/reviews/{REVIEW}" not in page.links
    assert "Nothing found" in page.text
