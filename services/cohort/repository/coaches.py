"""Coaches, their hours and their cities."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.cohort.domain.coaching import CoachRecord
from services.cohort.repository.rows import Rows, queries
from shared.storage.database import Row, as_json


class Coaches(Rows):
    def upsert_coach(self, person_id: UUID, languages: Sequence[str]) -> None:
        self._tx.execute(queries.upsert_coach, {"person_id": person_id, "languages": as_json(list(languages))})

    def update_coach_gone(self, person_id: UUID) -> None:
        self._tx.execute(queries.update_coach_gone, {"person_id": person_id})

    def lock_coach_hours(self, person_id: UUID) -> CoachRecord | None:
        """For giving out hours: others wait until this transaction ends."""
        row = self._tx.find(queries.lock_coach_hours, {"person_id": person_id})
        return None if row is None else as_coach(row)

    def find_coach(self, person_id: UUID) -> CoachRecord | None:
        row = self._tx.find(queries.find_coach, {"person_id": person_id})
        return None if row is None else as_coach(row)

    def list_coaches(self) -> list[CoachRecord]:
        return [as_coach(row) for row in self._tx.all(queries.list_coaches)]

    def update_coach_hours(self, person_id: UUID, hours: int) -> None:
        self._tx.execute(queries.update_coach_hours, {"person_id": person_id, "hours": hours})

    def list_coached_cities(self, person_id: UUID) -> list[str]:
        return [row["code"] for row in self._tx.all(queries.list_coached_cities, {"person_id": person_id})]

    def update_lead_coach(
        self, application_id: UUID, coach_id: UUID, override: str | None, assigned_by: str, assigned_at: datetime
    ) -> None:
        key = {"application_id": application_id, "coach_id": coach_id}
        self._tx.execute(queries.update_lead_coach, key)
        done = {"override_reason": override, "assigned_by": assigned_by, "assigned_at": assigned_at}
        self._tx.execute(queries.insert_coach_assignment, {**key, **done})


def as_coach(row: Row) -> CoachRecord:
    return CoachRecord(row["person_id"], tuple(row["languages"]), row["hours"], row["active"])
