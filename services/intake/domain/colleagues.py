"""Colleagues: invited to an application or draft by those whose it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from shared.contracts.errors import Detail, Refusal
from shared.contracts.people import Language
from shared.program.folding import fold_address

MOST_COLLEAGUES = 10
INVITATION = -1  # which version the first mail of an invited address is about: none


@dataclass(frozen=True)
class ColleagueRecord:
    """`joined`: whether somebody has proven the address."""

    id: UUID
    name: str
    email: str
    language: Language
    joined: bool = False


def insist_on_invitation(email: str, named: Collection[str], invited: int) -> None:
    """Raises Refusal("already_exists") and Refusal("invalid")."""
    if fold_address(email) in named:
        raise Refusal("invalid", Detail("email", "repeated"))
    if invited >= MOST_COLLEAGUES:
        raise Refusal("invalid", Detail("email", "too_many", count=MOST_COLLEAGUES))


def insist_on_owners(left: Collection[UUID]) -> None:
    """Somebody who has signed in stays with it."""
    if not left:
        raise Refusal("still_needed", Detail("id", "last_owner"))
