"""The tables of strategies as dicts, and a desk that runs their handlers."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.cohort.domain.strategy import Action, StrategyRecord
from services.cohort.handlers import strategy
from services.cohort.handlers.open_strategy import empty
from shared.contracts import cohort as contract
from shared.contracts.people import Caller
from tests.unit.cohort.fake_cohort import APPLICATION_ID, COACH, CODE, NOW, STAFF, Desk, FakeRepository

COMPONENTS = ("governance", "quality", "use", "capacity", "transparency")
PLAN = {"baseline": "three in five records", "plan": "check at entry"}
COMPLETE: dict[str, dict[str, Any]] = {
    "governance": {
        "standards": [{"title": "Metadata", "enforced_by": "the data office, at publication"}],
        "body": "Data council",
        "senior_sponsor": "The deputy mayor",
    },
    "quality": dict.fromkeys(("completeness", "accuracy", "consistency", "timeliness"), PLAN)
    | {"bias_risks": [{"risk": "informal areas are missing", "mitigation": "sample them"}]},
    "use": {"decisions": ["Where clinics open"], "cadence": "monthly"},
    "capacity": {"senior_leader": "Chief Data Officer", "team": "four analysts"},
    "transparency": {"internal_audiences": ["departments"], "external_audiences": ["neighbours"]},
}
VISION = "In three years every department decides with data that residents can see."


@dataclass
class StrategyRepository(FakeRepository):
    strategies: dict[UUID, StrategyRecord] = field(default_factory=dict)
    versions: dict[tuple[UUID, int], tuple[str, dict[str, Any]]] = field(default_factory=dict)
    strategy_steps: list[tuple[str, str | None, str | None]] = field(default_factory=list)

    def find_strategy(self, application_id: UUID) -> StrategyRecord | None:
        return self.strategies.get(application_id)

    def list_launched(self) -> dict[UUID, StrategyRecord]:
        return {key: one for key, one in self.strategies.items() if one.state == "launched"}

    def insert_strategy(self, application_id: UUID) -> None:
        self.strategies.setdefault(application_id, empty(application_id))

    def update_strategy(self, strategy: StrategyRecord) -> None:
        kept = self.strategies[strategy.application_id]
        parts = {name: getattr(kept, name) for name in ("components", "component_states", "feedback", "actions")}
        self.strategies[strategy.application_id] = replace(strategy, **parts)

    def upsert_strategy_component(self, application_id: UUID, component: str, document: dict[str, Any]) -> None:
        kept = self.strategies[application_id]
        self.strategies[application_id] = replace(
            kept,
            components={**kept.components, component: document},
            component_states={**kept.component_states, component: "draft"},
        )

    def update_strategy_component(
        self, application_id: UUID, component: str, state: str, feedback: str | None = None
    ) -> None:
        kept = self.strategies[application_id]
        said = {**kept.feedback, component: feedback} if feedback else kept.feedback
        states = {**kept.component_states, component: state}
        self.strategies[application_id] = replace(kept, component_states=states, feedback=said)

    def upsert_strategy_action(self, application_id: UUID, action: Action) -> None:
        kept = self.strategies[application_id]
        actions = {one.action_id: one for one in kept.actions} | {action.action_id: action}
        self.strategies[application_id] = replace(kept, actions=tuple(actions.values()))

    def insert_strategy_version(self, strategy: StrategyRecord, part: str, saved_by: str, saved_at: datetime) -> None:
        key = strategy.application_id, strategy.version
        assert key not in self.versions, "the primary key of strategy_versions"
        self.versions[key] = part, deepcopy(strategy.snapshot())

    def list_strategy_versions(self, application_id: UUID) -> list[contract.StrategyVersion]:
        return [
            contract.StrategyVersion(version=version, part=part, saved_at=NOW, saved_by="person:1")
            for (owner, version), (part, _) in sorted(self.versions.items(), key=lambda item: item[0][1])
            if owner == application_id
        ]

    def find_strategy_version(self, application_id: UUID, version: int) -> dict[str, Any] | None:
        found = self.versions.get((application_id, version))
        return None if found is None else found[1]

    def insert_strategy_step(
        self,
        strategy: StrategyRecord,
        step: str,
        component: str | None,
        reason: str | None,
        taken_by: str,
        taken_at: datetime,
    ) -> None:
        self.strategy_steps.append((step, component, reason))

    def list_strategy_steps(self, application_id: UUID) -> list[contract.StrategyStep]:
        return [
            contract.StrategyStep(at=NOW, by="person:1", component=component, step=step, reason=reason)
            for step, component, reason in self.strategy_steps
        ]


class StrategyDesk(Desk):
    """One city with an empty strategy."""

    fake = StrategyRepository

    def __init__(self) -> None:
        super().__init__(started=False)
        self.plan()
        self.join()
        self.consent()
        self.outbox.events.clear()

    def do(self, handler: Any, model: type[Any], caller: Caller = COACH, now: datetime = NOW, **fields: Any) -> Any:
        request = model.model_validate({"code": CODE} | fields)
        return handler(request, self.repository, self.outbox, caller, now)

    def vision(self, **changes: Any) -> contract.Strategy:
        return self.do(strategy.save_vision, contract.SaveVision, **{"vision": VISION} | changes)  # type: ignore[no-any-return]

    def save(self, component: str, document: dict[str, Any] | None = None, **changes: Any) -> contract.Strategy:
        fields = {"component": component, "document": COMPLETE[component] if document is None else document}
        return self.do(strategy.save_component, contract.SaveComponent, **fields | changes)  # type: ignore[no-any-return]

    def action(self, component: str, **changes: Any) -> contract.Strategy:
        fields = {
            "component": component,
            "what": f"Work on {component}",
            "owner": "Data office",
            "due_on": date(2028, 6, 1),
        }
        return self.do(strategy.save_action, contract.SaveAction, **fields | changes)  # type: ignore[no-any-return]

    def submit(self, component: str, **changes: Any) -> contract.Strategy:
        return self.do(strategy.submit_component, contract.SubmitComponent, component=component, **changes)  # type: ignore[no-any-return]

    def return_(self, component: str, **changes: Any) -> contract.Strategy:
        fields = {"component": component, "feedback": "Name an owner."}
        return self.do(strategy.request_changes, contract.RequestChanges, **fields | changes)  # type: ignore[no-any-return]

    def approve(self, component: str, caller: Caller = STAFF, **changes: Any) -> contract.Strategy:
        return self.do(strategy.approve_component, contract.ApproveComponent, caller, component=component, **changes)  # type: ignore[no-any-return]

    def launch(self, on: date, caller: Caller = STAFF, now: datetime = NOW, **changes: Any) -> contract.Strategy:
        return self.do(strategy.launch_strategy, contract.LaunchStrategy, caller, now, launch_on=on, **changes)  # type: ignore[no-any-return]

    def call_off(self, **changes: Any) -> contract.Strategy:
        return self.do(strategy.call_off_launch, contract.CallOffLaunch, STAFF, reason="council first", **changes)  # type: ignore[no-any-return]

    def tick(self, now: datetime) -> None:
        strategy.launch_when_due(CODE, self.repository, self.outbox, now)

    def compare(self, before: int, after: int) -> list[tuple[str, Any, Any]]:
        request = contract.CompareStrategyVersions(code=CODE, from_version=before, to_version=after)
        found = strategy.compare_versions(request, self.repository)
        return [(one.path, one.before, one.after) for one in found.differences]

    def approve_all(self) -> None:
        self.vision()
        for component in COMPONENTS:
            self.save(component)
            self.action(component)
            self.submit(component)
            self.approve(component)

    @property
    def strategy(self) -> StrategyRecord:
        return self.repository.find_strategy(APPLICATION_ID)  # type: ignore[no-any-return]

    def state_of(self, component: str) -> str:
        return self.strategy.state_of(component)
