"""The Resident Impact Data Project: its parts handed in, accepted, returned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.cohort.domain import project as domain
from services.cohort.handlers.lookup import event_keys, get_cohort, get_participation, lock_participation
from shared.contracts import cohort as contract
from shared.contracts.errors import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from services.cohort.domain.participation import ParticipationRecord
    from services.cohort.repository import Repository
    from shared.contracts.people import Caller
    from shared.messaging.outbox import Outbox


def submit_part(
    request: contract.SubmitProjectPart, repository: Repository, outbox: Outbox, now: datetime
) -> contract.Project:
    participation = lock_participation(repository, request.code)
    program = get_cohort(repository, participation.cohort).program
    components = tuple(component.id for component in program.strategy_components)
    document = domain.read_part(request.part, request.document, components)
    known = repository.list_project_parts(participation.application_id).get(request.part)
    domain.insist_on_transition(request.part, known.state if known else "missing", "submitted")
    version = known.version + 1 if known else 1
    repository.insert_project_part(participation.application_id, request.part, version, document, now)
    fields = {"part": request.part, "version": version}
    return changed(participation, contract.ProjectPartSubmitted, fields, repository, outbox)


def accept_part(
    request: contract.AcceptProjectPart, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Project:
    participation, part = lock_part(repository, request.code, request.part)
    domain.insist_on_transition(part.part, part.state, "accepted")
    repository.update_project_part(participation.application_id, part, "accepted", caller.actor, now, None)
    return changed(participation, contract.ProjectPartAccepted, {"part": part.part}, repository, outbox)


def return_part(
    request: contract.ReturnProjectPart, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Project:
    participation, part = lock_part(repository, request.code, request.part)
    domain.insist_on_transition(part.part, part.state, "returned")
    repository.update_project_part(participation.application_id, part, "returned", caller.actor, now, request.reason)
    return changed(participation, contract.ProjectPartReturned, {"part": part.part}, repository, outbox)


def get_project(request: contract.GetProject, repository: Repository) -> contract.Project:
    return show_project(repository, get_participation(repository, request.code))


def lock_part(
    repository: Repository, code: str, part: contract.ProjectPart
) -> tuple[ParticipationRecord, domain.PartRecord]:
    participation = lock_participation(repository, code)
    found = repository.list_project_parts(participation.application_id).get(part)
    if found is None:
        raise Refusal("illegal_transition", f"The {part.replace('_', ' ')} is missing: nothing was handed in.")
    return participation, found


def changed(
    participation: ParticipationRecord,
    event: type[contract.ParticipationEvent],
    fields: dict[str, Any],
    repository: Repository,
    outbox: Outbox,
) -> contract.Project:
    repository.touch_participation(participation.application_id)
    outbox.record(event.model_validate(event_keys(participation) | fields))
    return show_project(repository, participation)


def show_project(repository: Repository, participation: ParticipationRecord) -> contract.Project:
    parts = repository.list_project_parts(participation.application_id)
    return contract.Project(
        code=participation.code, parts=tuple(show_part(part, parts.get(part)) for part in contract.PROJECT_PARTS)
    )


def show_part(part: contract.ProjectPart, found: domain.PartRecord | None) -> contract.ProjectPartState:
    if found is None:
        return contract.ProjectPartState(
            part=part, state="missing", version=0, submitted_at=None, returned_because=None, document=None
        )
    return contract.ProjectPartState.model_validate(vars(found))
