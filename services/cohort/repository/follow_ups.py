"""Follow-ups: every version of what was said of each date."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.cohort.domain.follow_up import FollowUpRecord
from services.cohort.repository.rows import Rows, queries
from shared.contracts.cohort.follow_up import FollowUpFields
from shared.storage.database import as_json


class FollowUps(Rows):
    def insert_follow_up(self, application_id: UUID, said: FollowUpRecord, said_by: str, said_at: datetime) -> None:
        found = None if said.found is None else as_json(said.found.model_dump(mode="json"))
        columns = {"application_id": application_id, "months": said.months, "found": found, "reason": said.reason}
        self._tx.execute(queries.insert_follow_up, columns | {"said_by": said_by, "said_at": said_at})

    def list_follow_ups(self, application_id: UUID) -> dict[int, FollowUpRecord]:
        """The latest of each date, by its months."""
        rows = self._tx.all(queries.list_follow_ups, {"application_id": application_id})
        return {
            row["months"]: FollowUpRecord(
                row["months"], row["found"] and FollowUpFields.model_validate(row["found"]), row["reason"]
            )
            for row in rows
        }
