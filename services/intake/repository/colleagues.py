"""Colleagues: whom those of an application or draft invited beside its contacts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.intake.domain.colleagues import INVITATION, ColleagueRecord
from services.intake.repository.rows import Rows, queries
from shared.program.folding import fold_address


class Colleagues(Rows):
    def insert_colleague(self, application_id: UUID, new: ColleagueRecord, invited_by: str, now: datetime) -> None:
        """Named from now on, and allowed one mail while nobody has proven the address."""
        columns = {"id": new.id, "name": new.name, "email": new.email, "language": new.language}
        columns |= {"application_id": application_id, "invited_by": invited_by, "invited_at": now}
        self._tx.execute(queries.insert_colleague, columns)
        email = fold_address(new.email)
        key = {"application_id": application_id, "folded_email": email, "vouched": self._audience.vouches}
        self._tx.execute(queries.name_address, key)
        self._allow_first_mails(application_id, INVITATION, [email])

    def delete_colleague(self, application_id: UUID, one: ColleagueRecord) -> None:
        self._tx.execute(queries.delete_colleague, {"application_id": application_id, "id": one.id})
        key = {"application_id": application_id, "folded_email": fold_address(one.email)}
        self._tx.execute(queries.unname_address, key)

    def list_colleagues(self, application_id: UUID) -> list[ColleagueRecord]:
        rows = self._tx.all(queries.list_colleagues, {"application_id": application_id})
        return [ColleagueRecord(**row) for row in rows]
