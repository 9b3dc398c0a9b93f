"""A reviewer's queue: what is asked of them, by when, how far they are; and what they submitted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Response

from services.portal.web.page import Page
from services.portal.web.roles import ReviewerHere
from shared.contracts.eligibility import ListedReview, ListReviews
from shared.wording.order import order_of

router = APIRouter(include_in_schema=False)

MOST = 1000
#: view -> the states it shows
VIEWS: dict[str, tuple[str, ...]] = {
    "open": ("assigned", "cleared"),
    "submitted": ("submitted",),
    "recused": ("recused",),
    "history": ("assigned", "cleared", "submitted", "recused", "released"),
}

#: what comes next of a review -> its mark (components.css)
MARKS = {
    "assigned": "new",
    "declared": "working",
    "begun": "working",
    "stale": "attention",
    "submitted": "done",
    "recused": "closed",
}


@dataclass(frozen=True)
class Row:
    """`left`: days until it is asked for, below 0 when it is late; `look`: what gives the row its mark and words."""

    review: ListedReview
    left: int | None
    look: str

    @property
    def opens(self) -> bool:
        """Given to others, its texts are no longer shown."""
        return self.review.state not in ("recused", "released")


@router.get("/reviews")
def show_queue(page: ReviewerHere, state: str = "open") -> Response:
    view = state if state in VIEWS else "open"
    reviews = own_reviews(page)
    shown = [row_of(one, today(page)) for one in reviews if one.state in VIEWS[view]]
    counts = {name: sum(one.state in states for one in reviews) for name, states in VIEWS.items()}
    return page.show(
        "reviewer/queue.html",
        rows=in_order(shown, view, page.language),
        view=view,
        counts=counts,
        criteria=len(page.program.rubric.criteria),
        marks=MARKS,
    )


def in_order(rows: list[Row], view: str, language: str) -> list[Row]:
    """What is due first before the rest; of one's history the latest first."""
    if view == "history":
        return sorted(rows, key=lambda row: row.review.assigned_at, reverse=True)
    return sorted(rows, key=lambda row: (row.review.due_on or date.max, order_of(row.review.city, language)))


def own_reviews(page: Page) -> tuple[ListedReview, ...]:
    assert page.person is not None, "for somebody who is signed in"
    return page.call(ListReviews(reviewer_id=page.person.id, limit=MOST)).items


def today(page: Page) -> date:
    """Days are asked for in the program's zone."""
    return datetime.now(ZoneInfo(page.program.call.time_zone)).date()


def row_of(review: ListedReview, now: date) -> Row:
    left = (review.due_on - now).days if review.due_on and review.state in VIEWS["open"] else None
    return Row(review, left, look_of(review))


def look_of(review: ListedReview) -> str:
    """What comes next of it."""
    if review.state == "submitted":
        return "stale" if review.stale else "submitted"
    if review.state == "cleared":
        return "begun" if review.scored else "declared"
    return review.state


def values_of(review: ListedReview) -> dict[str, Any]:
    return review.model_dump(mode="json")
