"""Dates move: the cohort's start before it has come, later a phase's planned date, for the cohort or for one city."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from services.cohort.domain import timeline as domain
from services.cohort.domain.participation import insist_on_version
from services.cohort.handlers.booked import list_booked
from services.cohort.handlers.lookup import get_participation, get_plan, lock_cohort
from shared.contracts import cohort as contract
from shared.contracts.errors import not_found
from shared.contracts.intake import call_id_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from services.cohort.domain.participation import CohortRecord, ParticipationRecord
    from services.cohort.repository import Repository
    from shared.contracts.people import Caller
    from shared.messaging.outbox import Outbox


def move_start(
    request: contract.MoveCohortStart, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.TimelineChange:
    cohort = lock_cohort(repository, request.cohort)
    insist_on_version(cohort, request.expected_version)
    domain.insist_on_start(cohort, request.starts_on, cohort.today(now))
    members = repository.list_members(cohort.cohort)
    old = get_plan(repository, cohort)
    new = old.with_start(request.starts_on)
    domain.insist_on_order(new, members)
    changes = domain.changes_between(old, new)
    for change in changes[:1]:  # the start's; what is counted from it follows by itself
        repository.insert_planned_move(cohort.cohort, None, change, request.reason, caller.actor, now)
    return settle(new, changes, None, members, repository, outbox, now)


def move_phase(
    request: contract.MovePhase, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.TimelineChange:
    cohort = lock_cohort(repository, request.cohort)
    city = None if request.code is None else get_member(repository, cohort, request.code)
    insist_on_version(cohort, request.expected_version)
    old = get_plan(repository, cohort)
    domain.insist_on_dated_phase(old, request.phase)
    entered = {} if city is None else repository.list_phase_entries(city.application_id)
    today = cohort.today(now) if city is None else city.today(now)
    domain.insist_on_coming(request.phase, request.planned_on, today, entered)
    members = [city] if city else repository.list_members(cohort.cohort)
    own = city.application_id if city else None
    new = old.with_move(request.phase, request.planned_on, own)
    domain.insist_on_order(new, members)
    changes = domain.changes_between(old, new, own)
    for change in changes:
        repository.insert_planned_move(cohort.cohort, own, change, request.reason, caller.actor, now)
    there = repository.list_entered(cohort.cohort, request.phase)
    affected = [one for one in members if one.application_id not in there]
    return settle(new, changes, city, affected, repository, outbox, now)


def get_member(repository: Repository, cohort: CohortRecord, code: str) -> ParticipationRecord:
    participation = get_participation(repository, code)
    if participation.cohort != cohort.cohort:
        raise not_found(f"city in the cohort {cohort.cohort} with the code", code)
    return participation


def settle(
    plan: domain.Plan,
    changes: tuple[contract.DateChange, ...],
    city: ParticipationRecord | None,
    affected: Sequence[ParticipationRecord],
    repository: Repository,
    outbox: Outbox,
    now: datetime,
) -> contract.TimelineChange:
    """Keep the cohort's dates and tell of them once; nothing where nothing differs."""
    cohort = replace(plan.cohort, ends_on=plan.ends_on)
    if changes:
        repository.update_cohort(cohort)
        cohort = replace(cohort, version=cohort.version + 1)
        outbox.record(timeline_changed(cohort, changes, city, affected))
    return contract.TimelineChange(
        cohort=cohort.cohort,
        version=cohort.version,
        changes=changes,
        cities=tuple(one.code for one in affected),
        booked=list_booked(repository, cohort, {one.application_id for one in affected}, now) if changes else (),
    )


def timeline_changed(
    cohort: CohortRecord,
    changes: tuple[contract.DateChange, ...],
    city: ParticipationRecord | None,
    affected: Sequence[ParticipationRecord],
) -> contract.TimelineChanged:
    return contract.TimelineChanged(
        cohort_id=call_id_of(cohort.cohort),
        cohort=cohort.cohort,
        application_id=city.application_id if city else None,
        changes=changes,
        cities=tuple(contract.ToldCity(application_id=one.application_id, code=one.code) for one in affected),
    )
