"""Projections: right under any interleaving of producers, and the same when made again from the event log."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from services.reporting.domain import Steps
from services.reporting.facts import Moment
from services.reporting.projections import apply
from shared.contracts import cohort, eligibility, intake
from shared.contracts.events import REGISTERED, Event
from shared.contracts.lifecycle import ApplicationState as S
from shared.contracts.named import id_of_name
from shared.contracts.people import PersonRef
from shared.messaging.retry import Permanent
from tests.unit.reporting.fakes import (
    START,
    advanced,
    application_id,
    checked,
    decided,
    envelope_of,
    minutes,
    project,
    selection,
    sent,
    started,
    status_changed,
    submitted,
    withdrawn,
)
from tests.unit.reporting.tables import tables

A = application_id("A")


def project_all(*events: Event) -> Any:
    """Recorded a minute apart, from minute 1 on."""
    repository = tables()
    for number, event in enumerate(events, start=1):
        project(envelope_of(event), minutes(number), repository)
    return repository


def interleavings(one: list[Event], other: list[Event]) -> Iterator[list[Event]]:
    """Every order that keeps each producer's own."""
    if not one or not other:
        yield [*one, *other]
        return
    for rest in interleavings(one[1:], other):
        yield [one[0], *rest]
    for rest in interleavings(one, other[1:]):
        yield [other[0], *rest]


def states(repository: Any) -> list[tuple[S, datetime]]:
    return [(snapshot.state, recorded_at) for _, recorded_at, snapshot in repository.states]


def test_any_order_between_producers_gives_the_same_application():
    of_intake = [submitted(), submitted(country="PE", version=2)]
    of_eligibility = [checked(), checked(outcome="needs_review"), decided()]
    found = {project_all(*order).applications[A] for order in interleavings(of_intake, of_eligibility)}
    (application,) = found
    assert (application.state, application.country, application.version) == (S.DECIDED, "PE", 2)
    assert application.eligibility == "needs_review"


def test_any_order_between_producers_ends_in_the_same_reported_state():
    orders = interleavings([submitted(), withdrawn()], [checked(), selection(eligibility.SelectionEnded, S.WITHDRAWN)])
    ends = {project_all(*order).states[-1][2] for order in orders}
    assert {(one.city, one.state, one.steps) for one in ends} == {
        ("Puerto Ejemplo", S.WITHDRAWN, Steps.RECEIVED | Steps.CHECKED | Steps.ELIGIBLE)
    }


def test_an_application_known_from_eligibility_alone_is_in_no_report_yet():
    repository = project_all(checked())
    assert repository.states == []
    assert repository.applications[A].state is None


def test_the_state_of_both_producers_is_reported_when_the_submission_arrives_last():
    repository = project_all(checked(), decided(), submitted())
    assert states(repository) == [(S.DECIDED, minutes(3))]


def test_each_change_of_state_is_kept_with_its_moment():
    repository = project_all(submitted(), checked(), decided(), sent())
    assert states(repository) == [
        (S.SUBMITTED, minutes(1)),
        (S.CHECKED, minutes(2)),
        (S.DECIDED, minutes(3)),
        (S.OFFERED, minutes(4)),
    ]


def test_the_same_state_again_adds_no_row():
    repository = project_all(submitted(), checked(), submitted(version=2), checked())
    assert states(repository) == [(S.SUBMITTED, minutes(1)), (S.CHECKED, minutes(2))]


def test_another_country_adds_a_row_so_that_old_reports_stay():
    repository = project_all(submitted(), submitted(country="PE", version=2))
    assert [(s.country, at) for _, at, s in repository.states] == [("CO", minutes(1)), ("PE", minutes(2))]


def test_a_withdrawal_counts_until_an_offer_was_made():
    assert project_all(submitted(), checked(), withdrawn()).applications[A].state is S.WITHDRAWN
    assert project_all(submitted(), sent(), withdrawn()).applications[A].state is S.OFFERED


def test_every_selection_event_moves_the_state():
    classes = [e for e in REGISTERED if issubclass(e, eligibility.SelectionEvent)]
    assert classes
    for event_class in classes:
        told = {"outcome": "eligible", "reviewer_id": UUID(int=5), "conflict": "none"}
        event = event_class.model_construct(application_id=A, code="A", call="2027", state=S.LAPSED, **told)
        repository = tables()
        apply(event, Moment(START, minutes(1)), repository)
        assert repository.applications[A].selection_state is S.LAPSED, event_class


