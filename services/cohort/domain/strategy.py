"""A city's Citywide Data Strategy: states of its components and of itself, horizon, actions, launch; program.md §4."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.cohort.domain.requirements import Condition, Conditions, Moment
from shared.contracts.errors import Detail, Refusal, illegal_transition
from shared.program.calendar import add_months
from shared.program.taking_part import StrategyRules

MONTHS_IN_YEAR = 12

#: Of a component. What is in review stays as it is until it is judged; what was approved is opened again by staff.
TRANSITIONS: dict[str, frozenset[str]] = {
    "empty": frozenset({"draft"}),
    "draft": frozenset({"draft", "in_review"}),
    "in_review": frozenset({"changes_requested", "approved"}),
    "changes_requested": frozenset({"draft"}),
    "approved": frozenset({"changes_requested"}),
}

#: Of the strategy. A planned launch can be planned anew or called off; a launched strategy, changed and approved again,
#: is launched again.
LAUNCH_TRANSITIONS: dict[str, frozenset[str]] = {
    "draft": frozenset({"launch_planned", "launched"}),
    "launch_planned": frozenset({"launch_planned", "launched", "draft"}),
    "launched": frozenset({"launch_planned", "launched"}),
}

ACTION_TRANSITIONS: dict[str, frozenset[str]] = {
    "planned": frozenset({"planned", "under_way", "done", "dropped"}),
    "under_way": frozenset({"under_way", "planned", "done", "dropped"}),
    "done": frozenset({"done", "under_way"}),
    "dropped": frozenset({"dropped", "planned"}),
}


@dataclass(frozen=True)
class Action:
    """What is done, for which component. `due_on` and `owner` may be open while it is drafted."""

    action_id: UUID
    component: str
    what: str
    owner: str | None
    due_on: date | None
    cost: str | None  # a decimal as text; None: none
    currency: str | None
    state: str


@dataclass(frozen=True)
class StrategyRecord:
    """`version` rises with every save; `fiscal_year_on` None: the horizon counts from the launch."""

    application_id: UUID
    version: int
    state: str
    vision: str | None
    fiscal_year_on: date | None
    launch_on: date | None
    embargo_until: datetime | None
    launched_on: date | None
    launched_version: int | None
    components: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    component_states: Mapping[str, str] = field(default_factory=dict)
    feedback: Mapping[str, str] = field(default_factory=dict)
    actions: Sequence[Action] = ()

    def state_of(self, component: str) -> str:
        return self.component_states.get(component, "empty")

    def snapshot(self) -> dict[str, Any]:
        """What a version holds, as plain values: what is compared."""
        return {
            "vision": self.vision,
            "fiscal_year_on": self.fiscal_year_on and self.fiscal_year_on.isoformat(),
            "components": dict(self.components),
            "actions": {str(action.action_id): shown_action(action) for action in self.actions},
        }

    def is_under_embargo(self, now: datetime) -> bool:
        return self.embargo_until is not None and now < self.embargo_until


def shown_action(action: Action) -> dict[str, Any]:
    plain = {key: value for key, value in vars(action).items() if key != "action_id"}
    return plain | {"due_on": action.due_on and action.due_on.isoformat()}


def insist_on_step(component: str, from_state: str, to_state: str) -> None:
    if to_state not in TRANSITIONS[from_state]:
        raise Refusal(
            "illegal_transition", reason="component", component=component, from_state=from_state, to_state=to_state
        )


def is_launched_so(strategy: StrategyRecord, launch_on: date, embargo_until: datetime | None) -> bool:
    """Then launching it changes nothing, and is told to nobody again."""
    if strategy.embargo_until != embargo_until:
        return False
    if strategy.state == "launch_planned":
        return strategy.launch_on == launch_on
    launched = (strategy.state, strategy.launched_on, strategy.launched_version)
    return launched == ("launched", launch_on, strategy.version)


def insist_on_launch_step(from_state: str, to_state: str) -> None:
    if to_state not in LAUNCH_TRANSITIONS[from_state]:
        raise illegal_transition("strategy", from_state, to_state)


def insist_on_action_step(from_state: str, to_state: str) -> None:
    if to_state not in ACTION_TRANSITIONS[from_state]:
        raise illegal_transition("action", from_state, to_state)


def insist_on_cost(cost: Decimal | None, currency: str | None) -> None:
    if (cost is None) != (currency is None):
        raise Refusal("invalid", Detail("cost" if cost is None else "currency", "missing"))


def insist_on_component(component: str, components: Sequence[str]) -> None:
    if component not in components:
        raise Refusal("invalid", Detail("component", "not_a_choice", choices=components))


# -- the horizon -------------------------------------------------------------------------------------------------------


def horizon(start: date, rules: StrategyRules) -> tuple[date, date]:
    """[S_0, S_0 + three years)."""
    return start, add_months(start, rules.horizon_years * MONTHS_IN_YEAR)


def horizon_start(strategy: StrategyRecord, launch_on: date | None = None) -> date | None:
    """S_0: the fiscal year's start, or the launch; None while neither is known."""
    return strategy.fiscal_year_on or launch_on or strategy.launch_on or strategy.launched_on


