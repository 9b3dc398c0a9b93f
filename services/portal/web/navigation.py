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
    Place("/staff/reviews", "staff_reviews"),
    Place("/staff/selection", "staff_selection", ("decision", "proposal")),
    Place("/staff/cohorts", "cohorts"),
    Place("/staff/coaches", "coaches"),
    Place("/staff/convenings", "convenings"),
    Place("/staff/mail", "staff_mail", ("mail",)),
)

#: role -> the places of its side navigation
PLACES: dict[Role, tuple[Place, ...]] = {
    Role.REVIEWER: (
        Place("/reviews", "reviews", ("review",)),
        Place("/reviews?state=submitted", "reviews_submitted"),
        Place("/reviews/guide", "reviews_guide"),
    ),
    Role.COACH: (Place("/coaching", "coaching"), Place("/staff/cohorts", "cohorts")),
    Role.STAFF: STAFF,
    Role.PROGRAM_LEAD: STAFF,
    Role.ADMINISTRATOR: (*STAFF, Place("/ops", "ops")),
}


def places_of(roles: Sequence[Role]) -> list[tuple[Role, tuple[Place, ...]]]:
    """Places that several roles have, once."""
    shown: dict[tuple[Place, ...], Role] = {}
    for role, places in PLACES.items():
        if role in roles:
            shown.setdefault(places, role)
    return [(role, places) for places, role in shown.items()]
