"""Drafts, and what eligibility asks of applications."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.intake.domain import DraftRecord, Question, addresses_of_draft
from services.intake.domain.reminders import RemindableDraft
from services.intake.repository.rows import Rows, queries
from shared.contracts.lifecycle import ApplicationState
from shared.program.folding import fold_address
from shared.program.places import default_time_zone
from shared.storage.database import Row, as_json


class Drafts(Rows):
    def insert_draft(self, draft: DraftRecord) -> None:
        self._hold_owners()
        self._name_addresses([(draft.id, addresses_of_draft(draft))], are_new=True)
        self._allow_first_mails(draft.id, 0, [fold_address(draft.owner_email)])
        self._tx.execute(queries.insert_draft, vars(draft) | {"document": as_json(draft.document)})

    def update_draft(self, draft: DraftRecord) -> None:
        self._name_addresses([(draft.id, addresses_of_draft(draft))])
        self._tx.execute(queries.update_draft, vars(draft) | {"document": as_json(draft.document)})

    def delete_draft(self, application_id: UUID) -> None:
        self._tx.execute(queries.delete_draft, {"application_id": application_id})

    def lock_draft(self, code: str) -> DraftRecord | None:
        self._hold_owners()
        row = self._tx.find(queries.lock_draft, self._theirs(code=code))
        return None if row is None else as_draft(row)

    def find_draft(self, code: str) -> DraftRecord | None:
        row = self._tx.find(queries.find_draft, self._theirs(code=code))
        return None if row is None else as_draft(row)

    def list_drafts(self, call: str | None, email: str | None, after: str | None, limit: int) -> list[DraftRecord]:
        params = self._theirs(call=call, email=email, after=after, limit=limit)
        return [as_draft(row) for row in self._tx.all(queries.list_drafts, params)]

    def count_drafts(self, call: str | None, email: str | None) -> int:
        return int(self._tx.one(queries.count_drafts, self._theirs(call=call, email=email))["total"])

    def list_remindable(self, now: datetime, until: datetime) -> list[RemindableDraft]:
        """In the zone of its city as far as it is known, else of its call."""
        params = {"now": now, "until": until}
        return [as_remindable(row) for row in self._tx.all(queries.list_remindable, params)]

    def upsert_question(self, application_id: UUID, state: ApplicationState, asked: bool | None) -> None:
        """What eligibility said last; `asked` None leaves open what was asked."""
        params = {"application_id": application_id, "open": asked, "state": state}
        self._tx.execute(queries.upsert_question, params)

    def find_selection_state(self, application_id: UUID) -> ApplicationState | None:
        """What eligibility said last, as far as this service follows it."""
        row = self._tx.find(queries.find_selection_state, {"application_id": application_id})
        return ApplicationState(row["state"]) if row and row["state"] else None

    def lock_question(self, application_id: UUID) -> Question | None:
        row = self._tx.find(queries.lock_question, {"application_id": application_id})
        return None if row is None else Question(**row)

    def update_answered(self, application_id: UUID, version: int) -> None:
        self._tx.execute(queries.update_answered, {"application_id": application_id, "version": version})


def as_draft(row: Row) -> DraftRecord:
    return DraftRecord(**row | {"state": ApplicationState(row["state"])})


def as_remindable(row: Row) -> RemindableDraft:
    country, city = row.pop("country"), row.pop("city")
    reference = default_time_zone(country, city) if country and city else None
    call_zone = row.pop("call_zone")
    return RemindableDraft(**row | {"time_zone": row["time_zone"] or reference or call_zone})
