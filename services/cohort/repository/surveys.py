"""Which surveys a cohort was asked, and what its cities answered."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.cohort.domain.surveys import Asked, Response
from services.cohort.repository.rows import Rows, queries
from shared.storage.database import as_json


class Surveys(Rows):
    def upsert_asked(self, cohort: str, asked: Asked, said_by: str, said_at: datetime) -> None:
        self._tx.execute(queries.upsert_asked, vars(asked) | {"cohort": cohort, "said_by": said_by, "said_at": said_at})

    def find_asked(self, cohort: str, survey: str) -> Asked | None:
        row = self._tx.find(queries.find_asked, {"cohort": cohort, "survey": survey})
        return None if row is None else Asked(**row)

    def insert_response(
        self, application_id: UUID, survey: str, response: Response, answered_by: str, answered_at: datetime
    ) -> None:
        columns = {"application_id": application_id, "survey": survey, "role": response.role}
        columns |= {"version": response.version, "answers": as_json(response.answers)}
        self._tx.execute(queries.insert_response, columns | {"answered_by": answered_by, "answered_at": answered_at})

    def list_responses(self, cohort: str, survey: str) -> list[Response]:
        """The latest of each city and role, of all cities of the cohort, in the order of their first answer."""
        rows = self._tx.all(queries.list_responses, {"cohort": cohort, "survey": survey})
        return [Response(**row) for row in rows]
