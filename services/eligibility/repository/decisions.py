"""Decisions and offers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.eligibility.domain.selection import DecisionRecord, OfferRecord
from services.eligibility.repository.rows import Rows, queries
from shared.contracts.lifecycle import ApplicationState


class Decisions(Rows):
    def insert_decision(self, columns: dict[str, Any]) -> None:
        self._tx.execute(queries.insert_decision, columns)

    def find_decision(self, application_id: UUID) -> DecisionRecord | None:
        """The decision that stands: pending, or the last one sent."""
        row = self._tx.find(queries.find_decision, {"application_id": application_id})
        if row is None:
            return None
        return DecisionRecord(**row | {"decided_from": ApplicationState(row["decided_from"])})

    def update_decision_state(self, decision_id: UUID, state: str, sent_at: datetime | None) -> None:
        self._tx.execute(
            queries.update_decision_state, {"decision_id": decision_id, "state": state, "sent_at": sent_at}
        )  # fmt: skip

    def insert_offer(self, application_id: UUID, reply_by: date) -> None:
        self._tx.execute(queries.insert_offer, {"application_id": application_id, "reply_by": reply_by})

    def find_offer(self, application_id: UUID) -> OfferRecord | None:
        row = self._tx.find(queries.find_offer, {"application_id": application_id})
        return None if row is None else OfferRecord(**row)

    def update_offer_reply_by(self, application_id: UUID, reply_by: date) -> None:
        self._tx.execute(queries.update_offer_reply_by, {"application_id": application_id, "reply_by": reply_by})

    def update_offer_answer(self, application_id: UUID, mayor: str | None, answered_by: str, now: datetime) -> None:
        self._tx.execute(
            queries.update_offer_answer,
            {"application_id": application_id, "mayor": mayor, "answered_by": answered_by, "answered_at": now},
        )
