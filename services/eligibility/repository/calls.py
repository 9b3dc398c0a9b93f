"""Calls and their places."""

from __future__ import annotations

from datetime import date

from services.eligibility.domain.selection import CallRecord
from services.eligibility.repository.rows import Rows, queries


class Calls(Rows):
    def upsert_call(self, call: CallRecord) -> None:
        self._tx.execute(queries.upsert_call, vars(call))

    def find_call(self, call: str) -> CallRecord | None:
        row = self._tx.find(queries.find_call, {"call": call})
        return None if row is None else CallRecord(**row)

    def lock_call(self, call: str) -> CallRecord | None:
        """For counting places: whoever decides at the same moment waits."""
        row = self._tx.find(queries.lock_call, {"call": call})
        return None if row is None else CallRecord(**row)

    def update_starts_on(self, cohort: str, starts_on: date) -> None:
        self._tx.execute(queries.update_starts_on, {"cohort": cohort, "starts_on": starts_on})

    def count_places_taken(self, call: str) -> int:
        return int(self._tx.one(queries.count_places_taken, {"call": call})["taken"])
