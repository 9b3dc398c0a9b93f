"""Dates move: the cohort's start before it has come, later a phase's planned date, for the cohort or for one city."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from services.cohort.domain import timeline as domain
from services.cohort.domain.participation import insist_on_version
from services.cohort.handlers.booked import list_booked
from services.cohort.handlers.lookup import get_participation, get_plan, list_present, lock_cohort
from shared.contracts import cohort as contract
from shared.contracts.errors import not_found
from shared.contracts.named import id_of_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

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
    members = list_present(repository, cohort.cohort)
    old = get_plan(repository, cohort)
    new = old.with_start(request.starts_on)
    domain.insist_on_order(new, members)
    changes = domain.changes_between(old, new)
    for change in changes[:1]:  # the start's; what is counted from it follows by itself
        repository.insert_planned_move(cohort, None, change, request.reason, caller.actor, now)
    return settle(Move(old, new, changes, None, moved_cities(old, new, members, repository)), repository, outbox, now)


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
    domain.insist_on_coming(old, request.phase, request.planned_on, today, entered)
    members = [city] if city else list_present(repository, cohort.cohort)
    own = city.application_id if city else None
    new = old.with_move(request.phase, request.planned_on, own)
    domain.insist_on_order(new, members)
    changes = domain.changes_between(old, new, own)
    for change in changes:
        repository.insert_planned_move(cohort, own, change, request.reason, caller.actor, now)
    return settle(Move(old, new, changes, city, moved_cities(old, new, members, repository)), repository, outbox, now)


def get_member(repository: Repository, cohort: CohortRecord, code: str) -> ParticipationRecord:
    participation = get_participation(repository, code)
    if participation.cohort != cohort.cohort:
        raise not_found("city_of_cohort", code)
    return participation


@dataclass(frozen=True)
class Move:
    """`changes`: for the cohort, or for the one `city` that is moved. `cities`: those it means something for."""

    old: domain.Plan
    new: domain.Plan
    changes: tuple[contract.DateChange, ...]
    city: ParticipationRecord | None
    cities: Mapping[UUID, tuple[ParticipationRecord, tuple[contract.DateChange, ...]]]


def moved_cities(
    old: domain.Plan, new: domain.Plan, members: Iterable[ParticipationRecord], repository: Repository
) -> dict[UUID, tuple[ParticipationRecord, tuple[contract.DateChange, ...]]]:
    """Each city that a change means something for, with what: a date of its own stays where it is."""
    entered = repository.list_entered(old.cohort.cohort)
    found = {
        one.application_id: (
            one, domain.changes_for(old, new, one.application_id, entered.get(one.application_id, set()))
        )
        for one in members
    }  # fmt: skip
    return {key: (city, changes) for key, (city, changes) in found.items() if changes}


def settle(move: Move, repository: Repository, outbox: Outbox, now: datetime) -> contract.TimelineChange:
    """Keep the cohort's dates and tell of them once; nothing where nothing differs."""
    cohort = replace(move.new.cohort, ends_on=move.new.ends_on)
    if move.changes:
        repository.update_cohort(cohort)
        cohort = replace(cohort, version=cohort.version + 1)
        outbox.record(timeline_changed(cohort, move))
    return contract.TimelineChange(
        cohort=cohort.cohort,
        version=cohort.version,
        changes=move.changes,
        cities=tuple(city.code for city, _ in move.cities.values()),
        booked=list_booked(repository, cohort, move.cities.keys(), now) if move.changes else (),
    )


def timeline_changed(cohort: CohortRecord, move: Move) -> contract.TimelineChanged:
    return contract.TimelineChanged(
        cohort_id=id_of_name(cohort.cohort),
        cohort=cohort.cohort,
        application_id=move.city.application_id if move.city else None,
        changes=move.changes,
        cities=tuple(
            contract.MovedCity(
                application_id=city.application_id, code=city.code, changes=None if own == move.changes else own
            )
            for city, own in move.cities.values()
        ),
        version=cohort.version,
    )
