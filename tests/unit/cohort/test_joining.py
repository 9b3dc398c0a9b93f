"""Joining: the call plans the cohort, the confirmation brings the city in, whichever is heard first, once."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from services.cohort.handlers import lookup, showing
from services.cohort.repository import Repository
from shared.contracts.cohort import CohortPlanned, ParticipationStarted, TeamLeadNamed
from shared.contracts.events import Event
from shared.contracts.named import id_of_name
from tests.support.mirror import differences
from tests.support.refused import refused
from tests.unit.cohort.fake_cohort import APPLICATION_ID, CODE, NOW, STARTS_ON, Desk, FakeRepository, a_cohort

KEYS = {"application_id": APPLICATION_ID, "code": CODE, "cohort": "cohort-2027"}
PLANNED = CohortPlanned(
    cohort_id=id_of_name("cohort-2027"),
    cohort="cohort-2027",
    name="Cohort 2027",
    call="2027",
    starts_on=STARTS_ON,
    ends_on=date(2028, 4, 1),
)
STARTED = ParticipationStarted(
    **KEYS,
    call="2027",
    city="Puerto Ejemplo",
    admin_area="Magdalena",
    country="CO",
    time_zone="America/Bogota",
    language="es",
    phase="onboarding",
    starts_on=STARTS_ON,
)


def test_the_fake_repository_has_the_methods_of_the_real_one() -> None:
    assert differences(Repository, FakeRepository) == []


@pytest.mark.parametrize("order", [("plan", "join"), ("join", "plan")])
def test_a_city_starts_when_cohort_and_confirmation_are_known_in_either_order(order: tuple[str, str]) -> None:
    desk = Desk(started=False)
    for step in order:
        getattr(desk, step)()
    assert desk.outbox.events == [PLANNED, STARTED]
    assert (desk.city.phase, desk.city.started_at, desk.city.version) == ("onboarding", NOW, 1)
    assert desk.repository.entries == {(APPLICATION_ID, "onboarding"): (None, date(2027, 5, 20), "system")}


def test_a_confirmed_city_without_its_cohort_waits_unseen() -> None:
    desk = Desk(started=False)
    desk.join()
    assert desk.outbox.events == []
    assert refused(lambda: lookup.get_participation(desk.repository, CODE)) == (
        f"not_found: There is no participating city with the code {CODE}."
    )


def test_every_waiting_city_of_the_cohort_starts_and_no_other() -> None:
    desk = Desk(started=False)
    desk.join("BBBBBBBBBB")
    desk.join("AAAAAAAAAA")
    desk.join("CCCCCCCCCC", cohort="cohort-2028")
    desk.plan()
    assert started(desk.outbox.events) == ["AAAAAAAAAA", "BBBBBBBBBB"]
    desk.plan(cohort="cohort-2028", call="2028")
    assert started(desk.outbox.events) == ["AAAAAAAAAA", "BBBBBBBBBB", "CCCCCCCCCC"]


def test_a_second_call_for_a_cohort_leaves_it_as_it_was_planned() -> None:
    desk = Desk()
    desk.plan(call="2027-late", starts_on=date(2027, 9, 1))
    assert desk.outbox.events == []
    assert desk.repository.cohorts == {"cohort-2027": a_cohort()}


def test_a_city_that_is_confirmed_again_is_not_started_again() -> None:
    desk = Desk()
    desk.join()
    desk.plan()
    assert desk.outbox.events == []


def test_a_city_enters_on_its_own_day() -> None:
    desk = Desk(started=False)
    desk.plan()
    desk.join(now=datetime(2027, 5, 21, 4, 59, 59, tzinfo=UTC))  # 20 May, 23:59:59 in Bogotá
    desk.join("AAAAAAAAAA", now=datetime(2027, 5, 21, 5, tzinfo=UTC))
    assert sorted(entry[1] for entry in desk.repository.entries.values()) == [date(2027, 5, 20), date(2027, 5, 21)]


def test_the_applications_team_lead_leads_for_the_time_being() -> None:
    desk = Desk(started=False)
    desk.plan()
    desk.join(team_lead_ref=f"intake:{UUID(int=9)}")
    assert desk.outbox.events[2:] == [TeamLeadNamed(**KEYS, interim=True)]
    assert desk.requirements()["team_lead_named"] == (True, False)


def test_cohorts_are_listed_the_latest_first_with_their_cities() -> None:
    desk = Desk()
    desk.plan(cohort="cohort-2028", call="2028", starts_on=STARTS_ON + timedelta(days=366))
    desk.join("AAAAAAAAAA", cohort="cohort-2029")
    shown = [showing.show_cohort(*found) for found in desk.repository.list_cohorts()]
    assert [(one.id, one.members) for one in shown] == [("cohort-2028", 0), ("cohort-2027", 1)]
    assert refused(lambda: lookup.get_cohort(desk.repository, "X")) == "not_found: There is no cohort X."


def started(events: list[Event]) -> list[str]:
    return [event.code for event in events if isinstance(event, ParticipationStarted)]
