"""Data-maturity assessments."""

from __future__ import annotations

from uuid import UUID

from services.cohort.domain.maturity import mean
from services.cohort.repository.rows import Rows, queries
from shared.contracts.cohort.maturity import MaturityAssessment
from shared.storage.database import as_json


class Maturity(Rows):
    def insert_maturity(self, application_id: UUID, saved: MaturityAssessment) -> None:
        texts = {"levels": as_json(saved.levels), "evidence": as_json(saved.evidence)}
        self._tx.execute(queries.insert_maturity, saved.model_dump() | texts | {"application_id": application_id})

    def list_maturity(self, application_id: UUID) -> list[MaturityAssessment]:
        """The latest version at each moment and in each view."""
        rows = self._tx.all(queries.list_maturity, {"application_id": application_id})
        return [MaturityAssessment(**row, mean=str(mean(row["levels"]))) for row in rows]
