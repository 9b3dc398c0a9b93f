"""Where somebody who is signed in may go: by role, in the order in which they work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shared.contracts.people import Role


@dataclass(frozen=True)
class Place:
    path: str
    key: str  # below `pages.nav`


STAFF = (Place("/staff/applications", "staff_applications"),)

#: role -> the places of its side navigation
PLACES: dict[Role, tuple[Place, ...]] = {
    Role.REVIEWER: (
        Place("/reviews", "reviews"),
        Place("/reviews?state=submitted", "reviews_submitted"),
        Place("/reviews/guide", "reviews_guide"),
    ),
    Role.STAFF: STAFF,
    Role.PROGRAM_LEAD: STAFF,
}


def places_of(roles: Sequence[Role]) -> list[tuple[Role, tuple[Place, ...]]]:
    return [(role, PLACES[role]) for role in PLACES if role in roles]
