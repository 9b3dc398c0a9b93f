"""The ledger of mails, for staff, and what a city reads of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field, computed_field, model_validator

from shared.contracts.codes import Code
from shared.contracts.errors import ENGLISH
from shared.contracts.events import Event
from shared.contracts.people import Language
from shared.contracts.requests import Command, Model, Page, Query
from shared.wording import say

MailState = Literal["held", "queued", "sending", "sent", "failed", "suppressed", "cancelled"]


class MailEvent(Event, aggregate="mail"):
    """`code` names the application that the mail is about, where it is about one."""

    mail_id: UUID
    template: str
    language: Language
    recipient: str  # owner:id
    application_id: UUID | None
    code: str | None


class MailSent(MailEvent):
    """The receiving server took the mail."""

    attempts: int


class MailFailed(MailEvent):
    """Refused for good by the receiving server, or given up: staff can resend."""

    attempts: int


class MailStopped(MailEvent):
    """It goes no further until staff say: held to be read, or failed."""

    state: Literal["held", "failed"]


class MailHandled(MailEvent):
    """Staff released, discarded or resent what had stopped."""


class MailNote(Model):
    """What became of a mail, and why: a code with plain values, which becomes a sentence in its reader's language
    (shared/wording, `mail_notes.*`). What the mail server said is among the values, as it said it."""

    code: str
    values: dict[str, Any] = Field(default_factory=dict)

    def said(self, language: str) -> str:
        return say(language, f"mail_notes.{self.code}", **self.values)


class Mail(Model):
    """A row of the ledger. `recipient` is the reference owner:id; the ledger holds no name and no address.
    `awaits_decision`: it goes when the decision that it tells is sent, and cannot be released before. `rule_id`: of the
    rule that holds it. `edited_by`, `edited_at`: who changed its words, and when.
    `last_answer` is what the notes say, in English, for JSON; it is made anew by whoever reads."""

    id: UUID
    template: str
    language: Language
    recipient: str
    subject: str
    state: MailState
    attempts: int
    notes: tuple[MailNote, ...] = ()
    awaits_decision: bool = False
    rule_id: UUID | None = None
    edited_by: str | None = None
    edited_at: datetime | None = None
    code: str | None
    created_at: datetime
    sent_at: datetime | None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def last_answer(self) -> str | None:
        return self.answer_in(ENGLISH)

    def answer_in(self, language: str) -> str | None:
        return " ".join(note.said(language) for note in self.notes) or None

    @model_validator(mode="before")
    @classmethod
    def _without_words(cls, value: Any) -> Any:
        return {key: one for key, one in value.items() if key != "last_answer"} if isinstance(value, dict) else value


class MailText(Model):
    """A mail as its recipient would read it. Made for the moment and kept nowhere. `edited_subject`, `note`: what staff
    gave it."""

    mail: Mail
    to: str
    text: str
    html: str
    edited_subject: str | None = None
    note: str | None = None


class ListMails(Query[Page[Mail]]):
    """`recipients`: only mails to these references. `rule_id`: only what this rule holds."""

    code: str | None = None
    state: MailState | None = None
    template: str | None = None
    language: Language | None = None
    call: str | None = None
    rule_id: UUID | None = None
    recipients: tuple[str, ...] | None = Field(None, min_length=1, max_length=100)
    limit: int = Field(100, ge=1, le=1000)
    after: str | None = None


class FoundMails(Model):
    """The closest first, of equally close ones the latest."""

    items: tuple[Mail, ...]


class SearchMails(Query[FoundMails]):
    """By words of their subjects, as people type them: in any case, without accents, by how words begin, with one
    letter wrong."""

    text: str = Field(min_length=1, max_length=120)
    limit: int = Field(20, ge=1, le=100)


class GetMail(Query[Mail]):
    audited = "read"

    mail_id: UUID


class PreviewMail(Query[MailText]):
    audited = "read"

    mail_id: UUID


class CityMail(Model):
    """A mail that has reached a city's people, or was on its way: when it was sent, and to whom."""

    id: UUID
    template: str
    language: Language
    recipient: str  # owner:id
    subject: str
    sent_at: datetime


class ListCityMails(Query[Page[CityMail]]):
    """What was mailed to the people of a city, the latest first: for them, their coach and staff. What waits, is held
    or failed is not there."""

    code: Code
    limit: int = Field(100, ge=1, le=1000)
    after: str | None = None


class CityMailText(Model):
    """A mail of a city as it would be written now. Kept nowhere, and without anybody's address."""

    mail: CityMail
    text: str
    html: str


class GetCityMail(Query[CityMailText]):
    audited = "read"

    code: Code
    mail_id: UUID


class DecisionMail(Model):
    """The mail that a verb would write to the first of its recipients. Kept nowhere."""

    code: str
    template: str
    language: Language
    to: str
    subject: str
    text: str
    html: str


class PreviewDecisionMail(Query[DecisionMail]):
    """Before anything is done: of a pending decision, by what `PreviewDecisions` says of it; `extended`: of an offer
    that is to be answered by a later day, `reply_by`; `invited`: to the gathering of a `kind`, for one of the team."""

    audited = "read"

    code: Code
    outcome: Literal["admitted", "waitlisted", "declined", "more_info", "extended", "invited"]
    from_waitlist: bool = False
    reply_by: date | None = None
    kind: str | None = Field(None, min_length=1, max_length=60)


class ReleaseMail(Command[Mail]):
    """Send a held mail."""

    mail_id: UUID


class ResendMail(Command[Mail]):
    """A new row, linked to the old one."""

    mail_id: UUID


class DiscardMail(Command[Mail]):
    """A held, queued or failed mail is not to be sent."""

    mail_id: UUID
    reason: str = Field(min_length=3, max_length=500)
