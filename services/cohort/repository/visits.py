"""City visits and what came out of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from services.cohort.domain.visit import VisitRecord
from services.cohort.repository.rows import Rows, queries
from shared.contracts import cohort as contract
from shared.storage.database import Row, as_json

VisitTime = contract.ProposeVisit | contract.ScheduleVisit


class Visits(Rows):
    def find_visit(self, application_id: UUID) -> VisitRecord | None:
        row = self._tx.find(queries.find_visit, {"application_id": application_id})
        return None if row is None else VisitRecord(**row)

    def list_booked_visits(self, cohort: str) -> list[Row]:
        """Those that lie ahead, with their city's code and zone."""
        return self._tx.all(queries.list_booked_visits, {"cohort": cohort})

    def insert_visit(self, application_id: UUID, request: VisitTime, state: str) -> None:
        columns = _times(request) | {"visit_id": uuid4(), "application_id": application_id, "state": state}
        self._tx.execute(queries.insert_visit, columns)

    def update_visit_times(self, visit_id: UUID, request: VisitTime, state: str) -> None:
        self._tx.execute(queries.update_visit_times, _times(request) | {"visit_id": visit_id, "state": state})

    def update_visit_write_up(self, visit_id: UUID, request: contract.WriteUpVisit, now: datetime) -> None:
        write_up = as_json(request.model_dump(mode="json", exclude={"code"}))
        self._tx.execute(
            queries.update_visit_write_up, {"visit_id": visit_id, "write_up": write_up, "written_up_at": now}
        )


def _times(request: VisitTime) -> dict[str, Any]:
    return {
        "starts_at": request.starts_at,
        "ends_at": request.ends_at,
        "place": request.place,
        "participants": as_json(list(request.participants)),
    }
