"""Reviewers, and reviews: who was asked, what they declared and gave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from services.eligibility.domain.assignment import Need, Reader
from services.eligibility.domain.reviews import RemindableReview, ReviewRecord
from services.eligibility.domain.selection import SelectionRecord
from services.eligibility.repository.rows import Rows, queries
from shared.contracts.eligibility import ListReviews
from shared.storage.database import Row, as_json

LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff"


class Reviews(Rows):
    def upsert_reviewer(self, person_id: UUID, languages: list[str]) -> None:
        self._tx.execute(queries.upsert_reviewer, {"person_id": person_id, "languages": languages})

    def update_reviewer_gone(self, person_id: UUID) -> None:
        self._tx.execute(queries.update_reviewer_gone, {"person_id": person_id})

    def is_reviewing(self, person_id: UUID) -> bool:
        return self._tx.find(queries.find_reviewing, {"person_id": person_id}) is not None

    def find_reviewer_languages(self, person_id: UUID) -> list[str] | None:
        """None: the person may not review."""
        row = self._tx.find(queries.find_reviewer, {"person_id": person_id})
        return None if row is None else row["languages"]

    def insert_review(self, selection: SelectionRecord, reviewer_id: UUID, due_on: date, now: datetime) -> bool:
        """Whether the reviewer was not assigned before."""
        columns = {"reviewer_id": reviewer_id, "due_on": due_on, "now": now}
        return self._tx.execute(queries.insert_review, vars(selection) | columns) == 1

    def update_review(self, selection: SelectionRecord, review: ReviewRecord, by: str, now: datetime) -> None:
        """As it stands from now on, and an entry of its history."""
        columns = vars(review) | {
            "application_id": selection.application_id,
            "scores": as_json(review.scores),
            "entered_by": by,
            "now": now,
        }
        self._tx.execute(queries.update_review, columns)
        self._tx.execute(queries.insert_review_entry, columns)

    def update_review_kept(self, application_id: UUID, review: ReviewRecord) -> None:
        """Half-way: no entry of its history, which holds what others were told."""
        columns = vars(review) | {"application_id": application_id, "scores": as_json(review.scores)}
        self._tx.execute(queries.update_review_kept, columns)

    def update_review_assigned(
        self, selection: SelectionRecord, reviewer_id: UUID, due_on: date, now: datetime
    ) -> None:
        """Asked for again, by another day."""
        columns = {"reviewer_id": reviewer_id, "due_on": due_on, "now": now}
        self._tx.execute(queries.update_review_assigned, vars(selection) | columns)

    def delete_review(self, application_id: UUID, reviewer_id: UUID) -> None:
        self._tx.execute(queries.delete_review, {"application_id": application_id, "reviewer_id": reviewer_id})

    def list_reviews(self, application_id: UUID) -> list[ReviewRecord]:
        return [ReviewRecord(**row) for row in self._tx.all(queries.list_reviews, {"application_id": application_id})]

    def list_unwritten_codes(self, reviewer_id: UUID, call: str | None) -> list[str]:
        rows = self._tx.all(queries.list_unwritten_codes, {"reviewer_id": reviewer_id, "call": call})
        return [row["code"] for row in rows]

    def list_review_entries(self, application_id: UUID) -> list[Row]:
        return self._tx.all(queries.list_review_entries, {"application_id": application_id})

    def list_listed_reviews(self, request: ListReviews, limit: int) -> list[Row]:
        code, _, reviewer = (request.after or "").partition("|")
        page = {"code_after": code, "reviewer_after": reviewer or LAST_ID if code else "", "limit": limit}
        return self._tx.all(queries.list_listed_reviews, self._theirs(**wanted_by(request) | page))

    def count_listed_reviews(self, request: ListReviews) -> int:
        return int(self._tx.one(queries.count_listed_reviews, self._theirs(**wanted_by(request)))["total"])

    def list_remindable_reviews(self, first: date, last: date) -> list[RemindableReview]:
        rows = self._tx.all(queries.list_remindable_reviews, {"first": first, "last": last})
        return [RemindableReview(**row | {"languages": tuple(row["languages"])}) for row in rows]

    # -- reminders by staff ------------------------------------------------------------------------------------------

    def list_outstanding(self, reviewer_id: UUID, codes: Sequence[str]) -> list[Row]:
        """The one that is due first before the others."""
        return self._tx.all(queries.list_outstanding, {"reviewer_id": reviewer_id, "codes": list(codes)})

    def update_reminder_note(self, application_id: UUID, reviewer_id: UUID, note: str | None) -> None:
        columns = {"application_id": application_id, "reviewer_id": reviewer_id, "note": note}
        self._tx.execute(queries.update_reminder_note, columns)

    def find_reminder_note(self, application_id: UUID, reviewer_id: UUID) -> str | None:
        key = {"application_id": application_id, "reviewer_id": reviewer_id}
        row = self._tx.find(queries.find_reminder_note, key)
        return None if row is None else row["reminder_note"]

    # -- assignment --------------------------------------------------------------------------------------------------

    def list_candidates(self, application_id: UUID) -> list[Row]:
        return self._tx.all(queries.list_candidates, {"application_id": application_id})

    # -- balanced assignment -----------------------------------------------------------------------------------------

    def lock_assignment(self, call: str) -> None:
        """One at a time: each counts what the one before assigned."""
        self._tx.find(queries.lock_assignment, {"call": call})

    def list_review_needs(
        self, call: str, required: int, after: str, limit: int, codes: Sequence[str] | None = None
    ) -> list[Need]:
        named = None if codes is None else list(codes)
        params = {"call": call, "required": required, "after": after, "limit": limit, "codes": named}
        rows = self._tx.all(queries.list_review_needs, params)
        return [Need(**row | {"closed_to": frozenset(row["closed_to"])}) for row in rows]

    def list_readers(self, call: str) -> list[Reader]:
        rows = self._tx.all(queries.list_readers, {"call": call})
        return [Reader(row["person_id"], tuple(row["languages"]), row["load"]) for row in rows]


def wanted_by(request: ListReviews) -> Row:
    codes = None if request.codes is None else list(request.codes)
    return request.model_dump() | {"codes": codes}
