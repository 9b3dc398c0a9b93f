"""The Resident Impact Data Project: its parts handed in, accepted, returned; late reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.cohort.domain import project as domain
from services.cohort.handlers.lookup import (
    coach_of,
    event_keys,
    get_cohort,
    get_participation,
    lock_present,
)
from services.cohort.handlers.projects import show_project
from shared.contracts import cohort as contract

if TYPE_CHECKING:
    from datetime import datetime

    from services.cohort.domain.participation import ParticipationRecord
    from services.cohort.repository import Repository
    from shared.contracts.people import Caller
    from shared.messaging.outbox import Outbox


def submit_part(
    request: contract.SubmitProjectPart, repository: Repository, outbox: Outbox, now: datetime
) -> contract.Project:
    participation = lock_present(repository, request.code)
    program = get_cohort(repository, participation.cohort).program
    document = domain.read_part(request.part, request.document, tuple(c.id for c in program.strategy_components))
    domain.insist_on_number(request.part, request.number, program)
    if isinstance(document, contract.Baseline | contract.FinalMeasurement):
        domain.insist_on_past("measured_on", document.measured_on, participation.today(now))
    parts = repository.list_project_parts(participation.application_id)
    known = parts.get((request.part, request.number))
    domain.insist_on_transition(request.part, known.state if known else "missing", "submitted")
    domain.insist_on_ground(request.part, document, parts)
    version = known.version + 1 if known else 1
    repository.insert_project_part(
        participation.application_id, request.part, request.number, version, document, now
    )  # fmt: skip
    coach = coach_of(participation)
    fields = {"part": request.part, "number": request.number, "version": version, "coach": coach}
    return changed(participation, contract.ProjectPartSubmitted, fields, repository, outbox, now)


def accept_part(
    request: contract.AcceptProjectPart, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Project:
    participation, part = lock_part(repository, request, "accepted")
    repository.update_project_part(participation.application_id, part, "accepted", caller.actor, now, None)
    fields = {"part": part.part, "number": part.number}
    return changed(participation, contract.ProjectPartAccepted, fields, repository, outbox, now)


def return_part(
    request: contract.ReturnProjectPart, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Project:
    participation, part = lock_part(repository, request, "returned")
    repository.update_project_part(participation.application_id, part, "returned", caller.actor, now, request.reason)
    fields = {"part": part.part, "number": part.number}
    return changed(participation, contract.ProjectPartReturned, fields, repository, outbox, now)


def get_project(request: contract.GetProject, repository: Repository, now: datetime) -> contract.Project:
    return show_project(repository, get_participation(repository, request.code), now)


def lock_part(
    repository: Repository, request: contract.AcceptProjectPart | contract.ReturnProjectPart, to_state: str
) -> tuple[ParticipationRecord, domain.PartRecord]:
    """The part, if it may become that. Raises illegal_transition, also where nothing was handed in."""
    participation = lock_present(repository, request.code)
    found = repository.list_project_parts(participation.application_id).get((request.part, request.number))
    domain.insist_on_transition(request.part, found.state if found else "missing", to_state)
    assert found is not None, "what is missing can only be handed in"
    return participation, found


def changed(
    participation: ParticipationRecord,
    event: type[contract.ParticipationEvent],
    fields: dict[str, Any],
    repository: Repository,
    outbox: Outbox,
    now: datetime,
) -> contract.Project:
    repository.touch_participation(participation.application_id)
    outbox.record(event.model_validate(event_keys(participation) | fields))
    return show_project(repository, participation, now)
