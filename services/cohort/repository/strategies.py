"""Strategies as they stand, their versions and steps."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.cohort.domain.strategy import Action, StrategyRecord
from services.cohort.repository.rows import Rows, queries
from shared.contracts import cohort as contract
from shared.storage.database import as_json

_STANDING = (
    "application_id", "version", "state", "vision", "fiscal_year_on", "launch_on", "embargo_until", "launched_on",
    "launched_version",
)  # fmt: skip


class Strategies(Rows):
    def find_strategy(self, application_id: UUID) -> StrategyRecord | None:
        """Whoever changes it holds the city's row."""
        row = self._tx.find(queries.find_strategy, {"application_id": application_id})
        if row is None:
            return None
        parts = self._tx.all(queries.list_strategy_components, {"application_id": application_id})
        actions = self._tx.all(queries.list_strategy_actions, {"application_id": application_id})
        return replace(
            StrategyRecord(**row),
            components={part["component"]: part["document"] for part in parts},
            component_states={part["component"]: part["state"] for part in parts},
            feedback={part["component"]: part["feedback"] for part in parts if part["feedback"]},
            actions=tuple(Action(**action) for action in actions),
        )

    def insert_strategy(self, application_id: UUID) -> None:
        self._tx.execute(queries.insert_strategy, {"application_id": application_id})

    def update_strategy(self, strategy: StrategyRecord) -> None:
        """What stands beside components and actions."""
        self._tx.execute(queries.update_strategy, {name: getattr(strategy, name) for name in _STANDING})

    def upsert_strategy_component(self, application_id: UUID, component: str, document: dict[str, Any]) -> None:
        columns = {"application_id": application_id, "component": component, "document": as_json(document)}
        self._tx.execute(queries.upsert_strategy_component, columns)

    def update_strategy_component(
        self, application_id: UUID, component: str, state: str, feedback: str | None = None
    ) -> None:
        columns = {"application_id": application_id, "component": component, "state": state, "feedback": feedback}
        self._tx.execute(queries.update_strategy_component, columns)

    def upsert_strategy_action(self, application_id: UUID, action: Action) -> None:
        self._tx.execute(queries.upsert_strategy_action, vars(action) | {"application_id": application_id})

    def insert_strategy_version(self, strategy: StrategyRecord, part: str, saved_by: str, saved_at: datetime) -> None:
        columns = {"application_id": strategy.application_id, "version": strategy.version, "part": part}
        document = as_json(strategy.snapshot())
        self._tx.execute(
            queries.insert_strategy_version,
            {**columns, "document": document, "saved_by": saved_by, "saved_at": saved_at},
        )

    def list_strategy_versions(self, application_id: UUID) -> list[contract.StrategyVersion]:
        rows = self._tx.all(queries.list_strategy_versions, {"application_id": application_id})
        return [contract.StrategyVersion.model_validate(row) for row in rows]

    def find_strategy_version(self, application_id: UUID, version: int) -> dict[str, Any] | None:
        row = self._tx.find(queries.find_strategy_version, {"application_id": application_id, "version": version})
        return None if row is None else row["document"]

    def insert_strategy_step(
        self,
        strategy: StrategyRecord,
        step: str,
        component: str | None,
        reason: str | None,
        taken_by: str,
        taken_at: datetime,
    ) -> None:
        columns = {"application_id": strategy.application_id, "version": strategy.version, "component": component}
        self._tx.execute(
            queries.insert_strategy_step,
            {**columns, "step": step, "reason": reason, "taken_by": taken_by, "taken_at": taken_at},
        )

    def list_strategy_steps(self, application_id: UUID) -> list[contract.StrategyStep]:
        rows = self._tx.all(queries.list_strategy_steps, {"application_id": application_id})
        return [contract.StrategyStep.model_validate(row) for row in rows]

    def list_planned_launches(self, now: datetime) -> list[str]:
        rows = self._tx.all(queries.list_planned_launches, {"now": now})
        return [row["code"] for row in rows]
