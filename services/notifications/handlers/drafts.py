"""What the owners of drafts are told, and what anybody is told of a withdrawal and of its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid5

from services.notifications.domain import Audience, as_contacts
from services.notifications.handlers.telling import occasion_about, occasion_of, tell
from shared.contracts import intake
from shared.contracts.lifecycle import ApplicationState

if TYPE_CHECKING:
    from services.notifications.repository import Repository
    from services.notifications.sending.letters import Letters
    from shared.messaging.cause import Cause


#: What a city reads that stands, where its withdrawal came too late; else the decision that it was told.
STANDS: dict[ApplicationState | None, str] = {
    ApplicationState.CONFIRMED: "confirmation",
    ApplicationState.DECLINED_BY_CITY: "city_declined",
}


def confirm_draft(
    event: intake.DraftSaved, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    """Its owner is told once, by which code and link to go on."""
    repository.lock_application(event.application_id)
    closes_at = repository.get_call(event.call, event.application_id).closes_at
    repository.upsert_application(event, as_contacts([event.owner], event.owner.ref))
    if event.revision == 1:
        values = {"closes_at": closes_at.isoformat()}
        tell(occasion_of(event, cause, "draft_saved", values), repository, letters, now)


def tell_colleague(
    event: intake.ColleagueInvited, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    occasion = occasion_of(event, cause, "colleague_invited", {})
    one = replace(occasion, audience=Audience.PERSON, recipient=event.colleague.ref, language=event.colleague.language)
    tell(one, repository, letters, now)


def tell_extension(
    event: intake.CallExtended, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    """To each draft's owner, one mail a draft."""
    values = {"closes_at": event.closes_at.isoformat()}
    for application_id in repository.list_drafts(event.call):
        occasion = occasion_about(application_id, cause, "call_extended", values)
        tell(replace(occasion, id=uuid5(occasion.id, str(application_id))), repository, letters, now)


def remind_of_draft(
    event: intake.DraftReminderDue, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    values = {"closes_at": event.closes_at.isoformat(), "days": event.days}
    tell(occasion_of(event, cause, "draft_reminder", values), repository, letters, now)


def tell_reopening(
    event: intake.CallReopened, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    values = {"closes_at": event.until.isoformat()}
    tell(occasion_of(event, cause, "call_reopened", values), repository, letters, now)


def confirm_withdrawal(
    event: intake.ApplicationWithdrawn, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    repository.end_draft(event.application_id)
    values = {"merged_into": event.merged_into}
    tell(occasion_of(event, cause, "application_withdrawn", values), repository, letters, now)


def tell_restoration(
    event: intake.ApplicationRestored, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    """To whoever was told of the withdrawal; a mail of it that still waits will not go."""
    repository.lock_application(event.application_id)
    occasion = occasion_of(
        event,
        cause,
        "application_restored",
        {"stands": STANDS.get(event.selection, "decision")},
    )
    told = repository.list_told(event.application_id, ["application_withdrawn"])
    for number, (ref, language) in enumerate(told.items()):
        one = replace(occasion, audience=Audience.PERSON, recipient=ref, language=language, leads=number == 0)
        tell(one, repository, letters, now)
