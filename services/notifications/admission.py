"""The last look before a mail goes: what is asked of its recipient and address, and why it may have to stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.notifications.domain import (
    ADDRESS_BOUNCED,
    DECISION_PENDING,
    NO_CONTACT,
    UNWANTED,
    Mail,
    digest_of,
)
from services.notifications.mails import FOR_CONTACTS, MAILS, NEVER_HELD
from shared.contracts.notifications import MailNote

#: A coach who is told with a city's team is none of its contacts.
CONTACT_OWNERS = ("intake", "cohort")


@dataclass(frozen=True)
class Candidate:
    """A mail that is about to go to an address. `known_as`: by which the address is known again in any occasion; None:
    where nothing of it is to be kept."""

    mail: Mail
    address: str
    known_as: str | None = None

    @property
    def asked(self) -> dict[str, Any]:
        mail, kind = self.mail, MAILS.get(self.mail.template)
        said = {"mail_id": mail.id, "application_id": mail.application_id, "recipient": mail.recipient}
        return said | {"known_as": self.known_as, "topic": kind.topic if kind else None}

    @property
    def place(self) -> dict[str, Any]:
        """What one mail of an occasion has at an address; the address itself is not kept."""
        mail = self.mail
        key = {"occasion_id": mail.occasion_id, "template": mail.template, "mail_id": mail.id}
        return key | {"digest": digest_of(self.address, mail.occasion_id), "address": self.known_as}


@dataclass(frozen=True)
class Standing:
    """Of a mail's recipient: whether they are a contact of its application, no mail goes to their address, and they do
    without mails of its topic."""

    is_contact: bool
    is_suppressed: bool
    is_unwanted: bool


def why_not(mail: Mail, standing: Standing) -> MailNote | None:
    """Why its recipient is not to have it. Whoever signs in asked for that mail just now, and sees whether it comes."""
    if mail.awaits_decision:
        return DECISION_PENDING
    if is_for_contacts(mail) and not standing.is_contact:
        return NO_CONTACT
    if mail.template in NEVER_HELD:
        return None
    if standing.is_suppressed:
        return ADDRESS_BOUNCED
    return UNWANTED if standing.is_unwanted else None


def is_for_contacts(mail: Mail) -> bool:
    kind = MAILS.get(mail.template)
    return kind is not None and kind.audience in FOR_CONTACTS and mail.recipient.partition(":")[0] in CONTACT_OWNERS
