"""Samples of mails: what each kind reads like in each language, on a page or in the mailbox of whoever asks."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from shared.contracts.events import Event
from shared.contracts.field_types import distinct
from shared.contracts.notifications.mail import Mail
from shared.contracts.people import Language
from shared.contracts.requests import Command, Model, Query

TemplateName = Annotated[str, Field(min_length=1, max_length=80)]
TemplateNames = Annotated[tuple[TemplateName, ...], Field(min_length=1, max_length=100), AfterValidator(distinct)]


class SampleEvent(Event, aggregate="mail"):
    """`recipient`: the reference owner:id."""

    mail_id: UUID
    recipient: str


class SampleRequested(SampleEvent):
    """Somebody of the staff had a mail of this kind sent to themselves, with values that are nobody's."""

    template: str
    language: Language


class SampleMail(Model):
    """A mail of one kind in one language, made of values that are nobody's. Kept nowhere."""

    template: str
    language: Language
    subject: str
    text: str
    html: str


class PreviewTemplate(Query[SampleMail]):
    """What a kind of mail reads like, whether one was ever sent or not."""

    template: TemplateName
    language: Language


class SentSamples(Model):
    """Rows of the ledger, which are on their way. `template` of each: `sample`."""

    items: tuple[Mail, ...]


class SendSamples(Command[SentSamples]):
    """Send samples of these kinds of mail, or of every kind, in these languages to one's own address, and to no other:
    what is in them is nobody's, and each says that it is a sample. More than 400 in an hour: `too_many_tries`."""

    templates: TemplateNames | None = None
    languages: Annotated[tuple[Language, ...], Field(min_length=1, max_length=4), AfterValidator(distinct)]
