"""Rows of eligibility's database and the objects they stand for. The only user of queries.sql."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.eligibility.domain.selection import (
    CallRecord,
    DecisionRecord,
    OfferRecord,
    ReviewRecord,
    SelectionRecord,
)
from shared.contracts.eligibility import EligibilityResult
from shared.contracts.lifecycle import ApplicationState
from shared.storage.database import Row, Transaction, as_json
from shared.storage.queries import Queries

queries = Queries("services.eligibility")


class Repository:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    # -- calls and reviewers -----------------------------------------------------------------------------------------

    def upsert_call(self, call: CallRecord) -> None:
        self._tx.execute(queries.upsert_call, vars(call))

    def find_call(self, call: str) -> CallRecord | None:
        row = self._tx.find(queries.find_call, {"call": call})
        return None if row is None else CallRecord(**row)

    def lock_call(self, call: str) -> CallRecord | None:
        """For counting places: whoever decides at the same moment waits."""
        row = self._tx.find(queries.lock_call, {"call": call})
        return None if row is None else CallRecord(**row)

    def count_places_taken(self, call: str) -> int:
        return int(self._tx.one(queries.count_places_taken, {"call": call})["taken"])

    def upsert_reviewer(self, person_id: UUID, languages: list[str]) -> None:
        self._tx.execute(queries.upsert_reviewer, {"person_id": person_id, "languages": languages})

    def is_reviewer(self, person_id: UUID) -> bool:
        return self._tx.find(queries.find_reviewer, {"person_id": person_id}) is not None

    # -- selections --------------------------------------------------------------------------------------------------

    def insert_selection(self, columns: dict[str, Any]) -> bool:
        """Whether the application was not known."""
        return self._tx.execute(queries.insert_selection, columns) == 1

    def update_selection_version(self, columns: dict[str, Any]) -> None:
        self._tx.execute(queries.update_selection_version, columns)

    def update_selection_state(self, application_id: UUID, state: ApplicationState) -> None:
        self._tx.execute(queries.update_selection_state, {"application_id": application_id, "state": state})

    def touch_selection(self, application_id: UUID) -> None:
        self._tx.execute(queries.touch_selection, {"application_id": application_id})

    def find_selection(self, code: str) -> SelectionRecord | None:
        return as_selection(self._tx.find(queries.find_selection, {"code": code}))

    def lock_selection(self, code: str) -> SelectionRecord | None:
        return as_selection(self._tx.find(queries.lock_selection, {"code": code}))

    def lock_selection_of(self, application_id: UUID) -> SelectionRecord | None:
        return as_selection(self._tx.find(queries.lock_selection_of, {"application_id": application_id}))

    def list_pending_codes(self, call: str | None) -> list[str]:
        return [row["code"] for row in self._tx.all(queries.list_pending_codes, {"call": call})]

    # -- checks ------------------------------------------------------------------------------------------------------

    def insert_check(
        self, application_id: UUID, version: int, facts: dict[str, Any], result: EligibilityResult, now: datetime
    ) -> None:
        self._tx.execute(
            queries.insert_check,
            {
                "application_id": application_id,
                "application_version": version,
                "criteria_version": result.criteria_version,
                "facts": as_json(facts),
                "result": as_json(result.model_dump(mode="json")),
                "checked_at": now,
            },
        )

    def find_latest_check(self, application_id: UUID) -> EligibilityResult | None:
        row = self._tx.find(queries.find_latest_check, {"application_id": application_id})
        return None if row is None else EligibilityResult.model_validate(row["result"])

    # -- reviews -----------------------------------------------------------------------------------------------------

    def insert_review(self, selection: SelectionRecord, reviewer_id: UUID, now: datetime) -> bool:
        """Whether the reviewer was not assigned before."""
        columns = {"reviewer_id": reviewer_id, "now": now}
        return self._tx.execute(queries.insert_review, vars(selection) | columns) == 1

    def update_review(
        self, selection: SelectionRecord, review: ReviewRecord, comment: str | None, now: datetime
    ) -> None:
        self._tx.execute(
            queries.update_review,
            {
                "application_id": selection.application_id,
                "reviewer_id": review.reviewer_id,
                "state": review.state,
                "scores": as_json(review.scores),
                "comment": comment,
                "application_version": review.application_version,
                "now": now,
            },
        )

    def list_reviews(self, application_id: UUID) -> list[ReviewRecord]:
        return [ReviewRecord(**row) for row in self._tx.all(queries.list_reviews, {"application_id": application_id})]

    # -- decisions and offers ----------------------------------------------------------------------------------------

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


def as_selection(row: Row | None) -> SelectionRecord | None:
    return None if row is None else SelectionRecord(**row | {"state": ApplicationState(row["state"])})
