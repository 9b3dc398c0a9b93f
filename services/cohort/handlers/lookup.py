"""What every handler looks up: a cohort, a city of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.cohort.domain.participation import LEFT
from services.cohort.domain.timeline import Plan
from shared.contracts.errors import Refusal, not_found
from shared.contracts.people import PersonRef, Role

if TYPE_CHECKING:
    from services.cohort.domain.participation import CohortRecord, ParticipationRecord
    from services.cohort.repository import Repository


def get_cohort(repository: Repository, name: str) -> CohortRecord:
    cohort = repository.find_cohort(name)
    if cohort is None:
        raise not_found("cohort", name)
    return cohort


def lock_cohort(repository: Repository, name: str) -> CohortRecord:
    """For a change of its dates or its program: others wait until this transaction ends."""
    cohort = repository.lock_cohort(name)
    if cohort is None:
        raise not_found("cohort", name)
    return cohort


def list_cities(repository: Repository) -> list[str]:
    """The codes of all that ever began, of every cohort."""
    return [city.code for cohort, _ in repository.list_cohorts() for city in repository.list_members(cohort.cohort)]


def get_plan(repository: Repository, cohort: CohortRecord) -> Plan:
    return Plan(cohort, repository.list_planned_dates(cohort.cohort))


def list_present(repository: Repository, cohort: str) -> list[ParticipationRecord]:
    """The cities of a cohort that have not left."""
    return [city for city in repository.list_members(cohort) if city.status not in LEFT]


def get_participation(repository: Repository, code: str) -> ParticipationRecord:
    participation = repository.find_participation(code)
    if participation is None:
        raise not_found("participating_city", code)
    return participation


def lock_participation(repository: Repository, code: str) -> ParticipationRecord:
    """For a change: others wait until this transaction ends."""
    participation = repository.lock_participation(code)
    if participation is None:
        raise not_found("participating_city", code)
    return participation


def lock_present(repository: Repository, code: str) -> ParticipationRecord:
    """As lock_participation, for what only happens in a city that has not left. Raises illegal_transition."""
    participation = lock_participation(repository, code)
    if participation.status in LEFT:
        raise Refusal("illegal_transition", reason="city_left", city_code=code, status=participation.status)
    return participation


def event_keys(participation: ParticipationRecord) -> dict[str, object]:
    """What each event of a participation carries."""
    return {
        "application_id": participation.application_id,
        "code": participation.code,
        "cohort": participation.cohort,
    }


def coach_of(city: ParticipationRecord) -> PersonRef | None:
    """The city's lead coach, who speaks its language."""
    if city.lead_coach_id is None:
        return None
    return PersonRef.model_validate(
        {"ref": f"identity:{city.lead_coach_id}", "role": Role.COACH.value, "language": city.language}
    )
