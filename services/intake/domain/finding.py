"""What the people of an application are found by, when staff type it."""

from __future__ import annotations

from dataclasses import dataclass

from shared.contracts.application import ApplicationDocument, ContactRole
from shared.program.finding import kept_words
from shared.program.folding import fold


@dataclass(frozen=True)
class InDocument:
    """`role`: a contact's, or None for the mayor."""

    name: str
    email: str | None
    role: ContactRole | None

    @property
    def words(self) -> list[str]:
        return fold(f"{self.name} {self.email or ''}").split()


def people_of(document: ApplicationDocument) -> list[InDocument]:
    contacts = [InDocument(one.name, one.email, one.role) for one in document.contacts]
    return [*contacts, InDocument(document.mayor.name, None, None)]


def searched_words(document: ApplicationDocument) -> list[str]:
    """Of names also those that are one letter off; of addresses the words alone."""
    people = people_of(document)
    return sorted({*kept_words(*(one.name for one in people)), *(word for one in people for word in one.words)})
