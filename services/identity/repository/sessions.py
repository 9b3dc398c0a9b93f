"""Sessions of people who have signed in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.identity.domain.sessions import LiveSession
from services.identity.repository.rows import Rows, queries
from shared.storage.database import Row


class Sessions(Rows):
    def insert_session(
        self, session: LiveSession, secret_sha256: bytes, source: str, device: str | None, method: str
    ) -> None:
        """`source`: as its person is shown it."""
        columns = {
            "id": session.id,
            "secret_sha256": secret_sha256,
            "person_id": session.person_id,
            "now": session.used_at,
            "authenticated_at": session.authenticated_at,
            "expires_at": session.expires_at,
            "source": source,
            "device": device,
            "method": method,
        }
        self._tx.execute(queries.insert_session, columns)

    def find_session(self, secret_sha256: bytes) -> LiveSession | None:
        row = self._tx.find(queries.find_session, {"secret_sha256": secret_sha256})
        return None if row is None else LiveSession(**row | {"roles": tuple(row["roles"])})

    def update_session_used(self, session_id: UUID, now: datetime) -> None:
        self._tx.execute(queries.update_session_used, {"session_id": session_id, "now": now})

    def update_session_proven(self, session_id: UUID, now: datetime) -> None:
        self._tx.execute(queries.update_session_proven, {"session_id": session_id, "now": now})

    def list_open_sessions(self, person_id: UUID, now: datetime, idle_since: datetime) -> list[Row]:
        values = {"person_id": person_id, "now": now, "idle_since": idle_since}
        return self._tx.all(queries.list_open_sessions, values)

    def find_owner_of_session(self, session_id: UUID) -> UUID | None:
        row = self._tx.find(queries.find_owner_of_session, {"session_id": session_id})
        return None if row is None else row["person_id"]

    def update_session_ended(self, session_id: UUID, now: datetime) -> bool:
        """Whether it was not ended before."""
        return self._tx.execute(queries.update_session_ended, {"session_id": session_id, "now": now}) == 1

    def update_sessions_ended(self, person_id: UUID, but: UUID | None, now: datetime) -> list[UUID]:
        """Of a person, all or all but one; which they were."""
        values = {"person_id": person_id, "but": but, "now": now}
        return [row["session_id"] for row in self._tx.all(queries.update_sessions_ended, values)]

    def delete_sessions(self, before: datetime) -> None:
        self._tx.execute(queries.delete_sessions, {"before": before})
