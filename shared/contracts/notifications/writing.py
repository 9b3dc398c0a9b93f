"""Writing to a group: whom it is, what each would read, sending it in parts."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from shared.contracts.codes import Code
from shared.contracts.events import Event
from shared.contracts.field_types import IsoDate, OwnersRef, Text, distinct, fault
from shared.contracts.merge_fields import DEADLINE, in_subject, in_text, names_in
from shared.contracts.people import Language
from shared.contracts.requests import Command, Model, Outcomes, Query

#: Of the city's pages the one that the mail's link opens.
LinkedPage = Literal[
    "overview", "timeline", "team", "visit", "project", "sessions", "convenings", "strategy", "targets", "policies",
    "commitments", "documents", "surveys",
]  # fmt: skip

#: What becomes of those in whose language nothing is written: it is refused, they get nothing, or they read the text
#: in another language.
Unwritten = Literal["refuse", "leave_out", "en", "es", "pt", "fr"]
NOT_INSTEAD = frozenset({"refuse", "leave_out"})

# -- events --------------------------------------------------------------------------------------------------------


class MessageEvent(Event, aggregate="message"):
    """`message_id`: of what was written to this one city."""

    message_id: UUID
    application_id: UUID
    code: str


class MessageWritten(MessageEvent):
    """Staff wrote to people of a city: so many mails, which are in the ledger."""

    mails: int
    languages: tuple[Language, ...]


# -- whom ----------------------------------------------------------------------------------------------------------


class Recipient(Model):
    """Somebody of a city whom mail reaches. `ref`: the reference owner:id; `role`: to the city."""

    code: str
    ref: str
    role: str
    language: Language


class Recipients(Model):
    items: tuple[Recipient, ...]


class ListRecipients(Query[Recipients]):
    """Whom mail to these cities goes to: by city in the order asked for, whoever is written to first before others.
    A city that nothing is known of has none."""

    codes: tuple[Code, ...] = Field(min_length=1, max_length=200)


# -- what ----------------------------------------------------------------------------------------------------------


class WrittenText(Model):
    """In one language; places of `merge_fields` are filled for each recipient."""

    subject: Annotated[str, Text(3, 150), AfterValidator(in_subject)]
    text: Annotated[str, Text(10, 10_000, lines=True), AfterValidator(in_text)]


class Letter(Model):
    """`deadline`: the end of that day in the city's zone."""

    texts: dict[Language, WrittenText] = Field(min_length=1)
    unwritten: Unwritten = Field("refuse", validate_default=True)
    deadline: IsoDate | None = Field(None, validate_default=True)
    page: LinkedPage = "overview"

    @field_validator("unwritten")
    @classmethod
    def _is_written(cls, value: Unwritten, info: ValidationInfo) -> Unwritten:
        if value not in NOT_INSTEAD and value not in info.data.get("texts", {value}):
            raise fault("not_written", spoken=value)
        return value

    @field_validator("deadline")
    @classmethod
    def _is_there_where_named(cls, value: date | None, info: ValidationInfo) -> date | None:
        texts = info.data.get("texts", {}).values()
        if value is None and any(DEADLINE in names_in(one.subject) | names_in(one.text) for one in texts):
            raise fault("deadline_named")
        return value

    def spoken_to(self, language: Language) -> Language | None:
        """In which language whoever reads that one reads it; None: nothing is there for them."""
        if language in self.texts:
            return language
        match self.unwritten:
            case "refuse" | "leave_out":
                return None
            case other:
                return other


class WrittenMail(Model):
    """As its recipient would read it. Kept nowhere."""

    code: str
    ref: str
    language: Language
    to: str
    subject: str
    text: str
    html: str


class PreviewWritten(Letter, Query[WrittenMail]):
    audited = "read"

    code: Code
    ref: OwnersRef


class Written(Model):
    """What came of it for one city: mails that are on their way, those of them that were before, and how many people
    get none: they left meanwhile, or nothing is written in their language."""

    code: str
    mails: int
    before: int
    left_out: int


class WriteToGroup(Letter, Command[Outcomes[Written]]):
    """Write to people of cities, each city by itself: one that is refused holds up no other. Sent again under the same
    `message_id`, in one command or several, it reaches nobody twice."""

    in_parts: ClassVar[bool] = True

    message_id: UUID
    to: dict[Code, Annotated[tuple[OwnersRef, ...], Field(min_length=1, max_length=200), AfterValidator(distinct)]] = (
        Field(min_length=1, max_length=200)
    )
