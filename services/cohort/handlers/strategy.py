"""A city's strategy: saved in versions, reviewed, launched."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from services.cohort.domain import strategy as domain
from services.cohort.domain.comparison import differences
from services.cohort.domain.participation import LEFT
from services.cohort.domain.publishing import STRATEGY, silence_refusal
from services.cohort.domain.strategy_content import insist_on_complete, read_component
from services.cohort.handlers.lookup import coach_of, get_cohort, get_participation, lock_participation
from services.cohort.handlers.open_strategy import empty, holds_of, open_strategy, show_strategy
from services.cohort.handlers.publishing import let_through
from shared.contracts import cohort as contract
from shared.contracts.errors import Refusal, not_found
from shared.contracts.given import completed
from shared.contracts.people import Caller, Role

if TYPE_CHECKING:
    from datetime import datetime

    from services.cohort.repository import Repository
    from shared.messaging.outbox import Outbox

ITSELF = Caller("service:cohort", frozenset({Role.SERVICE}))  # launches on the planned day


def save_vision(
    request: contract.SaveVision, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Strategy:
    opened = open_strategy(request, repository, outbox, caller, now)
    given = completed(request, vars(opened.strategy))
    changed = replace(opened.strategy, vision=given.vision, fiscal_year_on=given.fiscal_year_on)
    start = domain.horizon_start(changed)
    if start is not None:
        domain.insist_on_due_days(changed.actions, domain.horizon(start, opened.rules))
    return opened.save(changed, "vision")


def save_component(
    request: contract.SaveComponent, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Strategy:
    document = read_component(request.component, request.document).model_dump(mode="json")
    opened = open_strategy(request, repository, outbox, caller, now)
    domain.insist_on_component(request.component, opened.components)
    domain.insist_on_step(request.component, opened.strategy.state_of(request.component), "draft")
    repository.upsert_strategy_component(opened.strategy.application_id, request.component, document)
    changed = replace(
        opened.strategy,
        components={**opened.strategy.components, request.component: document},
        component_states={**opened.strategy.component_states, request.component: "draft"},
    )
    return opened.save(changed, request.component)


def save_action(
    request: contract.SaveAction, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Strategy:
    """Free while components are reviewed: an action is what approval may wait for."""
    opened = open_strategy(request, repository, outbox, caller, now)
    domain.insist_on_component(request.component, opened.components)
    known = {action.action_id: action for action in opened.strategy.actions}
    if request.action_id is not None:
        if request.action_id not in known:
            raise not_found("action", request.action_id)
        before = known[request.action_id]
        request = completed(request, vars(before))
        domain.insist_on_action_step(before.state, request.state)
    domain.insist_on_cost(request.cost, request.currency)
    fields = request.model_dump(include={"component", "what", "owner", "due_on", "currency", "state"})
    cost = None if request.cost is None else format(request.cost, "f")
    action = domain.Action(action_id=request.action_id or uuid4(), cost=cost, **fields)
    start = domain.horizon_start(opened.strategy)
    domain.insist_on_due_days([action], domain.horizon(start, opened.rules) if start else None)
    repository.upsert_strategy_action(opened.strategy.application_id, action)
    actions = {**known, action.action_id: action}
    return opened.save(replace(opened.strategy, actions=tuple(actions.values())), "actions")


# -- review ------------------------------------------------------------------------------------------------------------


def submit_component(
    request: contract.SubmitComponent, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Strategy:
    opened = open_strategy(request, repository, outbox, caller, now)
    domain.insist_on_component(request.component, opened.components)
    domain.insist_on_step(request.component, opened.strategy.state_of(request.component), "in_review")
    insist_on_complete(request.component, opened.strategy.components.get(request.component))
    opened.turn(request.component, "in_review")
    told = {"component": request.component, "version": opened.strategy.version}
    opened.tell(contract.StrategyComponentSubmitted, **told, coach=coach_of(opened.participation))
    return opened.show()


def request_changes(
    request: contract.RequestChanges, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Strategy:
    opened = open_strategy(request, repository, outbox, caller, now)
    domain.insist_on_component(request.component, opened.components)
    domain.insist_on_step(request.component, opened.strategy.state_of(request.component), "changes_requested")
    opened.turn(request.component, "changes_requested", request.feedback)
    opened.tell(contract.StrategyChangesRequested, component=request.component, version=opened.strategy.version)
    return opened.show()


def approve_component(
    request: contract.ApproveComponent, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Strategy:
    opened = open_strategy(request, repository, outbox, caller, now)
    domain.insist_on_component(request.component, opened.components)
    domain.insist_on_step(request.component, opened.strategy.state_of(request.component), "approved")
    refusal = domain.approval_refusal(opened.strategy, request.component)
    overridden = opened.settle(refusal, request.override)
    opened.turn(request.component, "approved", reason=request.override if overridden else None)
    ready = domain.all_approved(opened.strategy, opened.components)
    opened.tell(
        contract.StrategyComponentApproved,
        component=request.component,
        version=opened.strategy.version,
        ready=ready,
        override=overridden,
    )
    return opened.show()


# -- launch ------------------------------------------------------------------------------------------------------------


def launch_strategy(
    request: contract.LaunchStrategy, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Strategy:
    """Today or on a day before it: launched. Later: planned, and launched by the clock."""
    opened = open_strategy(request, repository, outbox, caller, now)
    today = opened.participation.today(now)
    to_state = "launched" if request.launch_on <= today else "launch_planned"
    domain.insist_on_launch_step(opened.strategy.state, to_state)
    embargo = request.embargo_until or opened.strategy.embargo_until  # one that stands is lifted on purpose alone
    if domain.is_launched_so(opened.strategy, request.launch_on, embargo):
        return opened.show()
    refusal = domain.launch_refusal(opened.strategy, opened.components, request.launch_on, opened.rules)
    overridden = opened.settle(refusal, request.override)
    day = max(request.launch_on, today)
    silence = silence_refusal(opened.participation.city, repository.find_publishing(opened.participation), day)
    if opened.settle(silence, request.override):
        overridden = True
        assert request.override is not None, "an override has a reason"
        let_through(opened.participation, STRATEGY, request.override, repository, outbox, caller, now)
    reason = request.override if overridden else None
    planned = replace(opened.strategy, launch_on=request.launch_on, embargo_until=embargo)
    opened.keep(replace(planned, state="launch_planned"), "launch_planned", reason)
    if to_state == "launched":
        return opened.launch(overridden=overridden)
    opened.tell(
        contract.StrategyLaunchPlanned,
        launch_on=request.launch_on,
        embargo_until=embargo,
        override=overridden,
    )
    return opened.show()


def call_off_launch(
    request: contract.CallOffLaunch, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Strategy:
    """Also of a city that has left."""
    opened = open_strategy(request, repository, outbox, caller, now, lock_participation)
    if opened.strategy.state != "launch_planned":
        raise Refusal("illegal_transition", reason="no_launch_planned")
    opened.call_off(request.reason)
    return opened.show()


def lift_embargo(
    request: contract.LiftEmbargo, repository: Repository, outbox: Outbox, caller: Caller, now: datetime
) -> contract.Strategy:
    opened = open_strategy(request, repository, outbox, caller, now)
    embargo = opened.strategy.embargo_until
    if embargo is None or embargo <= now:
        raise Refusal("illegal_transition", reason="no_embargo")
    opened.keep(replace(opened.strategy, embargo_until=None), "embargo_lifted", request.reason)
    opened.tell(contract.StrategyEmbargoLifted, embargo_until=embargo)
    return opened.show()


def list_due_launches(repository: Repository, now: datetime) -> list[str]:
    """The codes of the cities whose planned day has come."""
    return repository.list_planned_launches(now)


def launch_when_due(code: str, repository: Repository, outbox: Outbox, now: datetime) -> None:
    """What was reopened since holds the launch back until it is approved again; a city that left launches nothing."""
    if lock_participation(repository, code).status in LEFT:
        return
    opened = open_strategy(contract.GetStrategy(code=code), repository, outbox, ITSELF, now)
    strategy = opened.strategy
    if strategy.state != "launch_planned" or strategy.launch_on is None:
        return
    if any(hold.rule == "electoral_silence" for hold in holds_of(strategy, opened.participation, repository, now)):
        return  # it is launched when the silence is over
    if strategy.launch_on <= opened.participation.today(now) and domain.all_approved(strategy, opened.components):
        opened.launch(overridden=False)


# -- reading -----------------------------------------------------------------------------------------------------------


def get_strategy(request: contract.GetStrategy, repository: Repository, now: datetime) -> contract.Strategy:
    participation = get_participation(repository, request.code)
    strategy = repository.find_strategy(participation.application_id)
    program = get_cohort(repository, participation.cohort).program
    return show_strategy(strategy or empty(participation.application_id), participation, program, repository, now)


def list_versions(request: contract.ListStrategyVersions, repository: Repository) -> contract.StrategyVersions:
    participation = get_participation(repository, request.code)
    versions = repository.list_strategy_versions(participation.application_id)
    return contract.StrategyVersions(code=participation.code, versions=tuple(versions))


def compare_versions(request: contract.CompareStrategyVersions, repository: Repository) -> contract.StrategyComparison:
    application_id = get_participation(repository, request.code).application_id
    before = version_of(repository, application_id, request.from_version)
    after = version_of(repository, application_id, request.to_version)
    return contract.StrategyComparison(
        code=request.code,
        from_version=request.from_version,
        to_version=request.to_version,
        differences=tuple(
            contract.StrategyDifference(path=path, before=one, after=other)
            for path, one, other in differences(before, after)
        ),
    )


def version_of(repository: Repository, application_id: UUID, version: int) -> dict[str, Any]:
    """What a version held; 0 is the empty strategy."""
    if version == 0:
        return empty(application_id).snapshot()
    found = repository.find_strategy_version(application_id, version)
    if found is None:
        raise not_found("strategy_version", version)
    return found
