"""The strategy."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import strategy
from shared.contracts import cohort as contract
from shared.messaging.entrypoints import answers, every


class Strategies(Entrypoints):
    get_strategy = answers(contract.GetStrategy, strategy.get_strategy)
    list_strategy_versions = answers(contract.ListStrategyVersions, strategy.list_versions)
    compare_strategy_versions = answers(contract.CompareStrategyVersions, strategy.compare_versions)
    save_vision = answers(contract.SaveVision, strategy.save_vision)
    save_component = answers(contract.SaveComponent, strategy.save_component)
    save_action = answers(contract.SaveAction, strategy.save_action)
    submit_component = answers(contract.SubmitComponent, strategy.submit_component)
    request_changes = answers(contract.RequestChanges, strategy.request_changes)
    approve_component = answers(contract.ApproveComponent, strategy.approve_component)
    launch_strategy = answers(contract.LaunchStrategy, strategy.launch_strategy)
    lift_embargo = answers(contract.LiftEmbargo, strategy.lift_embargo)
    call_off_launch = answers(contract.CallOffLaunch, strategy.call_off_launch)

    launch_due_strategies = every(30, strategy.launch_when_due, of=strategy.list_due_launches)
