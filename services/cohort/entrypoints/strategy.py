"""The strategy."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import strategy
from shared.contracts import cohort as contract
from shared.contracts.people import Caller, Role
from shared.messaging.outbox import Outbox
from shared.messaging.periodic import periodic
from shared.messaging.rpc import command, query
from shared.storage.database import Transaction

LAUNCHES_AT_ONCE = 50
ITSELF = Caller("service:cohort", frozenset({Role.SERVICE}))


class Strategies(Entrypoints):
    @query(contract.GetStrategy)
    def get_strategy(self, request: contract.GetStrategy, tx: Transaction, caller: Caller) -> contract.Strategy:
        return strategy.get_strategy(request, self.repository(tx, caller), self.clock.now())

    @query(contract.ListStrategyVersions)
    def list_strategy_versions(
        self, request: contract.ListStrategyVersions, tx: Transaction, caller: Caller
    ) -> contract.StrategyVersions:
        return strategy.list_versions(request, self.repository(tx, caller))

    @query(contract.CompareStrategyVersions)
    def compare_strategy_versions(
        self, request: contract.CompareStrategyVersions, tx: Transaction, caller: Caller
    ) -> contract.StrategyComparison:
        return strategy.compare_versions(request, self.repository(tx, caller))

    @query(contract.GetStrategyFeedback)
    def get_strategy_feedback(
        self, request: contract.GetStrategyFeedback, tx: Transaction, caller: Caller
    ) -> contract.StrategyFeedback:
        return strategy.get_feedback(request, self.repository(tx, caller))

    @command(contract.SaveVision)
    def save_vision(self, request: contract.SaveVision, tx: Transaction, caller: Caller) -> contract.Strategy:
        return strategy.save_vision(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.SaveComponent)
    def save_component(self, request: contract.SaveComponent, tx: Transaction, caller: Caller) -> contract.Strategy:
        return strategy.save_component(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.SaveAction)
    def save_action(self, request: contract.SaveAction, tx: Transaction, caller: Caller) -> contract.Strategy:
        return strategy.save_action(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.SubmitComponent)
    def submit_component(self, request: contract.SubmitComponent, tx: Transaction, caller: Caller) -> contract.Strategy:
        return strategy.submit_component(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.RequestChanges)
    def request_changes(self, request: contract.RequestChanges, tx: Transaction, caller: Caller) -> contract.Strategy:
        return strategy.request_changes(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.ApproveComponent)
    def approve_component(
        self, request: contract.ApproveComponent, tx: Transaction, caller: Caller
    ) -> contract.Strategy:
        return strategy.approve_component(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.LaunchStrategy)
    def launch_strategy(self, request: contract.LaunchStrategy, tx: Transaction, caller: Caller) -> contract.Strategy:
        return strategy.launch_strategy(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.CallOffLaunch)
    def call_off_launch(self, request: contract.CallOffLaunch, tx: Transaction, caller: Caller) -> contract.Strategy:
        return strategy.call_off_launch(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @periodic(seconds=30)
    def launch_due_strategies(self) -> None:
        """One transaction a city, so that one that fails holds up no other."""
        now = self.clock.now()
        with self.begin() as tx:
            codes = self.repository(tx).list_planned_launches(now, LAUNCHES_AT_ONCE)
        for code in codes:
            with self.begin() as tx:
                strategy.launch_when_due(code, self.repository(tx), Outbox(tx), ITSELF, now)
