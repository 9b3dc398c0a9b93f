"""What somebody has still to do, as the owners of the work tell it."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from shared.contracts import cohort, eligibility
from shared.contracts.errors import Refusal
from shared.contracts.requests import Page
from shared.views.leaving import OpenReview, OpenSession, OpenTask, OpenWork, open_work
from tests.support.fake_client import FakeClient, unavailable
from tests.support.refused import refused

ANA, CODE = UUID(int=7), "K7Q2M9X4TB"
NOW, DAY = datetime(2027, 3, 1, tzinfo=UTC), date(2027, 4, 1)


def page(*items: object) -> Page[object]:
    return Page(items=items, next=None, total=len(items))


def coach(person: UUID, *cities: str) -> cohort.CoachLoad:
    return cohort.CoachLoad(id=person, languages=("es",), hours=8, load=4, cities=cities)


def test_reviews_cities_sessions_and_tasks_are_listed() -> None:
    review = eligibility.ListedReview(
        code=CODE, call="2027", city="Puerto", country="CO", language="es", reviewer_id=ANA, state="assigned",
        stale=False, assigned_at=NOW, due_on=DAY,
    )  # fmt: skip
    session = cohort.ListedSession(
        id=uuid4(), kind="coaching", state="scheduled", title="First talk", starts_at=NOW, ends_at=NOW,
        time_zone="UTC", coach_id=ANA, cities=(CODE,),
    )  # fmt: skip
    task = cohort.ActionItem(
        id=uuid4(), session_id=session.id, code=CODE, what="Send the data", owner="Rosa", due_on=DAY, state="open"
    )
    client = FakeClient(
        list_coaches=page(coach(UUID(int=8), "OTHER"), coach(ANA, CODE)),
        list_reviews=lambda request: page(review) if request.state == "assigned" else page(),
        list_sessions=page(session),
        list_action_items=page(task),
    )
    assert open_work(client, ANA) == OpenWork(
        reviews=(OpenReview(code=CODE, city="Puerto", due_on=DAY),),
        cities=(CODE,),
        sessions=(OpenSession(id=session.id, title="First talk", starts_at=NOW, cities=(CODE,)),),
        tasks=(OpenTask(code=CODE, what="Send the data", due_on=DAY),),
    )


def test_who_is_known_to_no_owner_of_work_has_none() -> None:
    client = FakeClient(list_coaches=page(), list_reviews=Refusal("invalid"), list_sessions=Refusal("not_found"))
    assert open_work(client, ANA) == OpenWork()


def test_work_that_cannot_be_told_is_not_said_to_be_none() -> None:
    client = FakeClient(list_coaches=unavailable())
    assert refused(lambda: open_work(client, ANA)).startswith("unavailable")
