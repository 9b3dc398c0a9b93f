"""Data maturity assessed, shown, compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.cohort.domain import maturity as domain
from services.cohort.domain.project import insist_on_past
from services.cohort.handlers.city_change import record
from services.cohort.handlers.lookup import get_cohort, get_participation, lock_present
from shared.contracts import cohort as contract
from shared.contracts.given import completed

if TYPE_CHECKING:
    from datetime import datetime

    from services.cohort.domain.participation import ParticipationRecord
    from services.cohort.repository import Repository
    from shared.contracts.people import Caller
    from shared.messaging.outbox import Outbox


def record_maturity(
    request: contract.RecordMaturity, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Maturity:
    city = lock_present(repository, request.code)
    domain.insist_on_view(request.view, of_city=not repository.sees_inside(city.application_id))
    known = repository.list_maturity(city.application_id)
    key = request.moment, request.view
    before = next((one for one in known if (one.moment, one.view) == key), None)
    request = completed(request, {"evidence": before.evidence} if before else {})
    domain.insist_on_components(request.levels, request.evidence, components_of(repository, city))
    insist_on_past("assessed_on", request.assessed_on, city.today(now))
    domain.insist_on_order(request.assessed_on, request.moment, [one for one in known if one.view == request.view])
    version = before.version + 1 if before else 1
    fields = request.model_dump(exclude={"code"})
    saved = contract.MaturityAssessment(
        **fields, version=version, mean=str(domain.mean(request.levels)), saved_by=caller.actor, saved_at=now
    )
    repository.insert_maturity(city.application_id, saved)
    told = {name: fields[name] for name in ("moment", "view", "assessed_on", "levels")}
    record(contract.MaturityAssessed, city, repository, outbox, assessment_version=version, **told)
    return show_maturity(repository, city)


def get_maturity(request: contract.GetMaturity, repository: Repository) -> contract.Maturity:
    return show_maturity(repository, get_participation(repository, request.code))


def show_maturity(repository: Repository, city: ParticipationRecord) -> contract.Maturity:
    assessments = repository.list_maturity(city.application_id)
    levels = get_cohort(repository, city.cohort).program.maturity_levels
    return contract.Maturity(
        code=city.code,
        components=components_of(repository, city),
        meanings={level.level: level.by_language for level in levels},
        assessments=tuple(assessments),
        changes=domain.changes(assessments),
    )


def components_of(repository: Repository, city: ParticipationRecord) -> tuple[str, ...]:
    program = get_cohort(repository, city.cohort).program
    return tuple(component.id for component in program.strategy_components)
