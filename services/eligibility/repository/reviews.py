"""Reviews: who was asked, and what they gave."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.eligibility.domain.selection import ReviewRecord, SelectionRecord
from services.eligibility.repository.rows import Rows, queries
from shared.storage.database import as_json


class Reviews(Rows):
    def insert_review(self, selection: SelectionRecord, reviewer_id: UUID, now: datetime) -> bool:
        """Whether the reviewer was not assigned before."""
        columns = {"reviewer_id": reviewer_id, "now": now}
        return self._tx.execute(queries.insert_review, vars(selection) | columns) == 1

    def update_review(
        self, selection: SelectionRecord, review: ReviewRecord, comment: str | None, now: datetime
    ) -> None:
        self._tx.execute(
            queries.update_review,
            {
                "application_id": selection.application_id,
                "reviewer_id": review.reviewer_id,
                "state": review.state,
                "scores": as_json(review.scores),
                "comment": comment,
                "application_version": review.application_version,
                "now": now,
            },
        )

    def list_reviews(self, application_id: UUID) -> list[ReviewRecord]:
        return [ReviewRecord(**row) for row in self._tx.all(queries.list_reviews, {"application_id": application_id})]
