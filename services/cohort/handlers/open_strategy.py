"""A strategy in somebody's hands for one change: locked with its city, saved, turned, told, shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from services.cohort.domain import strategy as domain
from services.cohort.domain.publishing import STRATEGY
from services.cohort.domain.strategy_content import missing_fields
from services.cohort.handlers.lookup import event_keys, get_cohort, lock_present
from shared.contracts import cohort as contract
from shared.contracts.errors import Refusal
from shared.security.permissions import insist_on_override

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from services.cohort.domain.participation import ParticipationRecord
    from services.cohort.domain.publishing import Publishing
    from services.cohort.repository import Repository
    from shared.contracts.people import Caller
    from shared.messaging.outbox import Outbox
    from shared.program.model import Program
    from shared.program.taking_part import StrategyRules


class OfStrategy(Protocol):
    @property
    def code(self) -> str: ...


@dataclass
class OpenStrategy:
    """`strategy` is what stands; every change of it goes through `save`, `turn`, `keep` or `launch`."""

    participation: ParticipationRecord
    program: Program
    strategy: domain.StrategyRecord
    repository: Repository
    outbox: Outbox
    caller: Caller
    now: datetime

    @property
    def components(self) -> tuple[str, ...]:
        return tuple(component.id for component in self.program.strategy_components)

    @property
    def rules(self) -> StrategyRules:
        return self.program.strategy

    def save(self, changed: domain.StrategyRecord, part: str) -> contract.Strategy:
        """The next version."""
        self.strategy = replace(changed, version=changed.version + 1)
        self.repository.update_strategy(self.strategy)
        self.repository.insert_strategy_version(self.strategy, part, self.caller.actor, self.now)
        self.tell(contract.StrategySaved, version=self.strategy.version, part=part)
        return self.show()

    def turn(self, component: str, state: str, feedback: str | None = None, reason: str | None = None) -> None:
        """A step of a component's review."""
        self.repository.update_strategy_component(self.strategy.application_id, component, state, feedback)
        said = {**self.strategy.feedback, component: feedback} if feedback else self.strategy.feedback
        states = {**self.strategy.component_states, component: state}
        self.strategy = replace(self.strategy, component_states=states, feedback=said)
        self._step(state, component, feedback or reason)

    def keep(self, changed: domain.StrategyRecord, step: str, reason: str | None) -> None:
        """A step of the launch; no new version."""
        self.strategy = changed
        self.repository.update_strategy(changed)
        self._step(step, None, reason)

    def launch(self, *, overridden: bool) -> contract.Strategy:
        launched_on = self.strategy.launch_on
        assert launched_on is not None, "a launch is planned first"
        launched = replace(
            self.strategy, state="launched", launched_on=launched_on, launched_version=self.strategy.version
        )
        self.keep(launched, "launched", None)
        start, end = domain.horizon(launched.fiscal_year_on or launched_on, self.rules)
        self.tell(
            contract.StrategyLaunched,
            version=launched.version,
            launched_on=launched_on,
            embargo_until=launched.embargo_until,
            horizon_starts_on=start,
            horizon_ends_on=end,
            override=overridden,
        )
        return self.show()

    def call_off(self, reason: str) -> None:
        """A strategy that was launched before stays launched as it was, under the embargo that it has."""
        before = "draft" if self.strategy.launched_on is None else "launched"
        self.keep(replace(self.strategy, state=before, launch_on=None), "launch_called_off", reason)
        self.tell(contract.StrategyLaunchPlanned, launch_on=None, embargo_until=self.strategy.embargo_until)

    def settle(self, refusal: Refusal | None, override: str | None) -> bool:
        """Whether a rule of the program was overridden."""
        return insist_on_override(override, self.caller, refusal)

    def tell(self, event: type[contract.ParticipationEvent], **fields: Any) -> None:
        self.repository.touch_participation(self.participation.application_id)
        self.outbox.record(event.model_validate(event_keys(self.participation) | fields))

    def show(self) -> contract.Strategy:
        return show_strategy(self.strategy, self.participation, self.program, self.repository, self.now)

    def _step(self, step: str, component: str | None, reason: str | None) -> None:
        self.repository.insert_strategy_step(self.strategy, step, component, reason, self.caller.actor, self.now)


def open_strategy(
    request: OfStrategy,
    repository: Repository,
    outbox: Outbox,
    caller: Caller,
    now: datetime,
    lock: Callable[[Repository, str], ParticipationRecord] = lock_present,
) -> OpenStrategy:
    """Two who change it wait for each other; the second is told when the version that it saw is gone. `lock`: which
    cities it may be of."""
    participation = lock(repository, request.code)
    repository.insert_strategy(participation.application_id)
    strategy = repository.find_strategy(participation.application_id)
    assert strategy is not None
    expected = getattr(request, "expected_version", None)
    if expected is not None and expected != strategy.version:
        raise Refusal("stale_version", version=strategy.version)
    program = get_cohort(repository, participation.cohort).program
    return OpenStrategy(participation, program, strategy, repository, outbox, caller, now)


def empty(application_id: UUID) -> domain.StrategyRecord:
    """Before the first save."""
    return domain.StrategyRecord(
        application_id=application_id,
        version=0,
        state="draft",
        vision=None,
        fiscal_year_on=None,
        launch_on=None,
        embargo_until=None,
        launched_on=None,
        launched_version=None,
    )


def holds_of(
    strategy: domain.StrategyRecord, participation: ParticipationRecord, repository: Repository, now: datetime
) -> tuple[contract.Hold, ...]:
    return holds_under(strategy, repository.find_publishing(participation), now)


def holds_under(strategy: domain.StrategyRecord, publishing: Publishing, now: datetime) -> tuple[contract.Hold, ...]:
    """Why it is not to be shown in public."""
    embargo = (contract.Hold(rule="embargo", until=strategy.embargo_until),) if strategy.is_under_embargo(now) else ()
    return (*embargo, *publishing.holds(STRATEGY, now))


def show_strategy(
    strategy: domain.StrategyRecord,
    participation: ParticipationRecord,
    program: Program,
    repository: Repository,
    now: datetime,
) -> contract.Strategy:
    """`steps` are for those who run the program, who alone may ask."""
    start, held = domain.horizon_start(strategy), holds_of(strategy, participation, repository, now)
    return contract.Strategy(
        code=participation.code,
        version=strategy.version,
        state=strategy.state,
        public=strategy.state == "launched" and not held,
        vision=strategy.vision,
        fiscal_year_on=strategy.fiscal_year_on,
        horizon=domain.horizon(start, program.strategy) if start else None,
        launch_on=strategy.launch_on,
        launched_on=strategy.launched_on,
        launched_version=strategy.launched_version,
        embargo_until=strategy.embargo_until,
        held=held,
        components=tuple(
            contract.StrategyComponent(
                component=component.id,
                title=component.title,
                state=strategy.state_of(component.id),
                missing=missing_fields(component.id, strategy.components.get(component.id)),
                feedback=strategy.feedback.get(component.id),
                document=strategy.components.get(component.id),
            )
            for component in program.strategy_components
        ),
        actions=tuple(
            contract.StrategyAction.model_validate(
                {key: value for key, value in vars(action).items() if key != "action_id"} | {"id": action.action_id}
            )
            for action in strategy.actions
        ),
        steps=tuple(repository.list_strategy_steps(strategy.application_id)),
    )
