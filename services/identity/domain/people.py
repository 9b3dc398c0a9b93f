"""How people are found by what others know of them."""

from __future__ import annotations

from collections.abc import Sequence

from shared.contracts.identity import Person
from shared.contracts.people import PERSON_ROLES, Caller, Role
from shared.program.folding import fold
from shared.security.permissions import STAFF


def fold_address(email: str) -> str:
    """What makes two addresses the same one."""
    return email.strip().casefold()


def is_called(person: Person, text: str) -> bool:
    """Whether a text is a part of the name or address. Nobody is called by a text without letter or digit."""
    folded = fold(text)
    return bool(folded) and (folded in fold(person.name) or fold_address(text) in fold_address(person.email))


def best_matches(people: Sequence[Person], text: str) -> Sequence[Person]:
    """Of those who have it in their name or address: who has it as their whole name, where anybody has."""
    return [one for one in people if fold(one.name) == fold(text)] or people


def roles_named_to(caller: Caller) -> frozenset[Role] | None:
    """People with one of these roles have a name for the caller, beside the caller; None: everybody has.

    Coaches and reviewers know each other and the staff; a city's people know the staff and the coaches.
    """
    if caller.has(*STAFF, Role.SERVICE):
        return None
    return PERSON_ROLES if caller.has(Role.COACH, Role.REVIEWER) else STAFF | {Role.COACH}
