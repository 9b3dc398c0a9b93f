"""Events come in any order between aggregates, and in their own within one: what is known in the end is the same.

Each event that a projection hears is in one of the lives below; a test says which is not.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from services.reporting.domain import WAITING
from services.reporting.projections import apply
from services.reporting.reports import REPORTS
from shared.contracts import cohort, eligibility, intake
from shared.contracts.events import Event
from shared.contracts.lifecycle import ApplicationState as S
from tests.unit.reporting.city_events import life, of_city
from tests.unit.reporting.fakes import (
    anonymised,
    asked,
    checked,
    coach_assigned,
    decided,
    envelope_of,
    minutes,
    people,
    project,
    restored,
    selection,
    sent,
    session,
    status_changed,
    submitted,
    withdrawn,
)
from tests.unit.reporting.tables import tables
from tests.unit.reporting.test_projections import draft_saved, interleavings

#: When each happened, and what: of an application by both producers, of a city that takes part by cohort.
Life = list[tuple[datetime, Event]]
INTAKE: Life = [(minutes(0), submitted()), (minutes(4), withdrawn()), (minutes(6), restored()),
                (minutes(7), submitted(version=2, country="PE"))]  # fmt: skip
SELECTION: Life = [
    (minutes(1), checked()),
    (minutes(3), asked(eligibility.ReviewSubmitted, conflict="none", scores={}, apart=False)),
    (minutes(5), selection(eligibility.SelectionEnded, S.WITHDRAWN)),
    (minutes(8), selection(eligibility.SelectionReinstated, S.IN_REVIEW)),
    (minutes(9), decided()),
    (minutes(10), sent()),
]
STEPPED = {"from_phase": "demonstration", "to_phase": "onboarding", "stepped_on": "2027-06-09"}
COHORT: Life = [
    (minutes(number), event)
    for number, event in enumerate(
        [*life(), status_changed("paused"), of_city(cohort.SteppedBack, **STEPPED), session(cohort.SessionReopened)], 11
    )
]
#: Of the same application all that is heard, in their order; of its call and its cohort.
ALL_OF_INTAKE: Life = [
    (minutes(-9), draft_saved()), (minutes(-8), people(intake.ApplicationPeopleChanged, 1, 2)),
    (minutes(-7), draft_saved(2, "Puerto Ejemplo", "CO")), *INTAKE,
    (minutes(12), people(intake.ApplicationPeopleChanged, 2, 3)), (minutes(70), anonymised()),
]  # fmt: skip
ALL_OF_SELECTION: Life = [
    *SELECTION[:1],
    (minutes(2), asked(eligibility.ReviewAssigned)), (minutes(2), asked(eligibility.ReviewAssigned, reviewer=6)),
    (minutes(2), asked(eligibility.ReviewDeclared, conflict="declared")),
    (minutes(2), asked(eligibility.ReviewUnassigned, reviewer=6)),
    (minutes(2), asked(eligibility.ReviewAssigned, reviewer=6)),
    *SELECTION[1:],
]  # fmt: skip
ALL_OF_COHORT: Life = [
    *COHORT[:1], (minutes(11), people(cohort.CityPeopleChanged, 7)), (minutes(11), coach_assigned(8)), *COHORT[1:],
    (minutes(90), people(cohort.CityPeopleChanged, 7, 9)), (minutes(91), coach_assigned(9)),
]  # fmt: skip
ID = UUID(int=27)
CALL: Life = [
    (minutes(-20), intake.CallOpened(
        call_id=ID, call="2027", title="Round", opens_at=minutes(-20), closes_at=minutes(9), time_zone="UTC",
        eligibility_as_of=date(2027, 4, 1), capacity=22, offer_reply_days=14,
        cohort=intake.PlannedCohort(id="c27", name="Cohort", starts_on=date(2027, 6, 1)),
    )),
    (minutes(8), intake.CallExtended(call_id=ID, call="2027", closes_at=minutes(20))),
    (minutes(15), intake.CallClosed(call_id=ID, call="2027", closes_at=minutes(15))),
]  # fmt: skip
PLAN: Life = [
    (minutes(-19), cohort.CohortPlanned(
        cohort_id=ID, cohort="c27", name="Cohort", call="2027", starts_on=date(2027, 6, 1), ends_on=date(2028, 4, 1),
    )),
]  # fmt: skip
LIVES = (ALL_OF_INTAKE, ALL_OF_SELECTION, ALL_OF_COHORT, CALL, PLAN)


def known(order: Sequence[tuple[datetime, Event]]) -> dict[str, Any]:
    """In the end, whatever came when."""
    repository = tables()
    for number, (happened_at, event) in enumerate(order, start=1):
        project(envelope_of(event, time=happened_at), minutes(100 + number), repository)
    came = {(about, one.gathering_id, one.role): one.attendance for about, _, one in repository.attendances}
    return {
        "applications": repository.applications,
        "snapshot": repository.states[-1][2],
        "stays": sorted(repository.stays),
        "facts": repository.facts,
        "phase": [phase[2:] for phase in repository.phases][-1:],
        "participations": repository.participations,
        "came": came,
        "work": {key: value[0] for key, value in repository.work.items()},
        "readers": repository.readers,
        "reviewers": repository.review_requests,
        "calls": [one["closes_at"] for one in repository.calls.values()],
        "cohorts": list(repository.cohorts),
    }


def test_an_application_is_the_same_in_every_order_of_its_two_producers() -> None:
    in_order = known(sorted(INTAKE + SELECTION, key=lambda one: one[0]))
    orders = list(interleavings(INTAKE, SELECTION))  # type: ignore[arg-type]
    assert len(orders) == 210
    for order in orders:
        assert known(order) == in_order  # type: ignore[arg-type]


def test_how_long_it_was_in_each_state_goes_by_when_things_happened() -> None:
    stays = known(SELECTION + INTAKE)["stays"]
    found = [(state, since, ended) for _, (state, since, ended) in sorted(stays, key=lambda one: one[1][1])]
    assert found[:4] == [
        (S.SUBMITTED, minutes(0), minutes(1)),
        (WAITING, minutes(0), minutes(10)),
        (S.CHECKED, minutes(1), minutes(3)),
        (S.IN_REVIEW, minutes(3), minutes(4)),
    ]
    assert found[-1] == (S.OFFERED, minutes(10), None)


def test_a_city_is_the_same_wherever_its_application_is_heard_of_later() -> None:
    """Each producer's events of one thing keep their order; those of others come anywhere among them."""
    in_order = known([one for life in LIVES for one in life])
    shuffled = random.Random(7)
    for _ in range(200):
        assert known(list(merged(LIVES, shuffled))) == in_order


