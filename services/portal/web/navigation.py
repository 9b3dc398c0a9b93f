"""Where somebody who is signed in may go: by role, in the order in which they work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shared.contracts.people import Role
from shared.contracts.reporting import WorkQueue


@dataclass(frozen=True)
class Place:
    """`kinds`: of the work that is counted beside it. `group`: the heading over it, below `pages.work.group`; what
    comes first has none."""

    path: str
    key: str  # below `pages.nav`
    kinds: tuple[str, ...] = ()
    group: str = ""

    def holds(self, here: str) -> bool:
        """Whether an address stands below it. What waits holds its own kinds alone, not all of staff's pages."""
        below = "?" if self.kinds == ALL else ("/", "?")
        return here.startswith(tuple(f"{self.path}{mark}" for mark in below))

    def waiting(self, queue: WorkQueue | None) -> int:
        if queue is None:
            return 0
        return sum(one.total for one in queue.kinds if one.kind in self.kinds or self.kinds == ALL)


ALL = ("*",)

STAFF = (
    Place("/staff", "work", ALL),
    Place("/staff/applications", "staff_applications", ("check", "answer", "reviewers", "apart"), "admission"),
    Place("/staff/reviews", "staff_reviews", ("review",), "admission"),
    Place("/staff/selection", "staff_selection", ("decision", "proposal"), "admission"),
    Place("/staff/calls", "staff_calls", group="admission"),
    Place("/staff/cohorts", "cohorts", group="cohorts"),
    Place("/staff/coaches", "coaches", group="cohorts"),
    Place("/staff/sessions", "staff_sessions", group="cohorts"),
    Place("/staff/convenings", "convenings", group="cohorts"),
    Place("/staff/mail", "staff_mail", ("mail",), "program"),
    Place("/staff/write", "staff_write", group="program"),
    Place("/staff/people", "staff_people", group="program"),
    Place("/reports", "reports", group="program"),
    Place("/staff/program", "staff_program", group="program"),
)

LEADS = (
    *STAFF,
    Place("/staff/audit", "staff_audit", group="system"),
    Place("/staff/privacy", "staff_privacy", group="system"),
)

#: role -> the places of its side navigation
PLACES: dict[Role, tuple[Place, ...]] = {
    Role.REVIEWER: (
        Place("/reviews", "reviews", ("review",)),
        Place("/reviews?state=submitted", "reviews_submitted"),
        Place("/reviews/guide", "reviews_guide"),
    ),
    Role.COACH: (
        Place("/coaching", "coaching", ("report", "component", "visit", "requirements", "term", "follow_up")),
        Place("/staff/cohorts", "cohorts", group="cohorts"),
        Place("/staff/sessions", "staff_sessions", group="cohorts"),
        Place("/reports", "reports", group="program"),
    ),
    Role.STAFF: STAFF,
    Role.PROGRAM_LEAD: LEADS,
    Role.ADMINISTRATOR: (*LEADS, Place("/ops", "ops", ("dead_letter",), "system")),
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


def groups_of(roles: Sequence[Role]) -> list[tuple[str, list[Place]]]:
    """The same under their headings, as they stand in the side navigation."""
    places = [place for _, some in places_of(roles) for place in some]
    groups = dict.fromkeys(place.group for place in sorted(places, key=lambda one: one.group != ""))
    return [(group, [place for place in places if place.group == group]) for group in groups]
