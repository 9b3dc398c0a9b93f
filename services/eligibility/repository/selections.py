"""Selections: where an application stands here, and what of the city a decision looks at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.eligibility.domain.selection import SelectionRecord
from services.eligibility.repository.rows import Rows, queries
from shared.contracts.lifecycle import ApplicationState
from shared.storage.database import Row


class Selections(Rows):
    def begin_selection(self, columns: dict[str, Any]) -> None:
        """Of an application that nothing is known of; the transaction fails otherwise."""
        self._tx.later(queries.begin_selection, columns)

    def insert_selection(self, columns: dict[str, Any]) -> bool:
        """Whether the application was not known."""
        return self._tx.execute(queries.insert_selection, columns) == 1

    def update_selection_version(self, columns: dict[str, Any]) -> None:
        self._tx.execute(queries.update_selection_version, columns)

    def update_selection_state(self, application_id: UUID, state: ApplicationState) -> None:
        self._tx.execute(queries.update_selection_state, {"application_id": application_id, "state": state})

    def update_left_cohort(self, application_id: UUID, left: bool) -> None:
        self._tx.execute(queries.update_left_cohort, {"application_id": application_id, "left": left})

    def touch_selection(self, application_id: UUID) -> None:
        self._tx.execute(queries.touch_selection, {"application_id": application_id})

    def touch_selections(self, application_ids: Sequence[UUID]) -> None:
        self._tx.execute(queries.touch_selections, {"application_ids": list(application_ids)})

    def update_shortlisted(self, application_id: UUID, at: datetime | None) -> None:
        self._tx.execute(queries.update_shortlisted, {"application_id": application_id, "shortlisted_at": at})

    def find_selection(self, code: str) -> SelectionRecord | None:
        return as_selection(self._tx.find(queries.find_selection, self._theirs(code=code)))

    def lock_selection(self, code: str) -> SelectionRecord | None:
        return as_selection(self._tx.find(queries.lock_selection, self._theirs(code=code)))

    def lock_selection_of(self, application_id: UUID) -> SelectionRecord | None:
        return as_selection(self._tx.find(queries.lock_selection_of, {"application_id": application_id}))

    def list_pending_codes(self, call: str | None) -> list[str]:
        return [row["code"] for row in self._tx.all(queries.list_pending_codes, {"call": call})]


def as_selection(row: Row | None) -> SelectionRecord | None:
    if row is None:
        return None
    state, outcomes = ApplicationState(row["state"]), tuple(row["resident_outcomes"])
    return SelectionRecord(**row | {"state": state, "resident_outcomes": outcomes})
