"""What comes back: mails that could not be delivered, replies, and what people choose to get no more."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.contracts.notifications.mail import MailEvent
from shared.contracts.people import Language
from shared.contracts.requests import Command, Model, Page, Query

# -- events --------------------------------------------------------------------------------------------------------


class MailBounced(MailEvent):
    """A mail that we sent could not be delivered, or only later. `status` as of RFC 3463; `permanent`: no mail goes to
    that address any more."""

    permanent: bool
    status: str


# -- a mail that came in -------------------------------------------------------------------------------------------


class AttachedFile(Model):
    """`size` in bytes. What is in it stays in the mailbox."""

    name: str = Field(max_length=300)
    size: int = Field(ge=0)


class NotDelivered(Model):
    """Of a delivery status notification: one recipient of a mail that we sent."""

    action: Literal["failed", "delayed"]
    status: Annotated[str, Field(pattern=r"^[245]\.[0-9]{1,3}\.[0-9]{1,3}$")]
    address: str = Field(max_length=300)


class Taken(Model):
    """What a mail was: a reply, logged on its city's page; one that told what could not be delivered; written by a
    machine; about nothing that we know; or taken before."""

    kind: Literal["reply", "bounce", "automatic", "unknown", "again"]
    code: str | None = None


class TakeMail(Command[Taken]):
    """Take in a mail that came to an address of ours, as it was read (`shared/documents/incoming_mail.py`). `unique`:
    the same for the same mail, which is taken once."""

    recipients: tuple[Annotated[str, Field(max_length=320)], ...] = Field(max_length=500)
    name: str = Field(max_length=300)
    address: str = Field(min_length=3, max_length=300)
    subject: str = Field(max_length=300)
    text: str = Field(max_length=5000)
    attachments: tuple[AttachedFile, ...] = Field((), max_length=50)
    sent_at: AwareDatetime | None = None
    unique: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    automatic: bool = False
    undelivered: tuple[NotDelivered, ...] = Field((), max_length=100)
    about_message: Annotated[str, Field(max_length=300)] | None = None


# -- addresses that no mail goes to --------------------------------------------------------------------------------


class Suppression(Model):
    """An address that a mail came back from for good. `recipient`: whose it is, of the mail `mail_id`; the address is
    not kept. `soft`: how often mails to it came late, or not for now."""

    id: UUID
    mail_id: UUID
    recipient: str
    code: str | None
    status: str
    since: datetime
    soft: int
    lifted_by: str | None
    lifted_at: datetime | None


class ListSuppressions(Query[Page[Suppression]]):
    """The latest first."""

    lifted: bool = False
    limit: int = Field(100, ge=1, le=1000)
    after: str | None = None


class LiftSuppression(Command[Suppression]):
    """Mails go to that address again, from now on."""

    suppression_id: UUID


# -- what people choose --------------------------------------------------------------------------------------------

#: What mails can be done without: reminders of a draft, surveys, news of what others did.
Topic = Literal["drafts", "surveys", "news", "reports"]
Key = Annotated[str, Field(min_length=42, max_length=42, pattern=r"^[A-Za-z2-7]{42}$")]


class Choice(Model):
    topic: Topic
    wanted: bool


class MailChoices(Model):
    """Of whoever reads at the address that a mail went to. `language`: of that mail; `topic`: what it was about."""

    language: Language
    topic: Topic | None
    choices: tuple[Choice, ...]


class GetMailChoices(Query[MailChoices]):
    """By the key in a mail."""

    key: Key


class SetMailChoices(Command[MailChoices]):
    """`wanted`: the topics of which mails go on; of the others none comes."""

    key: Key
    wanted: tuple[Topic, ...] = Field((), max_length=10)


class Unsubscribe(Command[MailChoices]):
    """No more mails like the one that the key came with (RFC 8058)."""

    key: Key
