"""Links to calendars, and what stands in a calendar."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.cohort.repository.rows import Rows, queries
from shared.storage.database import Row


class Calendars(Rows):
    def is_of_city(self, application_id: UUID, person_id: UUID) -> bool:
        columns = {"application_id": application_id, "person_id": person_id}
        return self._tx.find(queries.find_own_city, columns) is not None

    def find_calendar_feed_of(self, application_id: UUID, person_id: UUID) -> datetime | None:
        """When the link was made."""
        columns = {"application_id": application_id, "person_id": person_id}
        row = self._tx.find(queries.find_calendar_feed_of, columns)
        return None if row is None else row["made_at"]

    def upsert_calendar_feed(self, application_id: UUID, person_id: UUID, secret_hash: str, now: datetime) -> None:
        columns = {"application_id": application_id, "person_id": person_id, "secret_hash": secret_hash}
        self._tx.execute(queries.upsert_calendar_feed, columns | {"made_at": now})

    def find_calendar_feed(self, secret_hash: str) -> Row | None:
        """The city; whoever holds the secret is nobody else to us."""
        return self._tx.find(queries.find_calendar_feed, {"secret_hash": secret_hash})

    def list_calendar_sessions(self, application_id: UUID, since: datetime) -> list[Row]:
        return self._tx.all(queries.list_calendar_sessions, {"application_id": application_id, "since": since})

    def list_calendar_convenings(self, application_id: UUID, since: datetime) -> list[Row]:
        return self._tx.all(queries.list_calendar_convenings, {"application_id": application_id, "since": since})
