"""Resident Impact Data Projects: every version of their parts, the data behind them, their milestones."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from services.cohort.domain.project import PartKey, PartRecord
from services.cohort.repository.rows import Rows, queries
from shared.contracts import cohort as contract
from shared.contracts.requests import Model
from shared.storage.database import Row, as_json


class Projects(Rows):
    def list_project_parts(self, application_id: UUID) -> dict[PartKey, PartRecord]:
        """The latest version of each part that was ever submitted."""
        rows = self._tx.all(queries.list_project_parts, {"application_id": application_id})
        return {(row["part"], row["number"]): PartRecord(**row) for row in rows}

    def insert_project_part(
        self, application_id: UUID, part: str, number: int, version: int, document: Model, submitted_at: datetime
    ) -> None:
        columns = {"part": part, "number": number, "version": version}
        filled = {"document": as_json(document.model_dump(mode="json")), "submitted_at": submitted_at}
        self._tx.execute(queries.insert_project_part, {**columns, **filled, "application_id": application_id})

    def update_project_part(
        self, application_id: UUID, part: PartRecord, state: str, judged_by: str, judged_at: datetime, why: str | None
    ) -> None:
        columns = {"part": part.part, "number": part.number, "version": part.version, "state": state}
        judged = {"judged_by": judged_by, "judged_at": judged_at, "returned_because": why}
        self._tx.execute(queries.update_project_part, {**columns, **judged, "application_id": application_id})

    def insert_project_source(self, application_id: UUID, source_id: UUID, request: contract.RecordDataSource) -> None:
        columns = request.model_dump(exclude={"code"})
        self._tx.execute(
            queries.insert_project_source, columns | {"application_id": application_id, "source_id": source_id}
        )

    def list_project_sources(self, application_id: UUID) -> list[Row]:
        return self._tx.all(queries.list_project_sources, {"application_id": application_id})

    def insert_project_gap(self, application_id: UUID, gap_id: UUID, description: str, found_on: date) -> None:
        columns = {"gap_id": gap_id, "description": description, "found_on": found_on}
        self._tx.execute(queries.insert_project_gap, columns | {"application_id": application_id})

    def update_project_gap_mended(self, gap_id: UUID, mended_on: date, how: str) -> None:
        columns = {"gap_id": gap_id, "mended_on": mended_on, "mended_how": how}
        self._tx.execute(queries.update_project_gap_mended, columns)

    def list_project_gaps(self, application_id: UUID) -> list[Row]:
        return self._tx.all(queries.list_project_gaps, {"application_id": application_id})

    def upsert_project_milestone(self, application_id: UUID, milestone_id: UUID, title: str, due_on: date) -> None:
        columns = {"milestone_id": milestone_id, "title": title, "due_on": due_on}
        self._tx.execute(queries.upsert_project_milestone, columns | {"application_id": application_id})

    def update_project_milestone_done(self, milestone_id: UUID, done_on: date, evidence: str) -> None:
        columns = {"milestone_id": milestone_id, "done_on": done_on, "evidence": evidence}
        self._tx.execute(queries.update_project_milestone_done, columns)

    def list_project_milestones(self, application_id: UUID) -> list[Row]:
        return self._tx.all(queries.list_project_milestones, {"application_id": application_id})
