"""Whose selections a request is about: everybody's, or those of one person as owner or as reviewer."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shared.contracts import eligibility
from shared.contracts.people import Caller, Role
from shared.contracts.requests import Model
from shared.security.permissions import STAFF

#: Answered to anybody who has the code, by what everybody may see.
PUBLIC: tuple[type[Model], ...] = (eligibility.GetSelectionStatus, eligibility.CheckEligibility)
#: What a reviewer does with the applications that they were asked to review.
REVIEWED: tuple[type[Model], ...] = (
    eligibility.DeclareConflict,
    eligibility.SaveReview,
    eligibility.SubmitReview,
    eligibility.GetReviewTexts,
    eligibility.GetReviewFilePart,
    eligibility.ListReviews,
)

NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Audience:
    """`person` None: everything. `reviewing`: what they review, and not what is theirs."""

    person: UUID | None = None
    reviewing: bool = False


EVERYTHING = Audience()


def audience_of(request: type[Model], caller: Caller) -> Audience:
    """Default deny: who is neither staff nor a service sees what is theirs, and a stranger nothing."""
    if request in PUBLIC or caller.has(*STAFF, Role.SERVICE):
        return EVERYTHING
    if caller.has(Role.ANONYMOUS):
        return Audience(NOBODY)
    return Audience(UUID(caller.id), reviewing=request in REVIEWED)
