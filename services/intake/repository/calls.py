"""Calls, and whom a closed one is open for."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.intake.domain import CallRecord
from services.intake.repository.rows import Rows, queries
from shared.contracts.intake import CohortPlan
from shared.contracts.named import id_of_name
from shared.storage.database import Row


class Calls(Rows):
    def find_call(self, call: str) -> CallRecord | None:
        row = self._tx.find(queries.find_call, {"call": call})
        return None if row is None else as_call(row)

    def list_calls(self) -> list[CallRecord]:
        return [as_call(row) for row in self._tx.all(queries.list_calls)]

    def insert_call(self, call: CallRecord) -> bool:
        """Whether the call is new."""
        columns = {key: value for key, value in vars(call).items() if key not in ("cohort", "closed_at")}
        plan = {"cohort_id": call.cohort.id, "cohort_name": call.cohort.name, "cohort_starts_on": call.cohort.starts_on}
        return self._tx.execute(queries.insert_call, columns | plan | {"call_id": id_of_name(call.id)}) == 1

    def list_calls_of_cohort(self, cohort: str) -> list[CallRecord]:
        return [as_call(row) for row in self._tx.all(queries.list_calls_of_cohort, {"cohort": cohort})]

    def lock_cohort(self, cohort: str) -> None:
        self._tx.find(queries.lock_cohort, {"cohort": cohort})

    def lock_call(self, call: str) -> None:
        self._tx.find(queries.lock_call, {"call": call})

    def update_call_closing(self, call: str, closes_at: datetime, *, closed_at: datetime | None) -> None:
        params = {"call": call, "closes_at": closes_at, "closed_at": closed_at}
        self._tx.execute(queries.update_call_closing, params)

    def find_reopening(self, application_id: UUID) -> datetime | None:
        row = self._tx.find(queries.find_reopening, {"application_id": application_id})
        return None if row is None else row["until"]

    def upsert_reopening(self, application_id: UUID, until: datetime) -> None:
        self._tx.execute(queries.upsert_reopening, {"application_id": application_id, "until": until})


def as_call(row: Row) -> CallRecord:
    plan = CohortPlan(
        id=row.pop("cohort_id"), name=row.pop("cohort_name"), starts_on=row.pop("cohort_starts_on")
    )  # fmt: skip
    return CallRecord(**row, cohort=plan)
