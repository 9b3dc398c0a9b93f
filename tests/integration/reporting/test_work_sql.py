"""The work queue on a real PostgreSQL: who sees which of it, in which order; and that a rebuild finds the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from services.reporting.rebuilding import continue_rebuild, start_rebuild
from services.reporting.rebuilt import Rebuilt
from services.reporting.service import Service
from shared.contracts import cohort, eligibility, intake, reporting
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.people import Role
from shared.contracts.reporting import WorkQueue
from tests.integration.reporting.test_recording import Store
from tests.integration.reporting.test_rights import World, shown
from tests.support.foundations import Foundations
from tests.support.owners import FakeOwners
from tests.unit.reporting.fakes import (
    application_id,
    coach_assigned,
    envelope_of,
    minutes,
    people,
    selection,
    started,
    submitted,
    withdrawn,
)
from tests.unit.reporting.test_reporting_handlers import PROGRAM
from tests.unit.reporting.test_work import LIVES

COACH, OTHER_COACH, APPLICANT, TEAM, REVIEWER, NOBODY = 51, 52, 53, 55, 5, 99
PAST, TO_COME = date(2020, 1, 1), date(2099, 1, 1)


def named(code: str, event: Any, **changed: Any) -> Any:
    return event.model_copy(update={"application_id": application_id(code), "code": code} | changed)


def city(code: str, coach: int, applicant: int, team: int) -> list[Any]:
    return [
        submitted(code, city=f"Ciudad {code}"), people(intake.ApplicationPeopleChanged, applicant, code=code),
        started(code), coach_assigned(coach, code), people(cohort.CityPeopleChanged, team, code=code),
    ]  # fmt: skip


def reviewed(code: str, due_on: date | None) -> Any:
    return selection(eligibility.ReviewAssigned, State.IN_REVIEW, code, reviewer_id=UUID(int=REVIEWER), due_on=due_on)


EVENTS = [
    *city("A", COACH, APPLICANT, TEAM),
    *city("B", OTHER_COACH, 63, 65),
    *(named(code, LIVES[kind][0]) for code in "AB" for kind in ("visit", "commitment")),
    *(named(code, LIVES["measurement"][0], due_on=PAST) for code in "AB"), named("A", LIVES["rsvp"][0], rsvp_by=PAST),
    reviewed("A", PAST), reviewed("B", TO_COME),
    submitted("C"), named("C", LIVES["check"][0]),
    submitted("D"), named("D", LIVES["check"][0]), withdrawn("D"),
    named("E", LIVES["check"][0]),
    LIVES["mail"][0], LIVES["dead_letter"][0],
]  # fmt: skip


@pytest.fixture(scope="module")
def store(foundations: Foundations) -> Iterator[Store]:
    url = foundations.database_of("reporting")
    store = Store(url)
    store.record([envelope_of(event, time=minutes(number)) for number, event in enumerate(EVENTS)])
    yield store
    store.database.close()
    foundations.give_back(url)


@pytest.fixture
def world(store: Store) -> Iterator[World]:
    service: Any = Service()
    service.program, service.owners = PROGRAM, FakeOwners()
    with store.database.transaction(seconds=300) as tx:
        yield World(tx, service, shown("A", ""), shown("B", ""))


def asked(world: World, role: Role, person: int, **fields: Any) -> WorkQueue:
    refused, text = world.ask(reporting.ListWork.model_validate(fields), role, person)
    assert refused == "", text
    return WorkQueue.model_validate_json(text)


def seen(queue: WorkQueue) -> dict[str, list[str | None]]:
    for one in queue.kinds:
        assert one.total == len(one.items)
        assert one.overdue == sum(item.overdue for item in one.items)
    return {one.kind: [item.code for item in one.items] for one in queue.kinds}


def test_staff_see_the_programs_and_the_coaches_work_and_what_of_others_is_late(world: World) -> None:
    queue = asked(world, Role.STAFF, NOBODY)
    assert seen(queue) == {
        "check": ["C", "E"], "review": ["A"], "visit": ["A", "B"], "measurement": ["A", "B"], "mail": [None],
    }  # fmt: skip
    assert (queue.total, queue.overdue) == (8, 3)
    pages = {item.kind: item.page for kind in queue.kinds for item in kind.items}
    assert pages["review"] == "/staff/applications/A"
    assert pages["mail"] == "/staff/mail?state=held"


def test_an_operator_sees_dead_letters_too(world: World) -> None:
    assert seen(asked(world, Role.ADMINISTRATOR, NOBODY))["dead_letter"] == [None]


def test_a_coach_sees_their_own_cities_alone(world: World) -> None:
    assert seen(asked(world, Role.COACH, COACH)) == {"visit": ["A"]}
    assert seen(asked(world, Role.COACH, NOBODY)) == {}


def test_a_citys_people_see_what_is_theirs_and_no_invitation_that_is_over(world: World) -> None:
    assert seen(asked(world, Role.CITY_MEMBER, TEAM)) == {"commitment": ["A"], "measurement": ["A"]}


def test_a_reviewer_sees_their_reviews_the_most_urgent_first(world: World) -> None:
    queue = asked(world, Role.REVIEWER, REVIEWER)
    assert seen(queue) == {"review": ["A", "B"]}
    assert [item.page for item in queue.kinds[0].items] == ["/reviews/A", "/reviews/B"]
    assert seen(asked(world, Role.REVIEWER, NOBODY)) == {}


def test_what_somebody_sees_for_two_reasons_is_there_once(world: World) -> None:
    """Staff who review, or are of a city's people."""
    everybodys = {"check": ["C", "E"], "visit": ["A", "B"], "mail": [None]}
    reviewing = seen(asked(world, Role.STAFF, REVIEWER))
    assert reviewing == everybodys | {"review": ["A", "B"], "measurement": ["A", "B"]}
    own = seen(asked(world, Role.STAFF, TEAM))
    assert own == everybodys | {"review": ["A"], "commitment": ["A"], "measurement": ["A", "B"]}
    assert asked(world, Role.STAFF, TEAM, each=0).total == 9


