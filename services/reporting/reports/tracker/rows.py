"""Rows of cities in cohorts and of their phases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from services.reporting.domain import Stay
from services.reporting.named_sql import queries
from shared.contracts.cohort import ParticipationStarted
from shared.storage.database import Row, Transaction
from shared.wording.order import order_of


class TrackerRows:
    _tx: Transaction
    _with_own: Callable[..., Row]

    def insert_participation(self, participation: ParticipationStarted) -> None:
        self._tx.later(queries.insert_participation, participation.model_dump())

    def insert_participation_phase(
        self, application_id: UUID, phase: str, since_on: date, recorded_at: datetime
    ) -> None:
        columns = {"application_id": application_id, "recorded_at": recorded_at, "phase": phase, "since_on": since_on}
        self._tx.later(queries.insert_participation_phase, columns)

    def insert_participation_status(self, application_id: UUID, status: str, recorded_at: datetime) -> None:
        columns = {"application_id": application_id, "status": status, "recorded_at": recorded_at}
        self._tx.later(queries.insert_participation_status, columns)

    def list_stays(self, cohort: str, as_of: datetime) -> list[Stay]:
        """By country, city, code."""
        rows = self._tx.all(queries.list_stays, self._with_own(cohort=cohort, as_of=as_of))
        stays = [Stay(**row) for row in rows]
        return sorted(stays, key=lambda stay: (stay.country, order_of(stay.city), stay.code))

    def find_stay(self, application_id: UUID, as_of: datetime) -> Stay | None:
        row = self._tx.find(queries.find_stay, {"application_id": application_id, "as_of": as_of})
        return None if row is None else Stay(**row)
