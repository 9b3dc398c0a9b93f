"""Moving on: from phase to phase and back, pausing, leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.cohort.domain import participation as domain
from services.cohort.domain.requirements import insist_on_requirements, insist_on_waivable, requirements_of
from services.cohort.handlers.departing import endings_of, settle_status
from services.cohort.handlers.hanging import Work
from services.cohort.handlers.lookup import event_keys, get_cohort, get_participation, get_plan, lock_participation
from services.cohort.handlers.requirements import requirement_states
from services.cohort.handlers.showing import show_participation
from shared.contracts import cohort as contract
from shared.contracts.errors import Refusal, not_found
from shared.security.permissions import insist_on_override

if TYPE_CHECKING:
    from datetime import datetime

    from services.cohort.repository import Repository
    from shared.contracts.people import Caller
    from shared.messaging.outbox import Outbox
    from shared.program.model import Program


def change_status(
    request: contract.ChangeStatus,
    repository: Repository,
    outbox: Outbox,
    caller: Caller,
    now: datetime,
) -> contract.ChangedStatus:
    """A city that leaves is cancelled what lies ahead; one that is back is invited to what lies ahead for everybody."""
    participation = lock_participation(repository, request.code)
    domain.insist_on_version(participation, request.expected_version)
    domain.insist_on_status_change(participation.status, request.status)
    if participation.status in domain.LEFT:
        insist_on_override(request.reason, caller, Refusal("forbidden", reason="leads_reinstate"))
    repository.update_participation_status(participation, request.status, request.reason, caller.actor, now)
    statuses = {"from_status": participation.status, "to_status": request.status}
    place = {"call": participation.call, "starts_on": get_cohort(repository, participation.cohort).starts_on}
    changed = get_participation(repository, request.code)
    settled = settle_status(changed, request.status, Work(repository, outbox, caller.actor, now, request.reason))
    ended = {"ended": endings_of(settled.get("ended", ()))}
    outbox.record(contract.StatusChanged.model_validate(event_keys(participation) | statuses | place | ended))
    shown = show_participation(repository, get_participation(repository, request.code), now)
    return contract.ChangedStatus(**dict(shown), **settled)


def advance_phase(
    request: contract.AdvancePhase,
    repository: Repository,
    outbox: Outbox,
    caller: Caller,
    now: datetime,
) -> contract.PhaseChange:
    """Judged in the order of docs/program.md: found, version, transition, then the program's requirements."""
    participation = lock_participation(repository, request.code)
    domain.insist_on_version(participation, request.expected_version)
    cohort = get_cohort(repository, participation.cohort)
    domain.insist_on_next_phase(participation, cohort.program, request.phase)
    waived = grant_waivers(request, participation, repository, cohort.program, caller, now)
    states = requirement_states(repository, participation, cohort, now)
    insist_on_requirements(states)
    planned_on = get_plan(repository, cohort).planned_on(request.phase, participation.application_id)
    entered_on = participation.today(now)
    repository.update_participation_phase(participation.application_id, request.phase)
    repository.insert_phase_entry(
        participation.application_id, request.phase, planned_on, entered_on, caller.actor, now
    )
    outbox.record(
        contract.PhaseAdvanced.model_validate(
            event_keys(participation)
            | {
                "from_phase": participation.phase,
                "to_phase": request.phase,
                "planned_on": planned_on,
                "advanced_on": entered_on,
                "waived": waived,
            }
        )
    )
    return change_of(participation, request.phase, now)


def list_changes(request: contract.AdvanceCohort, repository: Repository) -> list[contract.AdvancePhase]:
    """One for each city that is named, or for each of the cohort. Raises not_found for the cohort."""
    members = repository.list_members(get_cohort(repository, request.cohort).cohort)
    versions = request.versions or {member.code: member.version for member in members}
    return [
        contract.AdvancePhase(code=code, phase=request.phase, expected_version=version, waive=request.waive)
        for code, version in versions.items()
    ]


def advance_member(
    cohort: str,
    change: contract.AdvancePhase,
    repository: Repository,
    outbox: Outbox,
    caller: Caller,
    now: datetime,
) -> contract.PhaseChange:
    """One city of the cohort; not_found for a city of another."""
    if get_participation(repository, change.code).cohort != cohort:
        raise not_found("city_of_cohort", change.code)
    return advance_phase(change, repository, outbox, caller, now)


def step_back(
    request: contract.StepBack, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.PhaseChange:
    """To the phase before. What was waived for the step is not waived for the next."""
    participation = lock_participation(repository, request.code)
    domain.insist_on_version(participation, request.expected_version)
    cohort = get_cohort(repository, participation.cohort)
    domain.insist_on_phase_before(participation, cohort.program, request.phase)
    key = participation.application_id
    repository.undo_phase_entry(key, participation.phase, caller.actor, now, request.reason)
    repository.void_waivers(key, request.phase, now)
    repository.update_participation_phase(key, request.phase)
    phases = {"from_phase": participation.phase, "to_phase": request.phase, "stepped_on": participation.today(now)}
    outbox.record(contract.SteppedBack.model_validate(event_keys(participation) | phases))
    return change_of(participation, request.phase, now)


def change_of(participation: domain.ParticipationRecord, phase: str, now: datetime) -> contract.PhaseChange:
    return contract.PhaseChange(
        code=participation.code,
        from_phase=participation.phase,
        to_phase=phase,
        at=now,
        version=participation.version + 1,
    )


def grant_waivers(
    request: contract.AdvancePhase,
    participation: domain.ParticipationRecord,
    repository: Repository,
    program: Program,
    caller: Caller,
    now: datetime,
) -> tuple[str, ...]:
    """An exception is an override: a program lead's, with a reason. Kept only if the city moves."""
    if not request.waive:
        return ()
    insist_on_waivable(request.waive, requirements_of(program, participation.phase))
    insist_on_override(next(iter(request.waive.values())), caller, Refusal("forbidden", reason="leads_waive"))
    for condition, reason in request.waive.items():
        repository.insert_waiver(
            participation.application_id, participation.phase, condition, reason, caller.actor, now
        )  # fmt: skip
    return tuple(sorted(request.waive))