def test_a_withdrawn_application_waits_for_nobody_and_one_whose_city_is_not_known_yet_does(world: World) -> None:
    check = asked(world, Role.STAFF, NOBODY, kind="check").kinds[0]
    assert [(item.code, item.city) for item in check.items] == [("C", "Puerto Ejemplo"), ("E", None)]


def test_counts_alone_and_one_kind_alone(world: World) -> None:
    counts = asked(world, Role.STAFF, NOBODY, each=0)
    assert next((one.kind, one.total, one.items) for one in counts.kinds) == ("check", 2, ())
    one = asked(world, Role.STAFF, NOBODY, kind="visit", each=1)
    assert [(kind.kind, kind.total, len(kind.items)) for kind in one.kinds] == [("visit", 2, 1)]
    assert world.ask(reporting.ListWork(kind="nonsense"), Role.STAFF, NOBODY)[0] == "invalid"


def test_a_rebuild_finds_the_same(store: Store) -> None:
    with store.database.transaction() as tx:
        start_rebuild(reporting.StartRebuild(swap=False), Rebuilt(tx))
    with store.database.transaction() as tx:
        while continue_rebuild(Rebuilt(tx)):
            pass
        assert Rebuilt(tx).get_last_rebuild().differences == {}


def test_in_another_order_of_the_services_the_same_waits(store: Store, foundations: Foundations) -> None:
    """Each producer's events in their order; the one's all before the other's."""
    url = foundations.database_of("reporting")
    other = Store(url)
    envelopes = [envelope_of(event, time=minutes(number)) for number, event in enumerate(EVENTS)]
    other.record(sorted(envelopes, key=lambda envelope: envelope.source))
    rows = "select * from work order by kind, key"
    assert other.rows(rows) == store.rows(rows)
    other.database.close()
    foundations.give_back(url)


def test_the_day_is_the_programs(world: World) -> None:
    queue = asked(world, Role.STAFF, NOBODY)
    assert abs((datetime.now(UTC).date() - queue.today).days) <= 1
