"""What is told of reviews, offers and the waitlist beside the decisions themselves; to cities, reviewers and staff."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from services.notifications.domain import Audience
from services.notifications.handlers.telling import occasion_of, tell
from shared.contracts.people import Role

if TYPE_CHECKING:
    from services.notifications.repository import Repository
    from services.notifications.sending.letters import Letters
    from shared.contracts import eligibility, identity
    from shared.messaging.cause import Cause

STAFF = frozenset({Role.STAFF, Role.PROGRAM_LEAD})


def take_in_person(event: identity.PersonAdded, repository: Repository) -> None:
    if STAFF.intersection(event.roles):
        repository.upsert_staff(f"identity:{event.person_id}", event.languages[0])


def tell_review(
    event: eligibility.ReviewAssigned, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    """An event from before reviews had their day says none."""
    values = {"due_on": event.due_on.isoformat() if event.due_on else None}
    occasion = occasion_of(event, cause, "review_assigned", Audience.PERSON, values)
    reviewer = f"identity:{event.reviewer_id}"
    tell(replace(occasion, recipient=reviewer, language=event.language or "en"), repository, letters, now)


def remind_of_review(
    event: eligibility.ReviewReminderDue, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    values = {"due_on": event.due_on.isoformat()}
    occasion = occasion_of(event, cause, "review_reminder", Audience.PERSON, values)
    reviewer = f"identity:{event.reviewer_id}"
    tell(replace(occasion, recipient=reviewer, language=event.language), repository, letters, now)


def tell_information(
    event: eligibility.InformationReceived, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    values = {"version": event.application_version}
    tell(occasion_of(event, cause, "staff_information_received", Audience.STAFF, values), repository, letters, now)


def tell_correction(
    event: eligibility.DecisionCorrected | eligibility.OfferReinstated,
    repository: Repository,
    letters: Letters,
    cause: Cause,
    now: datetime,
) -> None:
    """Held: staff read it before it goes to a city that was told something else."""
    values: dict[str, Any] = {
        "outcome": getattr(event, "outcome", "admitted"),
        "reply_by": event.reply_by.isoformat() if event.reply_by else None,
        "has_feedback": getattr(event, "has_feedback", False),
        "decision_id": str(event.decision_id) if hasattr(event, "decision_id") else None,
    }
    occasion = occasion_of(event, cause, "decision_corrected", Audience.APPLICANT, values)
    tell(replace(occasion, held=True), repository, letters, now)


def tell_waitlist_closed(
    event: eligibility.WaitlistClosed, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    tell(occasion_of(event, cause, "waitlist_closed", Audience.APPLICANT, {}), repository, letters, now)


def tell_confirmed(
    event: eligibility.OfferConfirmed, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    tell(occasion_of(event, cause, "offer_confirmed", Audience.APPLICANT, {}), repository, letters, now)
    tell(occasion_of(event, cause, "staff_offer_confirmed", Audience.STAFF, {}), repository, letters, now)


def remind_of_offer(
    event: eligibility.OfferReminderDue, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    values = {"reply_by": event.reply_by.isoformat()}
    tell(occasion_of(event, cause, "offer_reminder", Audience.APPLICANT, values), repository, letters, now)


def tell_overdue(
    event: eligibility.OfferOverdue, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    values = {"reply_by": event.reply_by.isoformat()}
    tell(occasion_of(event, cause, "offer_overdue", Audience.APPLICANT, values), repository, letters, now)
    tell(occasion_of(event, cause, "staff_offer_overdue", Audience.STAFF, values), repository, letters, now)
