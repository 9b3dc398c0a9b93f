"""The phases that a city has entered, and the exceptions granted."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from services.cohort.repository.rows import Rows, queries


class Phases(Rows):
    def insert_phase_entry(
        self, application_id: UUID, phase: str, planned_on: date | None, entered_on: date, entered_by: str
    ) -> None:
        columns = {"phase": phase, "planned_on": planned_on, "entered_on": entered_on, "entered_by": entered_by}
        self._tx.execute(queries.insert_phase_entry, columns | {"application_id": application_id})

    def list_phase_entries(self, application_id: UUID) -> dict[str, date]:
        """phase -> the day on which the city entered it."""
        rows = self._tx.all(queries.list_phase_entries, {"application_id": application_id})
        return {row["phase"]: row["entered_on"] for row in rows}

    def insert_waiver(
        self, application_id: UUID, phase: str, condition: str, reason: str, granted_by: str, granted_at: datetime
    ) -> None:
        columns: dict[str, object] = {"phase": phase, "condition": condition, "reason": reason}
        columns |= {"granted_by": granted_by, "granted_at": granted_at, "application_id": application_id}
        self._tx.execute(queries.insert_waiver, columns)

    def list_waivers(self, application_id: UUID, phase: str) -> set[str]:
        rows = self._tx.all(queries.list_waivers, {"application_id": application_id, "phase": phase})
        return {row["condition"] for row in rows}