def test_a_city_enters_its_first_phase_on_the_day_it_joins_in_its_zone():
    repository = tables()
    late_in_the_evening_in_bogota = datetime.fromisoformat("2027-05-02T03:00:00+00:00")
    project(envelope_of(started(), time=late_in_the_evening_in_bogota), minutes(1), repository)
    assert repository.phases == [(A, minutes(1), "onboarding", date(2027, 5, 1), "active")]


def test_a_phase_is_kept_with_its_moment():
    repository = project_all(started(), advanced())
    assert repository.phases[1:] == [(A, minutes(2), "demonstration", date(2027, 6, 3), "active")]
    assert repository.participations[A].city == "Puerto Ejemplo"


def test_a_status_changes_beside_the_phase_and_stays_with_it():
    repository = project_all(started(), status_changed("paused"), advanced())
    assert [(phase, status) for _, _, phase, _, status in repository.phases] == [
        ("onboarding", "active"), ("onboarding", "paused"), ("demonstration", "paused"),
    ]  # fmt: skip


def test_calls_and_cohorts_are_known():
    call_id = id_of_name("2027")
    opened = intake.CallOpened(
        call_id=call_id, call="2027", title="Round", opens_at=START, closes_at=minutes(9), time_zone="UTC",
        eligibility_as_of=date(2027, 4, 1), capacity=22, offer_reply_days=14,
        cohort=intake.PlannedCohort(id="c27", name="Cohort", starts_on=date(2027, 6, 1)),
    )  # fmt: skip
    planned = cohort.CohortPlanned(
        cohort_id=call_id, cohort="c27", name="Cohort", call="2027", starts_on=date(2027, 6, 1),
        ends_on=date(2028, 4, 1),
    )  # fmt: skip
    extended = intake.CallExtended(call_id=call_id, call="2027", closes_at=minutes(20))
    repository = project_all(opened, extended, planned)
    assert repository.calls[call_id] == {"call": "2027", "closes_at": minutes(20), "recorded_at": minutes(1)}
    assert repository.cohorts[call_id]["recorded_at"] == minutes(3)
    closed = intake.CallClosed(call_id=call_id, call="2027", closes_at=minutes(15))
    project(envelope_of(closed), minutes(4), repository)
    assert repository.calls[call_id]["closes_at"] == minutes(15)


def test_an_unknown_type_changes_nothing():
    repository = tables()
    project(envelope_of(submitted(), type="application_praised"), minutes(1), repository)
    assert repository == tables()


def test_an_unknown_version_of_a_known_type_is_a_dead_letter():
    with pytest.raises(Permanent, match=r"unknown version: intake\.application_submitted version 9"):
        project(envelope_of(submitted(), schemaversion=9), minutes(1), tables())


def test_a_malformed_event_is_a_dead_letter_that_quotes_nothing():
    envelope = envelope_of(submitted(), data={"city": "Secret"})
    with pytest.raises(Permanent, match="application_submitted is malformed: ") as caught:
        project(envelope, minutes(1), tables())
    assert "Secret" not in str(caught.value)


def draft_saved(revision: int = 1, city: str | None = None, country: str | None = None) -> Event:
    return intake.DraftSaved(
        application_id=A, code="A", call="2027", revision=revision, city=city, admin_area=None, country=country,
        time_zone=None, owner=PersonRef(ref="intake:1", role="team", language="pt"), saved_at=START,
    )  # fmt: skip


def test_a_draft_is_counted_before_it_has_a_city_and_becomes_the_application():
    repository = project_all(draft_saved(), draft_saved(2, "Puerto Ejemplo", "CO"), submitted())
    assert [(s.state, s.city, s.country) for _, _, s in repository.states] == [
        (S.DRAFT, "(no city yet)", "ZZ"),
        (S.DRAFT, "Puerto Ejemplo", "CO"),
        (S.SUBMITTED, "Puerto Ejemplo", "CO"),
    ]
    assert repository.applications[A].version == 1


def test_a_draft_that_is_given_up_is_withdrawn():
    repository = project_all(draft_saved(), withdrawn())
    assert [state for state, _ in states(repository)] == [S.DRAFT, S.WITHDRAWN]
