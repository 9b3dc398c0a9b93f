"""Whose applications are."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from services.eligibility.repository.rows import Rows, queries


class People(Rows):
    def replace_people(self, application_id: UUID, people: Iterable[UUID]) -> None:
        self._tx.execute(queries.delete_people, {"application_id": application_id})
        self._tx.execute(queries.insert_people, {"application_id": application_id, "people": list(people)})

    def list_people(self, application_id: UUID) -> frozenset[UUID]:
        rows = self._tx.all(queries.list_people, {"application_id": application_id})
        return frozenset(row["person_id"] for row in rows)
