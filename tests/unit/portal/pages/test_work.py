"""What waits: staff's page, everybody's own, and the counts beside the places."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from shared.contracts.errors import Detail, Refusal
from shared.contracts.intake import OwnApplications
from shared.contracts.people import Role
from shared.contracts.reporting import ListWork, Work, WorkOfKind, WorkQueue
from tests.support.fake_client import unavailable
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import door_of, headers
from tests.unit.portal.pages.test_public import CALLS

TODAY = date(2027, 3, 10)


def item(kind: str, **changed: Any) -> Work:
    fields = {
        "kind": kind, "code": "K7M2P9XH4T", "city": "Montería", "admin_area": "Córdoba", "country": "CO",
        "since": datetime(2027, 3, 2, 12, tzinfo=UTC), "due_on": None, "overdue": False,
        "page": "/staff/applications/K7M2P9XH4T", "values": {},
    }  # fmt: skip
    return Work.model_validate(fields | changed)


def queue_of(*items: Work, total: int | None = None) -> WorkQueue:
    kinds = tuple(
        WorkOfKind(
            kind=kind, waits_for="staff", total=total or len(some), overdue=sum(one.overdue for one in some),
            items=tuple(some),
        )
        for kind in dict.fromkeys(one.kind for one in items)
        if (some := [one for one in items if one.kind == kind])
    )  # fmt: skip
    return WorkQueue(
        today=TODAY, total=sum(one.total for one in kinds), overdue=sum(one.overdue for one in kinds), kinds=kinds
    )


STOPPED = {"code": None, "city": None, "admin_area": None, "country": None, "page": "/staff/mail?state=held"}
QUEUE = queue_of(
    item("check"),
    item("overdue_offer", due_on=date(2027, 3, 7), overdue=True),
    item("review", due_on=date(2027, 3, 12), page="/reviews/K7M2P9XH4T"),
    item("mail", values={"state": "held", "template": "welcome"}, **STOPPED),
)


def staffs_door(queue: Any = QUEUE, role: Role = Role.STAFF) -> Doorway:
    return door_of(role, list_work=queue, list_calls=CALLS)


def test_staff_see_what_waits_since_when_until_when_and_the_verb() -> None:
    page = Read(staffs_door().get("/staff", headers=headers()))
    for said in (
        "Eligibility to look at",
        "The check leaves this to a person.",
        "8 days",
        "3 days overdue",
        "in 2 days",
    ):
        assert said in page.text
    assert {"/staff/applications/K7M2P9XH4T", "/reviews/K7M2P9XH4T", "/staff/mail?state=held"} <= set(page.links)
    assert "Look at it Montería" in page.text
    assert "Welcome" in page.text


def test_staff_look_at_what_a_city_is_late_with_and_do_not_submit_it() -> None:
    awaited = queue_of(item("report_awaited", due_on=date(2027, 3, 7), overdue=True, values={"part": "a", "number": 1}))
    late = awaited.model_copy(
        update={"kinds": tuple(one.model_copy(update={"waits_for": "city"}) for one in awaited.kinds)}
    )
    page = Read(staffs_door(late).get("/staff", headers=headers()))
    assert "See how it stands Montería" in page.text
    assert "Submit it" not in page.text
    theirs = door_of(Role.COACH, Role.REVIEWER, list_work=late, list_own_applications=OwnApplications(items=()))
    assert "Submit it Montería" in Read(theirs.get("/my", headers=headers())).text


def test_a_check_says_what_it_leaves_open() -> None:
    left = item("check", values={"left_open": ["population", "mayor_term"]})
    page = Read(staffs_door(queue_of(left)).get("/staff", headers=headers()))
    assert "The check leaves this to a person: population and mayor’s term." in page.text


def test_what_is_counted_most_stands_above_and_the_call_that_closes() -> None:
    door = staffs_door()
    page = Read(door.get("/staff", headers=headers()))
    for said in ("0 Reviewers to assign", "0 Decisions to send", "1 Mail held or failed", "left."):
        assert said in figures_of(page.text)
    assert "list_calls" in door.client.methods
    alone = Read(staffs_door().get("/staff?kind=check", headers=headers()))
    assert "Reviewers to assign" not in alone.text


def figures_of(text: str) -> str:
    """As they are read: the number after its words in the markup stands before them."""
    for words in ("Reviewers to assign", "Decisions to send", "Mail held or failed"):
        number = text.partition(words)[2].split()[0]
        text = text.replace(f"{words} {number}", f"{number} {words}", 1)
    return text


@pytest.mark.parametrize("language", ["en", "es", "pt", "fr"])
def test_the_queue_reads_in_each_language(language: str) -> None:
    page = Read(staffs_door().get("/staff", headers=headers(language)))
    assert page.language == language
    assert "work." not in page.text
    assert "…" not in page.text


def test_a_kind_alone_is_shown_longer_and_says_how_much_there_is() -> None:
    door = staffs_door(queue_of(item("check"), total=700))
    page = Read(door.get("/staff?kind=check", headers=headers()))
    (request,) = {one.request for one in door.client.asked if getattr(one.request, "each", 0)}
    assert request == ListWork(kind="check", each=500)
    assert "The first 1 of 700 are shown." in page.text
    assert "/staff?kind=check" in Read(door.get("/staff", headers=headers())).links


def test_a_kind_that_is_none_is_said_to_be_none() -> None:
    refused = Refusal("invalid", Detail("kind", "not_a_choice", choices=["check"]))
    assert staffs_door(refused).get("/staff?kind=nonsense", headers=headers()).status_code == 422


def test_where_nothing_waits_it_says_what_will_be_there() -> None:
    assert "Nothing waits for you" in Read(staffs_door(queue_of()).get("/staff", headers=headers())).text


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.COACH, Role.APPLICANT, Role.CITY_MEMBER])
def test_the_page_is_staffs_alone(role: Role) -> None:
    assert staffs_door(role=role).get("/staff", headers=headers()).status_code == 403


def test_counts_stand_beside_the_places() -> None:
    page = Read(staffs_door().get("/staff", headers=headers()))
    assert "What waits for me 4 waiting" in page.text
    assert "Applications 1 waiting" in page.text


def test_a_page_is_whole_without_its_counts() -> None:
    door = door_of(Role.REVIEWER, Role.STAFF, list_work=unavailable(), list_own_applications=OwnApplications(items=()))
    answer = door.get("/my", headers=headers())
    assert answer.status_code == 200
    assert "/reviews" in Read(answer).links


def test_the_places_are_asked_for_again_by_themselves() -> None:
    at = staffs_door()
    answer = at.get("/my/places?here=/staff", headers=headers() | {"X-By-Itself": "1"})
    assert {one.request.by_itself for one in at.client.asked if one.request.method == "issue_tokens"} == {True}
    page = Read(answer)
    assert page.ids["places"]["hx-get"] == "/my/places?here=/staff"
    assert "4 waiting" in page.text
    assert "<main" not in answer.text


def test_what_waits_for_me_comes_first_on_my_page() -> None:
    mine = door_of(
        Role.REVIEWER, Role.COACH, Role.STAFF, list_work=QUEUE, list_own_applications=OwnApplications(items=())
    ).get("/my", headers=headers())
    text = Read(mine).text
    assert text.index("Eligibility to look at") < text.index("My reviews", text.index("Eligibility to look at"))
