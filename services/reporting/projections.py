"""Projections: what each event changes in the read models that reports share; each report has its own beside them, and
nothing else changes them.

A projection gets the event, when it happened and when it was recorded, so that a rebuild from the event log makes
the same rows. Rows are sets and states, never counters. An event without a projection here changes no read model.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cache, singledispatch
from typing import TYPE_CHECKING

from services.reporting.audit_trail import standing_of
from services.reporting.domain import (
    INTAKE,
    NO_COUNTRY,
    NO_STEP,
    SELECTION,
    Application,
    Steps,
    Told,
    told_too,
)
from services.reporting.facts import Moment
from services.reporting.report import Projection
from services.reporting.reports import REPORTS
from services.reporting.work import Opened, changes_of
from shared.contracts import cohort, eligibility, intake
from shared.contracts.events import Event
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.reporting import NO_CITY
from shared.privacy.declared import ERASED

if TYPE_CHECKING:
    from services.reporting.repository import Repository


def project(event: Event | None, moment: Moment, actor: str, repository: Repository) -> None:
    """Bring the read models up to date with one entry of the event log. None: its type is unknown here."""
    if event is None:
        return
    apply(event, moment, repository)
    for projection in projections_of(type(event)):
        projection(event, moment, repository)
    change_work(event, moment.happened_at, repository)
    if (standing := standing_of(event, actor)) is not None:
        repository.insert_audited(moment, standing)


@cache
def projections_of(event: type[Event]) -> tuple[Projection, ...]:
    """Of each report that of the event itself, or of the nearest of its bases."""
    nearest = (next((one.hears[base] for base in event.__mro__ if base in one.hears), None) for one in REPORTS)
    return tuple(projection for projection in nearest if projection is not None)


def change_work(event: Event, happened_at: datetime, repository: Repository) -> None:
    ended: list[str] = []
    for kind, change in changes_of(event):
        if isinstance(change, Opened):
            repository.upsert_work(kind, event, change, happened_at)
        elif change.key is not None:
            repository.delete_work(kind, event, change.key)
        else:
            ended.append(kind)
    if ended:
        repository.delete_work_of(event.aggregate_id, ended)


@singledispatch
def apply(_event: Event, _moment: Moment, _repository: Repository) -> None:
    """By the event's class, or the nearest of its bases that is registered below."""


# -- calls and cohorts -------------------------------------------------------------------------------------------------


@apply.register(intake.CallOpened)
def apply_call_opened(event: intake.CallOpened, moment: Moment, repository: Repository) -> None:
    repository.insert_call(event, moment.recorded_at)


@apply.register(intake.CallExtended)
@apply.register(intake.CallClosed)
def apply_call_closing(event: intake.CallExtended | intake.CallClosed, _moment: Moment, repository: Repository) -> None:
    repository.update_call_closing(event.call_id, event.closes_at)


@apply.register(cohort.CohortPlanned)
def apply_cohort_planned(event: cohort.CohortPlanned, moment: Moment, repository: Repository) -> None:
    repository.insert_cohort(event, moment.recorded_at)


# -- whose they are to read --------------------------------------------------------------------------------------------


@apply.register(intake.ApplicationPeopleChanged)
def apply_application_people(event: intake.ApplicationPeopleChanged, _moment: Moment, repository: Repository) -> None:
    repository.replace_readers(event.application_id, "applicant", event.person_ids)


@apply.register(cohort.CityPeopleChanged)
def apply_city_people(event: cohort.CityPeopleChanged, _moment: Moment, repository: Repository) -> None:
    repository.replace_readers(event.application_id, "city", event.person_ids)


@apply.register(cohort.CoachAssigned)
def apply_coach(event: cohort.CoachAssigned, _moment: Moment, repository: Repository) -> None:
    repository.replace_readers(event.application_id, "coach", (event.coach_id,))


# -- applications ------------------------------------------------------------------------------------------------------


@apply.register(intake.DraftSaved)
def apply_draft_saved(event: intake.DraftSaved, moment: Moment, repository: Repository) -> None:
    before = _application_of(event, repository)
    after = replace(
        before,
        city=event.city or NO_CITY,
        admin_area=event.admin_area,
        country=event.country or NO_COUNTRY,
        time_zone=event.time_zone,
        language=event.owner.language,
        version=0,
        submitted_at=None,
        intake_state=ApplicationState.DRAFT,
    )
    _keep(before, after, moment, repository)


@apply.register(intake.ApplicationSubmitted)
def apply_application_submitted(event: intake.ApplicationSubmitted, moment: Moment, repository: Repository) -> None:
    before = _application_of(event, repository)
    after = replace(
        before,
        city=event.city,
        admin_area=event.admin_area,
        country=event.country,
        time_zone=event.time_zone,
        language=event.language,
        version=event.version,
        submitted_at=event.submitted_at,
        intake_state=ApplicationState.SUBMITTED,
        resident_outcomes=event.resident_outcomes,
    )
    _keep(before, after, moment, repository)


