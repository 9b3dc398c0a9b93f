"""What the owners of drafts are told, and what anybody is told of a withdrawal and of its end."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid5

from services.notifications.domain import Audience, as_contacts
from shared.contracts import intake
from shared.contracts.lifecycle import ApplicationState

if TYPE_CHECKING:
    from services.notifications.handlers.telling import Telling


#: What a city reads that stands, where its withdrawal came too late; else the decision that it was told.
STANDS: dict[ApplicationState | None, str] = {
    ApplicationState.CONFIRMED: "confirmation",
    ApplicationState.DECLINED_BY_CITY: "city_declined",
}


def confirm_draft(event: intake.DraftSaved, telling: Telling) -> None:
    """Its owner is told once, by which code and link to go on."""
    telling.repository.lock_application(event.application_id)
    closes_at = telling.repository.get_call(event.call, event.application_id).closes_at
    telling.repository.upsert_application(event, as_contacts([event.owner], event.owner.ref))
    if event.revision == 1:
        values = {"closes_at": closes_at.isoformat()}
        telling.tell(event, "draft_saved", values)


def tell_extension(event: intake.CallExtended, telling: Telling) -> None:
    """To each draft's owner, one mail a draft."""
    values = {"closes_at": event.closes_at.isoformat()}
    for application_id in telling.repository.list_drafts(event.call):
        occasion = telling.occasion_about(application_id, "call_extended", values)
        telling.mail(replace(occasion, id=uuid5(occasion.id, str(application_id))))


def remind_of_draft(event: intake.DraftReminderDue, telling: Telling) -> None:
    values = {"closes_at": event.closes_at.isoformat(), "days": event.days}
    telling.tell(event, "draft_reminder", values)


def tell_reopening(event: intake.CallReopened, telling: Telling) -> None:
    values = {"closes_at": event.until.isoformat()}
    telling.tell(event, "call_reopened", values)


def confirm_withdrawal(event: intake.ApplicationWithdrawn, telling: Telling) -> None:
    telling.repository.end_draft(event.application_id)
    values = {"merged_into": event.merged_into}
    telling.tell(event, "application_withdrawn", values)


def tell_restoration(event: intake.ApplicationRestored, telling: Telling) -> None:
    """To whoever was told of the withdrawal; a mail of it that still waits will not go."""
    telling.repository.lock_application(event.application_id)
    occasion = telling.occasion_of(
        event,
        "application_restored",
        {"stands": STANDS.get(event.selection, "decision")},
    )
    told = telling.repository.list_told(event.application_id, ["application_withdrawn"])
    for number, (ref, language) in enumerate(told.items()):
        one = replace(occasion, audience=Audience.PERSON, recipient=ref, language=language, leads=number == 0)
        telling.mail(one)