def fiscal_year_fault(fiscal_year_on: date | None, launch_on: date, rules: StrategyRules) -> Detail | None:
    latest = add_months(launch_on, rules.fiscal_year_within_months)
    if fiscal_year_on is None or launch_on <= fiscal_year_on <= latest:
        return None
    return Detail("fiscal_year_on", "outside_window", first=launch_on, last=latest)


def insist_on_due_days(actions: Iterable[Action], window: tuple[date, date] | None) -> None:
    """Actions are due within the horizon, as soon as that is known."""
    details = due_faults(actions, window) if window else []
    if details:
        raise Refusal("outside_window", *details, reason="horizon")


def due_faults(actions: Iterable[Action], window: tuple[date, date]) -> list[Detail]:
    return [
        Detail("due_on", "outside_horizon", action=action.what, due_on=action.due_on, first=window[0], end=window[1])
        for action in actions
        if action.state != "dropped" and action.due_on and not window[0] <= action.due_on < window[1]
    ]


# -- what approval and launch need -------------------------------------------------------------------------------------


def approval_refusal(strategy: StrategyRecord, component: str) -> Refusal | None:
    """Approval needs the vision and an owned, dated action of the component; a program lead may override."""
    details = []
    if strategy.vision is None:
        details.append(Detail("vision", "missing"))
    if not any(is_settled(action) for action in strategy.actions if action.component == component):
        details.append(Detail(f"actions.{component}", "no_settled_action"))
    return Refusal("strategy_incomplete", *details, reason="approval") if details else None


def is_settled(action: Action) -> bool:
    return action.state != "dropped" and action.owner is not None and action.due_on is not None


def launch_refusal(
    strategy: StrategyRecord, components: Sequence[str], launch_on: date, rules: StrategyRules
) -> Refusal | None:
    """A launch needs every component approved, S_0 in reach and each action within the horizon."""
    details = [
        Detail(f"components.{component}", "not_approved")
        for component in components
        if strategy.state_of(component) != "approved"
    ]
    fault = fiscal_year_fault(strategy.fiscal_year_on, launch_on, rules)
    start = strategy.fiscal_year_on or launch_on
    details += [fault] if fault else due_faults(strategy.actions, horizon(start, rules))
    return Refusal("strategy_incomplete", *details, reason="launch") if details else None


def all_approved(strategy: StrategyRecord, components: Sequence[str]) -> bool:
    return all(strategy.state_of(component) == "approved" for component in components)


# -- requirements ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StrategyFacts:
    strategy: StrategyRecord | None  # None: nothing was saved yet


def is_approved(facts: StrategyFacts, moment: Moment) -> bool:
    components = [component.id for component in moment.program.strategy_components]
    return facts.strategy is not None and all_approved(facts.strategy, components)


def is_launched(facts: StrategyFacts, moment: Moment) -> bool:
    """Launched, or with a launch date so near that it counts."""
    strategy = facts.strategy
    if strategy is None:
        return False
    planned = strategy.launch_on if strategy.state == "launch_planned" else None
    near = planned is not None and (planned - moment.today).days <= moment.program.gates.launch_within_days
    return strategy.launched_on is not None or near


CONDITIONS: Conditions = {
    "strategy_components_approved": Condition(StrategyFacts, is_approved),
    "strategy_launched": Condition(StrategyFacts, is_launched),
}