def merged(lives: Sequence[Life], shuffled: random.Random) -> Iterator[tuple[datetime, Event]]:
    """Any order that keeps that of each."""
    left = [list(life) for life in lives]
    while any(left):
        yield shuffled.choice([one for one in left if one]).pop(0)


HEARD = {event for report in REPORTS for event in report.hears} - {cohort.ParticipationEvent}
SHARED: set[type[Event]] = {event for event in apply.registry if event is not object}
ALL: list[type[Event]] = [*HEARD, *SHARED - HEARD]


def name_of(event: type[Event]) -> str:
    return event.__name__


@pytest.mark.parametrize("event", sorted(ALL, key=name_of), ids=name_of)
def test_each_event_that_a_projection_hears_is_tried(event: type[Event]) -> None:
    assert any(isinstance(one, event) for life in LIVES for _, one in life) or event in TRIED_IN_SQL


#: What changes nothing but a fact's state, as others of its kind do.
TRIED_IN_SQL = {
    cohort.CommitmentPublished, cohort.CommitmentRevised, cohort.CommitmentToReaffirm, cohort.StrategyLaunchPlanned,
    cohort.SurveyEnded, cohort.VisitCancelled, cohort.VisitHeld, cohort.VisitScheduled, cohort.VisitWrittenUp,
}  # fmt: skip
