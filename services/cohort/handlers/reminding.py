"""The periodic steps that tell what comes near for a city: requirements that are missing, a follow-up that is due."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from services.cohort.domain import follow_up
from services.cohort.domain.participation import CohortRecord, ParticipationRecord, next_phase
from services.cohort.domain.timeline import PLANNED_DATE
from services.cohort.handlers.lookup import coach_of, event_keys, get_cohort, get_plan, lock_participation
from services.cohort.handlers.requirements import requirement_states
from shared.contracts import cohort as contract

if TYPE_CHECKING:
    from datetime import datetime

    from services.cohort.repository import Repository
    from shared.messaging.outbox import Outbox


def tell_of_requirements(code: str, repository: Repository, outbox: Outbox, now: datetime) -> None:
    """Once for each planned date, until it has passed: that the city still lacks something for its next phase."""
    city = lock_participation(repository, code)
    cohort = get_cohort(repository, city.cohort)
    early = timedelta(days=cohort.program.gates.missing_told_days)
    following = next_phase(cohort.program, city.phase)
    due_on = get_plan(repository, cohort).planned_on(following, city.application_id) if following else None
    if city.status != "active" or due_on is None or not due_on - early <= city.today(now) <= due_on:
        return
    missing = count_missing(city, cohort, repository, now)
    if missing and repository.insert_told_of_city(city.application_id, "requirements", due_on, now):
        fields = {"phase": city.phase, "next_phase": following, "due_on": due_on, "missing": missing}
        keys = event_keys(city) | {"coach": coach_of(city)}
        outbox.record(contract.RequirementsMissing.model_validate(keys | fields))


def count_missing(city: ParticipationRecord, cohort: CohortRecord, repository: Repository, now: datetime) -> int:
    """What somebody can do something about: the date comes by itself."""
    states = requirement_states(repository, city, cohort, now)
    return sum(not (state.met or state.waived) for state in states if state.condition != PLANNED_DATE)


def tell_of_follow_ups(code: str, repository: Repository, outbox: Outbox, now: datetime) -> None:
    """Once for each date: that an active city that went through the program is to be looked at again."""
    city = lock_participation(repository, code)
    cohort = get_cohort(repository, city.cohort)
    if city.phase != cohort.program.phases[-1].id or city.status != "active":
        return
    said = repository.list_follow_ups(city.application_id)
    for months in cohort.program.follow_up.months:
        due_on = follow_up.due_on(cohort.ends_on, months)
        is_due = follow_up.state_of(said.get(months), due_on, cohort.today(now)) == follow_up.DUE
        if is_due and repository.insert_told_of_city(city.application_id, "follow_up", due_on, now):
            fields = {"months": months, "due_on": due_on, "coach": coach_of(city)}
            outbox.record(contract.FollowUpDue.model_validate(event_keys(city) | fields))
