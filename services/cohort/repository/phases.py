"""The phases that a city has entered, and the exceptions granted."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from services.cohort.repository.rows import Rows, queries
from shared.storage.database import Row


class Phases(Rows):
    def insert_phase_entry(
        self,
        application_id: UUID,
        phase: str,
        planned_on: date | None,
        entered_on: date,
        entered_by: str,
        entered_at: datetime,
    ) -> None:
        columns = {"phase": phase, "planned_on": planned_on, "entered_on": entered_on, "entered_by": entered_by}
        key = {"application_id": application_id, "entered_at": entered_at}
        self._tx.execute(queries.insert_phase_entry, {**columns, **key})

    def list_phase_entries(self, application_id: UUID) -> dict[str, date]:
        """phase -> the day on which the city entered it."""
        rows = self._tx.all(queries.list_phase_entries, {"application_id": application_id})
        return {row["phase"]: row["entered_on"] for row in rows}

    def undo_phase_entry(
        self, application_id: UUID, phase: str, undone_by: str, undone_at: datetime, reason: str
    ) -> None:
        columns = {"phase": phase, "undone_by": undone_by, "undone_at": undone_at, "undone_reason": reason}
        self._tx.execute(queries.update_phase_entry_undone, columns | {"application_id": application_id})

    def insert_waiver(
        self, application_id: UUID, phase: str, condition: str, reason: str, granted_by: str, granted_at: datetime
    ) -> None:
        columns: dict[str, object] = {"phase": phase, "condition": condition, "reason": reason}
        columns |= {"granted_by": granted_by, "granted_at": granted_at, "application_id": application_id}
        self._tx.execute(queries.insert_waiver, columns)

    def list_waivers(self, application_id: UUID, phase: str) -> set[str]:
        rows = self._tx.all(queries.list_waivers, {"application_id": application_id, "phase": phase})
        return {row["condition"] for row in rows}

    def void_waivers(self, application_id: UUID, phase: str, void_at: datetime) -> None:
        """Those for leaving the phase count no more."""
        key = {"application_id": application_id, "phase": phase}
        self._tx.execute(queries.update_waivers_void, {**key, "void_at": void_at})

    def list_steps(self, application_id: UUID) -> list[Row]:
        """at, by, step, what, reason; in the order in which they were taken."""
        return self._tx.all(queries.list_steps, {"application_id": application_id})
