"""Where somebody who is signed in may go: by role, in the order in which they work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shared.contracts.people import Role
from shared.contracts.reporting import WorkQueue


@dataclass(frozen=True)
class Place:
    """`kinds`: of the work that is counted beside it."""

    path: str
    key: str  # below `pages.nav`
    kinds: tuple[str, ...] = ()

    def waiting(self, queue: WorkQueue | None) -> int:
        if queue is None:
            return 0
        return sum(one.total for one in queue.kinds if one.kind in self.kinds or self.kinds == ALL)


ALL = ("*",)

STAFF = (
    Place("/staff", "work", ALL),
    Place("/staff/applications", "staff_applications", ("check", "answer", "reviewers", "apart")),
    Place("/staff/reviews", "staff_reviews", ("review",)),
    Place("/staff/selection", "staff_selection", ("decision", "proposal")),
    Place("/staff/calls", "staff_calls"),
    Place("/staff/cohorts", "cohorts"),
    Place("/staff/coaches", "coaches"),
    Place("/staff/sessions", "staff_sessions"),
    Place("/staff/convenings", "convenings"),
    Place("/staff/mail", "staff_mail", ("mail",)),
    Place("/staff/people", "staff_people"),
    Place("/reports/funnel", "reports"),
    Place("/staff/program", "staff_program"),
)

LEADS = (*STAFF, Place("/staff/audit", "staff_audit"), Place("/staff/privacy", "staff_privacy"))

#: role -> the places of its side navigation
PLACES: dict[Role, tuple[Place, ...]] = {
    Role.REVIEWER: (
        Place("/reviews", "reviews", ("review",)),
        Place("/reviews?state=submitted", "reviews_submitted"),
        Place("/reviews/guide", "reviews_guide"),
    ),
    Role.COACH: (
        Place("/coaching", "coaching", ("report", "component", "visit", "requirements", "term", "follow_up")),
        Place("/staff/cohorts", "cohorts"),
        Place("/staff/sessions", "staff_sessions"),
        Place("/reports/tracker", "reports"),
    ),
    Role.STAFF: STAFF,
    Role.PROGRAM_LEAD: LEADS,
    Role.ADMINISTRATOR: (*LEADS, Place("/ops", "ops", ("dead_letter",))),
}


def places_of(roles: Sequence[Role]) -> list[tuple[Role, tuple[Place, ...]]]:
    """Places that several roles have, once."""
    seen: set[str] = set()
    shown: list[tuple[Role, tuple[Place, ...]]] = []
    for role in (one for one in PLACES if one in roles):
        new = tuple(place for place in PLACES[role] if place.path not in seen)
        seen |= {place.path for place in new}
        shown += [(role, new)] if new else []
    return shown
