"""How people are found by what others know of them."""

from __future__ import annotations

from collections.abc import Sequence

from shared.contracts.identity import Person
from shared.program.folding import fold


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
