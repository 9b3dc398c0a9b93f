"""Targets set, measured, turned; performance reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from services.cohort.domain import targets as domain
from services.cohort.domain.strategy import insist_on_component
from services.cohort.handlers.city_change import record
from services.cohort.handlers.lookup import get_cohort, get_participation, lock_present
from shared.contracts import cohort as contract
from shared.contracts.errors import Refusal, not_found
from shared.contracts.given import completed

if TYPE_CHECKING:
    from datetime import datetime

    from services.cohort.domain.participation import ParticipationRecord
    from services.cohort.repository import Repository
    from shared.contracts.people import Caller
    from shared.messaging.outbox import Outbox


def set_target(request: contract.SetTarget, repository: Repository, outbox: Outbox, now: datetime) -> contract.Target:
    participation = lock_present(repository, request.code)
    if request.target_id is not None:
        known = of_city(request.target_id, participation, repository)
        domain.insist_on_unmeasured(repository.list_measurements(known.target_id))
        request = completed(request, vars(known))
    if request.component is not None:
        program = get_cohort(repository, participation.cohort).program
        insist_on_component(request.component, [component.id for component in program.strategy_components])
    domain.insist_on_way(
        request.direction, request.baseline, request.baseline_on, request.target, request.target_on,
        participation.today(now),
    )  # fmt: skip
    fields = request.model_dump(exclude={"code", "target_id"})
    target = domain.TargetRecord(
        target_id=request.target_id or uuid4(),
        application_id=participation.application_id,
        code=participation.code,
        state="active",
        **fields,
    )
    keep = repository.insert_target if request.target_id is None else repository.update_target
    keep(target)
    record(
        contract.TargetSet,
        participation,
        repository,
        outbox,
        target_id=target.target_id,
        resident_outcome=target.resident_outcome,
        direction=target.direction,
        baseline=format(target.baseline, "f"),
        target=format(target.target, "f"),
        target_on=target.target_on,
        cadence=target.cadence,
    )
    return show_target(repository, get_target(repository, target.target_id))


def measure_target(
    request: contract.MeasureTarget, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Target:
    target, participation = lock_target(repository, request.target_id)
    before = repository.list_measurements(target.target_id)
    domain.insist_on_measurement(target, before, request.measured_on, request.corrects, participation.today(now))
    measurement = domain.MeasurementRecord(
        measurement_id=uuid4(),
        entered_by=caller.actor,
        entered_at=now,
        **request.model_dump(),
    )
    repository.insert_measurement(measurement)
    value, _ = domain.current(target, [*before, measurement])
    record(
        contract.TargetMeasured,
        participation,
        repository,
        outbox,
        target_id=target.target_id,
        value=format(request.value, "f"),
        measured_on=request.measured_on,
        progress=format(domain.progress(target.baseline, target.target, value), "f"),
        corrects=request.corrects is not None,
    )
    return show_target(repository, target)


def turn_target(
    request: contract.TurnTarget, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Target:
    target, participation = lock_target(repository, request.target_id)
    domain.insist_on_step(target.state, request.state)
    target = repository.change(target, state=request.state)
    repository.insert_target_step(target.target_id, request.state, request.reason, caller.actor, now)
    turned = {"target_id": target.target_id, "state": request.state}
    record(contract.TargetTurned, participation, repository, outbox, **turned)
    return show_target(repository, target)


def set_routine(request: contract.SetReviewRoutine, repository: Repository, outbox: Outbox) -> contract.Targets:
    participation = lock_present(repository, request.code)
    repository.upsert_review_routine(participation.application_id, request.chair, request.cadence)
    record(contract.ReviewRoutineSet, participation, repository, outbox, cadence=request.cadence)
    return show_targets(repository, participation)


def record_review(
    request: contract.RecordReview, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Targets:
    participation = lock_present(repository, request.code)
    domain.insist_on_held(request.held_on, participation.today(now))
    if repository.find_review_routine(participation.application_id) is None:
        raise Refusal("illegal_transition", reason="no_review_routine")
    new = repository.insert_performance_review(
        participation.application_id, request.held_on, request.decisions, caller.actor, now
    )
    if not new:
        raise Refusal("already_exists", reason="performance_review", held_on=request.held_on)
    held = {"held_on": request.held_on, "decisions": len(request.decisions)}
    record(contract.PerformanceReviewed, participation, repository, outbox, **held)
    return show_targets(repository, participation)


def get_targets(request: contract.GetTargets, repository: Repository) -> contract.Targets:
    return show_targets(repository, get_participation(repository, request.code))


# -- what they share ---------------------------------------------------------------------------------------------------


def get_target(repository: Repository, target_id: UUID) -> domain.TargetRecord:
    target = repository.find_target(target_id)
    if target is None:
        raise not_found("target", target_id)
    return target


def lock_target(repository: Repository, target_id: UUID) -> tuple[domain.TargetRecord, ParticipationRecord]:
    """With its city, whose row is the lock; a target of somebody else's city is none."""
    code = get_target(repository, target_id).code
    if repository.find_participation(code) is None:
        raise not_found("target", target_id)
    participation = lock_present(repository, code)
    return get_target(repository, target_id), participation


def of_city(target_id: UUID, participation: ParticipationRecord, repository: Repository) -> domain.TargetRecord:
    target = get_target(repository, target_id)
    if target.application_id != participation.application_id:
        raise not_found("target", target_id)
    return target


def show_targets(repository: Repository, participation: ParticipationRecord) -> contract.Targets:
    routine = repository.find_review_routine(participation.application_id) or {"chair": None, "cadence": None}
    reviews = repository.list_performance_reviews(participation.application_id)
    return contract.Targets(
        code=participation.code,
        targets=tuple(show_target(repository, one) for one in repository.list_targets(participation.application_id)),
        chair=routine["chair"],
        cadence=routine["cadence"],
        last_held_on=reviews[0].held_on if reviews else None,
        reviews=tuple(reviews),
    )


def show_target(repository: Repository, target: domain.TargetRecord) -> contract.Target:
    measurements = repository.list_measurements(target.target_id)
    value, on = domain.current(target, measurements)
    progress = domain.progress(target.baseline, target.target, value)
    corrected = {one.corrects for one in measurements}
    shown = {key: value for key, value in vars(target).items() if key not in ("target_id", "application_id")}
    return contract.Target(
        **shown,
        id=target.target_id,
        current=value,
        current_on=on,
        progress=progress,
        reached=domain.is_reached(target.direction, target.target, value),
        due_on=domain.next_due(target, measurements),
        measurements=tuple(
            contract.Measurement(
                id=one.measurement_id,
                value=one.value,
                measured_on=one.measured_on,
                corrects=one.corrects,
                corrected=one.measurement_id in corrected,
                note=one.note,
                entered_by=one.entered_by,
                entered_at=one.entered_at,
            )
            for one in measurements
        ),
    )
