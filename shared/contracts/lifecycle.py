"""The life of an application: which service owns which states. What people read: `public_states` in the catalogues.

intake owns draft, submitted, withdrawn; eligibility owns the rest. A city withdraws until it was told how it ended:
from `offered` on withdrawing is declining, and what is declined, lapsed or confirmed is not withdrawn any more. Of a
withdrawal and such an end at one moment the end stands, and intake's application stands again.
"""

from __future__ import annotations

from enum import StrEnum


class ApplicationState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHECKED = "checked"
    IN_REVIEW = "in_review"
    MORE_INFO = "more_info"
    DECIDED = "decided"
    OFFERED = "offered"
    WAITLISTED = "waitlisted"
    DECLINED = "declined"
    CONFIRMED = "confirmed"
    DECLINED_BY_CITY = "declined_by_city"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


#: States from which on the offer, not the application, is what a city gives up.
AFTER_OFFER = frozenset({
    ApplicationState.OFFERED,
    ApplicationState.CONFIRMED,
    ApplicationState.DECLINED_BY_CITY,
    ApplicationState.LAPSED,
})  # fmt: skip

#: What a withdrawal does not change: the city was told how it ended.
SETTLED = AFTER_OFFER | {ApplicationState.DECLINED}


def compose_state(intake: ApplicationState, selection: ApplicationState | None) -> ApplicationState:
    """The one state of an application, from what its two owners say, whichever spoke last."""
    if selection is None:
        return intake
    if intake is ApplicationState.WITHDRAWN and selection not in SETTLED:
        return intake
    return selection
