"""Rows of who came to sessions and convenings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from services.reporting.domain import Attended, Came
from services.reporting.named_sql import queries
from shared.storage.database import Row, Transaction


class AttendanceRows:
    _tx: Transaction
    _with_own: Callable[..., Row]

    def insert_attendance(self, application_id: UUID, came: Came, recorded_at: datetime) -> None:
        columns = {"application_id": application_id, "recorded_at": recorded_at}
        self._tx.later(queries.insert_attendance, vars(came) | columns)

    def list_attendances(self, cohort: str, as_of: datetime) -> list[Attended]:
        rows = self._tx.all(queries.list_attendances, self._with_own(cohort=cohort, as_of=as_of))
        return [Attended(**row) for row in rows if row["attendance"] is not None]