@apply.register(intake.ApplicationWithdrawn)
def apply_application_withdrawn(event: intake.ApplicationWithdrawn, moment: Moment, repository: Repository) -> None:
    before = _application_of(event, repository)
    _keep(before, replace(before, intake_state=ApplicationState.WITHDRAWN), moment, repository)


@apply.register(intake.ApplicationRestored)
def apply_application_restored(event: intake.ApplicationRestored, moment: Moment, repository: Repository) -> None:
    before = _application_of(event, repository)
    _keep(before, replace(before, intake_state=ApplicationState.SUBMITTED), moment, repository)


@apply.register(intake.CityAnonymised)
def apply_city_anonymised(event: intake.CityAnonymised, _moment: Moment, repository: Repository) -> None:
    """Its name goes from what was known at any time, too: the one change to an old report."""
    before = _application_of(event, repository)
    repository.insert_application(replace(before, city=ERASED, admin_area=ERASED))
    repository.update_anonymised(event.application_id, ERASED)


@apply.register(eligibility.SelectionEvent)
def apply_selection_event(event: eligibility.SelectionEvent, moment: Moment, repository: Repository) -> None:
    """Each of them says the state after it."""
    before = _application_of(event, repository)
    _keep(before, replace(before, selection_state=event.state, steps=before.steps | step_of(event)), moment, repository)


def step_of(event: eligibility.SelectionEvent) -> Steps:
    """How far the application has come by it."""
    match event:
        case eligibility.ReviewSubmitted(conflict="none"):
            return Steps.REVIEWED
        case eligibility.DecisionSent(outcome="admitted") | eligibility.DecisionCorrected(outcome="admitted"):
            return Steps.OFFERED
        case eligibility.OfferConfirmed():
            return Steps.OFFERED | Steps.CONFIRMED
    return NO_STEP


@apply.register(eligibility.EligibilityChecked)
def apply_eligibility_checked(event: eligibility.EligibilityChecked, moment: Moment, repository: Repository) -> None:
    before = _application_of(event, repository)
    after = replace(before, selection_state=event.state, eligibility=event.outcome)
    _keep(before, after, moment, repository)


@apply.register(eligibility.ReviewAssigned)
@apply.register(eligibility.ReviewUnassigned)
def apply_review_asked(
    event: eligibility.ReviewAssigned | eligibility.ReviewUnassigned, moment: Moment, repository: Repository
) -> None:
    apply_selection_event(event, moment, repository)
    asked = isinstance(event, eligibility.ReviewAssigned)
    repository.insert_review_request(event.application_id, event.reviewer_id, moment.recorded_at, asked=asked)


@apply.register(eligibility.ReviewDeclared)
@apply.register(eligibility.ReviewSubmitted)
def apply_review_declared(
    event: eligibility.ReviewDeclared | eligibility.ReviewSubmitted, moment: Moment, repository: Repository
) -> None:
    """A conflict of interest recuses."""
    apply_selection_event(event, moment, repository)
    if event.conflict == "declared":
        repository.insert_review_request(event.application_id, event.reviewer_id, moment.recorded_at, asked=False)


def _application_of(event: intake.ApplicationEvent | eligibility.SelectionEvent, repository: Repository) -> Application:
    known = repository.find_application(event.application_id)
    return known or Application(event.application_id, event.code, event.call)


def _keep(before: Application, after: Application, moment: Moment, repository: Repository) -> None:
    timeline = _timeline_of(before, after, moment)
    if timeline is not after.timeline:
        after = replace(after, timeline=timeline)
    repository.insert_application(after)
    snapshot = after.snapshot
    if snapshot is not None and snapshot != before.snapshot:
        repository.insert_application_state(after.application_id, snapshot, moment.recorded_at)
    if after.timeline == before.timeline:
        return
    were, are = before.stays, after.stays
    for stay in were:
        if stay not in are:
            repository.end_stay(after, stay, moment.recorded_at)
    for stay in are:
        if stay not in were:
            repository.insert_stay(after, stay, moment.recorded_at)


def _timeline_of(before: Application, after: Application, moment: Moment) -> tuple[Told, ...]:
    """With the state of the producer that spoke."""
    timeline = before.timeline
    for producer, was, state in (
        (INTAKE, before.intake_state, after.intake_state),
        (SELECTION, before.selection_state, after.selection_state),
    ):
        if state is not None and state is not was:
            timeline = told_too(timeline, Told(moment.happened_at, producer, state))
    return timeline
