"""Requests of eligibility: about a review, about an offer."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shared.contracts import eligibility as contract
from tests.rights.row import Row, Rows

SCORES = {"ambition": 4, "foundations": 3, "resident_impact": 5, "readiness": 2}


@dataclass(frozen=True)
class Selected:
    """An offer, an application that is reviewed by somebody, and the file that it names; `marks` stand in no answer to
    whoever has nothing to do with them."""

    offered: str
    reviewed: str
    reviewer_id: UUID
    sha256: str
    marks: tuple[str, ...]


ROWS: Rows = {
    contract.ListReviews: Row(lambda _: contract.ListReviews(), lists=True),
    contract.GetReviewTexts: Row(lambda o: contract.GetReviewTexts(code=o.reviewed, reviewer_id=o.reviewer_id)),
    contract.GetReviewFilePart: Row(
        lambda o: contract.GetReviewFilePart(code=o.reviewed, reviewer_id=o.reviewer_id, sha256=o.sha256, number=0)
    ),
    contract.DeclareConflict: Row(
        lambda o: contract.DeclareConflict(code=o.reviewed, reviewer_id=o.reviewer_id, conflict="none")
    ),
    contract.SaveReview: Row(lambda o: contract.SaveReview(code=o.reviewed, reviewer_id=o.reviewer_id, scores=SCORES)),
    contract.SubmitReview: Row(
        lambda o: contract.SubmitReview(code=o.reviewed, reviewer_id=o.reviewer_id, conflict="none", scores=SCORES)
    ),
    contract.ListOffers: Row(lambda _: contract.ListOffers(), lists=True),
    contract.ConfirmOffer: Row(lambda o: contract.ConfirmOffer(code=o.offered, mayor="Ana Ficticia", authorized=True)),
    contract.DeclineOffer: Row(lambda o: contract.DeclineOffer(code=o.offered)),
}
