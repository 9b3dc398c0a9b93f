"""Where visits and convenings take place."""

from __future__ import annotations

from uuid import UUID

from services.cohort.repository.rows import Rows, queries


class Occasions(Rows):
    def find_occasion_place(self, occasion_id: UUID) -> str | None:
        row = self._tx.find(queries.find_occasion_place, {"occasion_id": occasion_id})
        return None if row is None else str(row["place"])
