"""Answers: the dates of a cohort and of one city, counted, moved and actual."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.cohort.handlers.lookup import get_cohort, get_participation, get_plan
from services.cohort.handlers.showing import show_visit
from shared.contracts import cohort as contract
from shared.program.calendar import convening_window, visit_window

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from services.cohort.domain.participation import CohortRecord
    from services.cohort.repository import Repository


def get_timeline(request: contract.GetTimeline, repository: Repository, now: datetime) -> contract.Timeline:
    return show_timeline(repository, request.code, now)


def show_timeline(repository: Repository, code: str, now: datetime) -> contract.Timeline:
    participation = get_participation(repository, code)
    cohort = get_cohort(repository, participation.cohort)
    plan = get_plan(repository, cohort)
    counted, planned = plan.counted(), plan.dates(participation.application_id)
    entered = repository.list_phase_entries(participation.application_id)
    visit = repository.find_visit(participation.application_id)
    inside = repository.sees_inside(participation.application_id)  # why a city was paused or excepted is said in person
    return contract.Timeline(
        code=participation.code,
        cohort=participation.cohort,
        time_zone=participation.time_zone,
        starts_on=cohort.starts_on,
        ends_on=cohort.ends_on,
        phases=tuple(
            contract.TimelinePhase(
                key=phase.id,
                title=phase.title,
                counted_on=counted[phase.id],
                planned_on=planned[phase.id],
                started_on=entered.get(phase.id),
            )
            for phase in cohort.program.phases
        ),
        visit_window=days_of_visits(cohort),
        visit=None if visit is None else show_visit(repository, visit, participation, now),
        moves=moves_of(repository, cohort, participation.application_id),
        steps=tuple(
            contract.TimelineStep.model_validate(row if inside else row | {"reason": None})
            for row in repository.list_steps(participation.application_id)
        ),
    )


def get_cohort_timeline(request: contract.GetCohortTimeline, repository: Repository) -> contract.CohortTimeline:
    return show_cohort_timeline(repository, request.cohort)


def show_cohort_timeline(repository: Repository, name: str) -> contract.CohortTimeline:
    cohort = get_cohort(repository, name)
    plan = get_plan(repository, cohort)
    counted, planned = plan.counted(), plan.dates()
    windows = {
        kind: convening_window(one, cohort.starts_on, cohort.ends_on) for kind, one in cohort.program.convenings.items()
    }
    return contract.CohortTimeline(
        cohort=cohort.cohort,
        version=cohort.version,
        program_version=cohort.program.version,
        starts_on=cohort.starts_on,
        ends_on=cohort.ends_on,
        phases=tuple(
            contract.CohortPhase(
                key=phase.id, title=phase.title, counted_on=counted[phase.id], planned_on=planned[phase.id]
            )
            for phase in cohort.program.phases
        ),
        visit_window=days_of_visits(cohort),
        convenings=tuple(
            contract.ConveningWindow(kind=kind, title=one.title, first=windows[kind].first, last=windows[kind].last)
            for kind, one in cohort.program.convenings.items()
        ),
        moves=moves_of(repository, cohort, None),
    )


def days_of_visits(cohort: CohortRecord) -> tuple[date, date]:
    window = visit_window(cohort.program.visit, cohort.starts_on)
    return window.first, window.last


def moves_of(
    repository: Repository, cohort: CohortRecord, application_id: UUID | None
) -> tuple[contract.TimelineMove, ...]:
    """Those of the whole cohort, and for a city its own; the latest first."""
    return tuple(
        contract.TimelineMove.model_validate({key: row[key] for key in contract.TimelineMove.model_fields})
        for row in repository.list_planned_moves(cohort.cohort)
        if application_id is None or row["application_id"] in (None, application_id)
    )
