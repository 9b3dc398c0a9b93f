"""Planned dates that were moved."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from services.cohort.domain.participation import CohortRecord
from services.cohort.domain.timeline import Moves
from services.cohort.repository.rows import Rows, queries
from shared.contracts.cohort import DateChange
from shared.storage.database import Row


class Timelines(Rows):
    def list_planned_dates(self, cohort: str) -> Moves:
        moves: dict[UUID | None, dict[str, date]] = {}
        for row in self._tx.all(queries.list_planned_dates, {"cohort": cohort}):
            moves.setdefault(row["application_id"], {})[row["phase"]] = row["new_on"]
        return moves

    def insert_planned_move(
        self,
        cohort: CohortRecord,
        application_id: UUID | None,
        change: DateChange,
        reason: str,
        moved_by: str,
        moved_at: datetime,
    ) -> None:
        """`cohort`: as it was before, whose next version the move makes."""
        dates = {"phase": change.phase, "old_on": change.old, "new_on": change.new}
        columns = {"cohort": cohort.cohort, "application_id": application_id, "reason": reason, "moved_by": moved_by}
        made = {"moved_at": moved_at, "cohort_version": cohort.version + 1}
        self._tx.execute(queries.insert_planned_move, {**columns, **dates, **made})

    def find_timeline_reason(self, cohort: str, version: int) -> str | None:
        row = self._tx.find(queries.find_timeline_reason, {"cohort": cohort, "version": version})
        return None if row is None else row["reason"]

    def list_planned_moves(self, cohort: str) -> list[Row]:
        """The latest first."""
        return self._tx.all(queries.list_planned_moves, {"cohort": cohort})

    def list_entered(self, cohort: str) -> dict[UUID, set[str]]:
        """The phases that each city has entered."""
        entered: dict[UUID, set[str]] = {}
        for row in self._tx.all(queries.list_entered, {"cohort": cohort}):
            entered.setdefault(row["application_id"], set()).add(row["phase"])
        return entered

    def list_phases_entered(self, cohort: str) -> set[str]:
        return {row["phase"] for row in self._tx.all(queries.list_phases_entered, {"cohort": cohort})}
