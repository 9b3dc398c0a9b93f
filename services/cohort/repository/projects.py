"""The parts of Resident Impact Data Projects, every version of them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.cohort.domain.project import PartRecord
from services.cohort.repository.rows import Rows, queries
from shared.contracts.requests import Model
from shared.storage.database import as_json


class Projects(Rows):
    def list_project_parts(self, application_id: UUID) -> dict[str, PartRecord]:
        """The latest version of each part that was ever submitted."""
        rows = self._tx.all(queries.list_project_parts, {"application_id": application_id})
        return {row["part"]: PartRecord(**row) for row in rows}

    def insert_project_part(
        self, application_id: UUID, part: str, version: int, document: Model, submitted_at: datetime
    ) -> None:
        columns = {"part": part, "version": version, "document": as_json(document.model_dump(mode="json"))}
        self._tx.execute(
            queries.insert_project_part, {**columns, "application_id": application_id, "submitted_at": submitted_at}
        )

    def update_project_part(
        self, application_id: UUID, part: PartRecord, state: str, judged_by: str, judged_at: datetime, why: str | None
    ) -> None:
        columns = {"part": part.part, "version": part.version, "state": state, "judged_by": judged_by}
        judged = {"judged_at": judged_at, "returned_because": why}
        self._tx.execute(queries.update_project_part, {**columns, **judged, "application_id": application_id})
