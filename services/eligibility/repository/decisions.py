"""Decisions and offers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.eligibility.domain.selection import DecisionRecord, OfferAnswer, OfferRecord, RemindableOffer
from services.eligibility.repository.rows import Rows, queries
from shared.contracts.eligibility import ListedOffer, ListOffers
from shared.contracts.lifecycle import ApplicationState
from shared.storage.database import Row


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

    def list_decisions(self, application_id: UUID) -> list[Row]:
        return self._tx.all(queries.list_decisions, {"application_id": application_id})

    def insert_override(self, application_id: UUID, code: str, reason: str, by: str, now: datetime) -> None:
        params = {"application_id": application_id, "code": code, "reason": reason, "by": by, "at": now}
        self._tx.execute(queries.insert_override, params)

    def list_overrides(self, application_id: UUID) -> list[Row]:
        return self._tx.all(queries.list_overrides, {"application_id": application_id})

    # -- offers ------------------------------------------------------------------------------------------------------

    def insert_offer(self, application_id: UUID, reply_by: date) -> None:
        self._tx.execute(queries.insert_offer, {"application_id": application_id, "reply_by": reply_by})

    def find_offer(self, application_id: UUID) -> OfferRecord | None:
        row = self._tx.find(queries.find_offer, {"application_id": application_id})
        return None if row is None else OfferRecord(**row)

    def update_offer_reply_by(self, application_id: UUID, reply_by: date) -> None:
        self._tx.execute(queries.update_offer_reply_by, {"application_id": application_id, "reply_by": reply_by})

    def update_offer_answer(self, application_id: UUID, answer: OfferAnswer, now: datetime) -> None:
        row = {"mayor": answer.mayor, "authorized": answer.authorized, "reason": answer.reason}
        keys = {"application_id": application_id, "answered_by": answer.by, "answered_at": now}
        self._tx.execute(queries.update_offer_answer, row | keys)

    def list_overdue(self, now: datetime) -> list[UUID]:
        rows = self._tx.all(queries.list_overdue, {"now": now})
        return [row["application_id"] for row in rows]

    def update_overdue_told(self, application_id: UUID) -> None:
        self._tx.execute(queries.update_overdue_told, {"application_id": application_id})

    def list_remindable_offers(self, first: date, last: date) -> list[RemindableOffer]:
        rows = self._tx.all(queries.list_remindable_offers, {"first": first, "last": last})
        return [RemindableOffer(**row) for row in rows]

    def list_offers(self, request: ListOffers, now: datetime) -> list[ListedOffer]:
        rows = self._tx.all(queries.list_offers, self._theirs(**request.model_dump(), now=now))
        return [ListedOffer.model_validate(row) for row in rows]
