"""Follow-up: what is due, what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.cohort.domain import follow_up as domain
from services.cohort.domain.participation import LEFT, CohortRecord, ParticipationRecord
from services.cohort.domain.project import insist_on_past
from services.cohort.handlers.city_change import record
from services.cohort.handlers.lookup import get_cohort, lock_present
from shared.contracts import cohort as contract
from shared.contracts.errors import not_found

if TYPE_CHECKING:
    from datetime import datetime

    from services.cohort.repository import Repository
    from shared.contracts.people import Caller
    from shared.messaging.outbox import Outbox


def record_follow_up(
    request: contract.RecordFollowUp, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.FollowUp:
    city, cohort = lock_completed(request.code, request.months, repository)
    domain.insist_on_after_end(request.held_on, cohort.ends_on)
    insist_on_past("held_on", request.held_on, city.today(now))
    found = contract.FollowUpFields(**request.model_dump(exclude={"code", "months"}))
    said = domain.FollowUpRecord(request.months, found, None)
    repository.insert_follow_up(city.application_id, said, caller.actor, now)
    told = found.model_dump(exclude={"notes"}) | dates_of(cohort, request.months)
    record(contract.FollowUpRecorded, city, repository, outbox, **told)
    return as_follow_up(city, cohort, request.months, said, now)


def waive_follow_up(
    request: contract.WaiveFollowUp, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.FollowUp:
    city, cohort = lock_completed(request.code, request.months, repository)
    said = domain.FollowUpRecord(request.months, None, request.reason)
    repository.insert_follow_up(city.application_id, said, caller.actor, now)
    record(contract.FollowUpWaived, city, repository, outbox, **dates_of(cohort, request.months))
    return as_follow_up(city, cohort, request.months, said, now)


def list_follow_ups(request: contract.ListFollowUps, repository: Repository, now: datetime) -> contract.FollowUps:
    cohort = get_cohort(repository, request.cohort)
    members = [city for city in repository.list_members(cohort.cohort) if city.status not in LEFT]
    if request.code is not None:
        members = [city for city in members if city.code == request.code]
        if not members:
            raise not_found("city_of_cohort", request.code)
    items = []
    for city in members:
        said = repository.list_follow_ups(city.application_id)
        for months in sorted(cohort.program.follow_up.months):
            items.append(as_follow_up(city, cohort, months, said.get(months), now))
    return contract.FollowUps(items=tuple(items))


def lock_completed(code: str, months: int, repository: Repository) -> tuple[ParticipationRecord, CohortRecord]:
    city = lock_present(repository, code)
    cohort = get_cohort(repository, city.cohort)
    domain.insist_on_months(months, cohort.program.follow_up.months)
    domain.insist_on_completed(city.phase, cohort.program)
    return city, cohort


def dates_of(cohort: CohortRecord, months: int) -> dict[str, object]:
    return {"months": months, "due_on": domain.due_on(cohort.ends_on, months)}


def as_follow_up(
    city: ParticipationRecord, cohort: CohortRecord, months: int, said: domain.FollowUpRecord | None, now: datetime
) -> contract.FollowUp:
    due = domain.due_on(cohort.ends_on, months)
    return contract.FollowUp(
        code=city.code,
        city=city.city,
        months=months,
        due_on=due,
        state=domain.state_of(said, due, cohort.today(now)),
        found=said.found if said else None,
        reason=said.reason if said else None,
    )
