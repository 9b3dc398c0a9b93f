"""What the people of an application are found by, when staff type it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shared.contracts.application import ApplicationDocument, ContactRole
from shared.privacy.declared import ERASED
from shared.program.finding_people import kept_of_people


@dataclass(frozen=True)
class InDocument:
    """`role`: a contact's, or None for the mayor."""

    name: str
    email: str | None
    role: ContactRole | None


def people_of(document: ApplicationDocument) -> list[InDocument]:
    contacts = [InDocument(one.name, one.email, one.role) for one in document.contacts]
    return [*contacts, InDocument(document.mayor.name, None, None)]


def words_left(document: Any) -> list[str]:
    """Of those whom erasing has left in a document as it is kept, also by a former version."""
    people = [*document.get("contacts", ()), document.get("mayor") or {}]
    left = [one for one in people if one.get("name") not in (None, ERASED)]
    return kept_of_people(*((one["name"], one.get("email")) for one in left))


def searched_words(document: ApplicationDocument) -> list[str]:
    return kept_of_people(*((one.name, one.email) for one in people_of(document)))
