"""Drafts: applications that are kept and not sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from shared.contracts.codes import Code
from shared.contracts.field_types import Email, Reason
from shared.contracts.intake.application import ApplicationEvent, Receipt
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.named import CallName
from shared.contracts.people import PersonRef
from shared.contracts.requests import Command, FieldProblem, Model, Page, Query

# -- events --------------------------------------------------------------------------------------------------------


class DraftSaved(ApplicationEvent):
    """A city keeps an application that it has not sent yet, for the first time or again. None: not given yet."""

    revision: int
    city: str | None
    admin_area: str | None
    country: str | None
    time_zone: str | None  # as given, else the city reference's
    owner: PersonRef
    saved_at: datetime
    override: bool = False


class DraftReminderDue(ApplicationEvent):
    """The call closes in some days, and this draft has not been sent."""

    days: int
    closes_at: datetime


# -- requests ------------------------------------------------------------------------------------------------------


class DraftReceipt(Model):
    id: UUID
    code: str
    state: ApplicationState
    revision: int
    missing: tuple[FieldProblem, ...]  # what an application needs beyond this


class SaveDraft(Command[DraftReceipt]):
    """Keep an application that is not ready. It may lack anything but its call and a contact with name and address;
    what it has must be of the right form. The primary contact, else the first, owns it."""

    document: dict[str, Any]
    override: Reason | None = None  # for a call that is closed


class ReviseDraft(Command[DraftReceipt]):
    """Replace the kept document."""

    code: Code
    document: dict[str, Any]
    expected_revision: int | None = None
    override: Reason | None = None


class SubmitDraft(Command[Receipt]):
    """Submit what is kept; it must be whole now. The draft's code becomes the application's."""

    code: Code
    override: Reason | None = None


class Draft(Model):
    """A draft with its document, for whoever writes on."""

    id: UUID
    code: str
    call: str
    revision: int
    saved_at: datetime
    document: dict[str, Any]
    missing: tuple[FieldProblem, ...]


class GetDraft(Query[Draft]):
    audited = "read"

    code: Code


class ListedDraft(Model):
    code: str
    call: str
    city: str | None
    country: str | None
    revision: int
    saved_at: datetime


class ListDrafts(Query[Page[ListedDraft]]):
    """The latest saved first. `email`: only those that this address owns."""

    call: CallName | None = None
    email: Email | None = None
    limit: int = Field(100, ge=1, le=1000)
    after: Code | None = None
