"""Targets, measurements, performance reviews."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.cohort.domain.targets import MeasurementRecord, TargetRecord
from services.cohort.repository.rows import Rows, queries
from shared.contracts import cohort as contract
from shared.storage.database import as_json


class Targets(Rows):
    def insert_target(self, target: TargetRecord) -> None:
        self._tx.execute(queries.insert_target, vars(target))

    def update_target(self, target: TargetRecord) -> None:
        self._tx.execute(queries.update_target, vars(target))

    def insert_target_step(self, target_id: UUID, state: str, reason: str, by: str, at: datetime) -> None:
        columns = {"target_id": target_id, "state": state, "reason": reason, "taken_by": by, "taken_at": at}
        self._tx.execute(queries.insert_target_step, columns)

    def find_target(self, target_id: UUID) -> TargetRecord | None:
        """Whoever changes it holds the city's row."""
        row = self._tx.find(queries.find_target, {"target_id": target_id, "cities": self._cities})
        return None if row is None else TargetRecord(**row)

    def list_targets(self, application_id: UUID) -> list[TargetRecord]:
        rows = self._tx.all(queries.list_targets, {"application_id": application_id})
        return [TargetRecord(**row) for row in rows]

    def insert_measurement(self, measurement: MeasurementRecord) -> None:
        self._tx.execute(queries.insert_measurement, vars(measurement))

    def list_measurements(self, target_id: UUID) -> list[MeasurementRecord]:
        return [MeasurementRecord(**row) for row in self._tx.all(queries.list_measurements, {"target_id": target_id})]

    def upsert_review_routine(self, application_id: UUID, chair: str, cadence: str) -> None:
        columns = {"application_id": application_id, "chair": chair, "cadence": cadence}
        self._tx.execute(queries.upsert_review_routine, columns)

    def find_review_routine(self, application_id: UUID) -> dict[str, Any] | None:
        """chair, cadence."""
        return self._tx.find(queries.find_review_routine, {"application_id": application_id})

    def insert_performance_review(
        self, application_id: UUID, held_on: date, decisions: tuple[str, ...], by: str, at: datetime
    ) -> bool:
        """Whether that day had none."""
        columns = {"application_id": application_id, "held_on": held_on, "decisions": as_json(list(decisions))}
        return self._tx.execute(queries.insert_performance_review, {**columns, "entered_by": by, "entered_at": at}) == 1

    def list_performance_reviews(self, application_id: UUID) -> list[contract.Review]:
        rows = self._tx.all(queries.list_performance_reviews, {"application_id": application_id})
        return [contract.Review.model_validate(row) for row in rows]
