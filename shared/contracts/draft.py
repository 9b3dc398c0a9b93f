"""A draft: an application document that may lack anything but its call and its owner. What is given must be right.

The same rules as the application's (application.py): a draft's faults are those of a document, less what is not done.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from shared.contracts.application import ApplicationDocument, Contact
from shared.contracts.errors import Detail, Refusal
from shared.contracts.field_codes import details_of
from shared.contracts.people import Language

#: Codes of what more writing mends; every other code is a fault also in a draft.
UNFINISHED = frozenset({
    "missing", "too_short", "too_few", "must_be_true", "link_or_text", "one_primary_contact", "mayors_office_contact",
})  # fmt: skip


@dataclass(frozen=True)
class DraftGiven:
    """A document as it was given, with what an application needs beyond it."""

    document: dict[str, Any]
    call: str
    owner: Contact
    language: Language | None
    missing: tuple[Detail, ...]

    def text(self, field: str) -> str | None:
        """A field that is one line of text, as it will be kept."""
        value = self.document.get(field)
        return unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else None


def parse_draft(data: object, *, today: date) -> DraftGiven:
    """Raises Refusal("invalid"), one detail for each wrong field, and for a draft without call or owner."""
    details = faults_of(data, today)
    wrong = [detail for detail in details if detail.code not in UNFINISHED]
    document = data if isinstance(data, dict) else {}
    owner = owner_of(document)
    wrong += [detail for detail in details if detail.field == "call" and detail not in wrong]
    if owner is None and not any(detail.field.startswith("contacts") for detail in wrong):
        wrong.append(Detail("contacts", "no_owner"))
    if wrong or owner is None:
        raise Refusal("invalid", *wrong)
    missing = tuple(detail for detail in details if detail.code in UNFINISHED)
    return DraftGiven(document, str(document["call"]).strip(), owner, document.get("preferred_language"), missing)


def missing_in(document: dict[str, Any], *, today: date) -> list[Detail]:
    """What a draft needs to become an application; also what has become wrong since it was kept."""
    return faults_of(document, today)


def faults_of(data: object, today: date) -> list[Detail]:
    try:
        ApplicationDocument.model_validate(data, context={"today": today})
    except ValidationError as error:
        return details_of(error)
    return []


def owner_of(document: dict[str, Any]) -> Contact | None:
    """The primary contact, else the first, of those that can be written to."""
    contacts = [contact for contact in map(reachable, as_list(document.get("contacts"))) if contact is not None]
    return next((contact for contact in contacts if contact.primary), contacts[0] if contacts else None)


def reachable(entry: object) -> Contact | None:
    """The contact where name and address are there; its role may still be open."""
    if not isinstance(entry, dict):
        return None
    try:
        return Contact.model_validate({"role": "team"} | entry)
    except ValidationError:
        return None


def as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
