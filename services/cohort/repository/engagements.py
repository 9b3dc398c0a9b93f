"""How residents were engaged."""

from __future__ import annotations

from uuid import UUID

from services.cohort.repository.rows import Rows, queries
from shared.contracts import cohort as contract


class Engagements(Rows):
    def insert_engagement(self, application_id: UUID, engagement_id: UUID, request: contract.RecordEngagement) -> None:
        columns = request.model_dump(exclude={"code"}) | {"engagement_id": engagement_id}
        self._tx.execute(queries.insert_engagement, columns | {"application_id": application_id})

    def list_engagements(self, application_id: UUID) -> list[contract.Engagement]:
        rows = self._tx.all(queries.list_engagements, {"application_id": application_id})
        return [contract.Engagement.model_validate(row) for row in rows]
