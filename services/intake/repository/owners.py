"""Who owns applications and drafts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.intake.repository.rows import Rows, queries


class Owners(Rows):
    def upsert_proven_address(self, person_id: UUID, folded_email: str, now: datetime) -> None:
        """Nobody else has it from now on, and the person no other."""
        columns = {"person_id": person_id, "email": folded_email, "now": now}
        self._tx.all(queries.lock_proven_addresses)
        self._tx.execute(queries.delete_proven_address, columns)
        self._tx.execute(queries.upsert_proven_address, columns)
