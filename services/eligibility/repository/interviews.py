"""Interviews and who may sit on their panels."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.eligibility.domain.interviews import InterviewRecord
from services.eligibility.repository.rows import Rows, queries


class Interviews(Rows):
    def insert_panelist(self, person_id: UUID) -> None:
        self._tx.execute(queries.insert_panelist, {"person_id": person_id})

    def delete_panelist(self, person_id: UUID) -> None:
        self._tx.execute(queries.delete_panelist, {"person_id": person_id})

    def list_panelists(self, people: Sequence[UUID]) -> set[UUID]:
        """Which of these people may sit on a panel."""
        return {row["person_id"] for row in self._tx.all(queries.list_panelists, {"people": list(people)})}

    def insert_interview(self, application_id: UUID, interview: InterviewRecord, by: str, now: datetime) -> None:
        columns = vars(interview) | {"application_id": application_id, "panel": list(interview.panel)}
        self._tx.execute(queries.insert_interview, columns | {"by": by, "now": now})

    def update_interview(self, interview: InterviewRecord, by: str, now: datetime) -> None:
        columns = vars(interview) | {"panel": list(interview.panel), "by": by, "now": now}
        self._tx.execute(queries.update_interview, columns)

    def list_interviews(self, application_id: UUID) -> list[InterviewRecord]:
        rows = self._tx.all(queries.list_interviews, {"application_id": application_id})
        return [InterviewRecord(**row | {"panel": tuple(row["panel"])}) for row in rows]
