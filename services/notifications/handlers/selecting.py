"""What is told of reviews, offers and the waitlist beside the decisions themselves; to cities, reviewers and staff."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from services.notifications.domain import TOLD_BY_OFFER
from services.notifications.handlers.telling import occasion_of, tell
from shared.contracts import identity
from shared.contracts.people import Role
from shared.wording.language import FALLBACK

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.notifications.domain import Occasion
    from services.notifications.repository import Repository
    from services.notifications.sending.letters import Letters
    from shared.contracts import eligibility
    from shared.messaging.cause import Cause

STAFF = frozenset({Role.STAFF, Role.PROGRAM_LEAD})

#: Why a city is told something else than before: what an offer was that stands again, else we were wrong.
REINSTATED = {"declined_by_city": "city_declined", "lapsed": "lapsed"}
OUR_ERROR = "our_error"

#: Mails that ask for a review.
REVIEWS = ("review_assigned", "review_reminder")

#: Mails that tell the day to answer an offer: one that still waits will say the new day.
OFFERS = ("decision_admitted", "offered_from_waitlist", "decision_corrected")


def take_in_person(event: identity.StandingEvent, repository: Repository) -> None:
    is_staff = bool(STAFF.intersection(event.roles))
    repository.upsert_person(f"identity:{event.person_id}", event.languages[0], is_staff)


def tell_review(
    event: eligibility.ReviewAssigned, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    """An event from before reviews had their day says none."""
    values = {"due_on": event.due_on.isoformat() if event.due_on else None}
    occasion = occasion_of(event, cause, "review_assigned", values)
    reviewer = f"identity:{event.reviewer_id}"
    tell(replace(occasion, recipient=reviewer, language=event.language or "en"), repository, letters, now)


def remind_of_review(
    event: eligibility.ReviewReminderDue, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    values = {"due_on": event.due_on.isoformat()}
    occasion = occasion_of(event, cause, "review_reminder", values)
    reviewer = f"identity:{event.reviewer_id}"
    tell(replace(occasion, recipient=reviewer, language=event.language), repository, letters, now)


def remind_by_staff(
    event: eligibility.ReviewReminded, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    """What staff wrote beside it comes when the mail goes."""
    due_on = event.due_on.isoformat() if event.due_on else None
    values = {"due_on": due_on, "outstanding": event.outstanding, "by_staff": True}
    occasion = occasion_of(event, cause, "review_reminder", values)
    reviewer = f"identity:{event.reviewer_id}"
    tell(replace(occasion, recipient=reviewer, language=event.language), repository, letters, now)


def tell_review_taken_back(
    event: eligibility.ReviewUnassigned, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    """To whoever was told of the review; a mail of it that still waits will not go."""
    reviewer = f"identity:{event.reviewer_id}"
    if reviewer in repository.list_told(event.application_id, REVIEWS):
        occasion = occasion_of(event, cause, "review_taken_back", {"because": event.because or "taken_back"})
        tell(replace(occasion, recipient=reviewer, language=event.language or FALLBACK), repository, letters, now)


def tell_information(
    event: eligibility.InformationReceived, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    values = {"version": event.application_version}
    tell(occasion_of(event, cause, "staff_information_received", values), repository, letters, now)


def tell_correction(
    event: eligibility.DecisionCorrected | eligibility.OfferReinstated,
    repository: Repository,
    letters: Letters,
    cause: Cause,
    now: datetime,
) -> None:
    """Held: staff read it before it goes to a city that was told something else, or had said no itself."""
    values: dict[str, Any] = {
        "outcome": getattr(event, "outcome", "admitted"),
        "reply_by": event.reply_by.isoformat() if event.reply_by else None,
        "has_feedback": getattr(event, "has_feedback", False),
        "decision_id": str(event.decision_id) if hasattr(event, "decision_id") else None,
        "because": REINSTATED.get(getattr(event, "before", None) or "", OUR_ERROR),
    }
    occasion = occasion_of(event, cause, "decision_corrected", values)
    tell(replace(occasion, held=True), repository, letters, now)


def tell_waitlist_closed(
    event: eligibility.WaitlistClosed, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    tell(occasion_of(event, cause, "waitlist_closed", {}), repository, letters, now)


def tell_confirmed(
    event: eligibility.OfferConfirmed, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    tell(occasion_of(event, cause, "offer_confirmed", {}), repository, letters, now)
    tell(occasion_of(event, cause, "staff_offer_confirmed", {}), repository, letters, now)


def tell_extended(
    event: eligibility.OfferExtended, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    occasion = occasion_of(event, cause, "offer_extended", {"reply_by": event.reply_by.isoformat()})
    waits = repository.has_unsent(event.application_id, OFFERS)
    tell(replace(occasion, needless=TOLD_BY_OFFER if waits else None), repository, letters, now)


def tell_interview(
    event: eligibility.InterviewScheduled, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    """To the city, and to each of the panel."""
    if event.starts_at <= now:
        return  # entered late: nobody is invited to it
    values = {
        "meeting_id": str(event.interview_id),
        "sequence": event.sequence,
        "starts_at": event.starts_at.isoformat(),
        "ends_at": None,
        "meeting_zone": event.time_zone,
        "moved": event.moved,
    }
    tell(occasion_of(event, cause, "interview_scheduled", values), repository, letters, now)
    tell_panel(occasion_of(event, cause, "panel_scheduled", values), event.panel, repository, letters, now)
    gone = values | {"cancelled": True}
    tell_panel(occasion_of(event, cause, "panel_cancelled", gone), event.left, repository, letters, now)


def tell_interview_cancelled(
    event: eligibility.InterviewCancelled, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    """An event from before it said when the interview was is told to nobody."""
    if event.starts_at is None or event.time_zone is None or event.starts_at <= now:
        return
    values = {
        "meeting_id": str(event.interview_id),
        "sequence": event.sequence,
        "starts_at": event.starts_at.isoformat(),
        "ends_at": None,
        "meeting_zone": event.time_zone,
        "cancelled": True,
    }
    tell(occasion_of(event, cause, "interview_cancelled", values), repository, letters, now)
    tell_panel(occasion_of(event, cause, "panel_cancelled", values), event.panel, repository, letters, now)


def tell_panel(
    occasion: Occasion, panel: Iterable[UUID], repository: Repository, letters: Letters, now: datetime
) -> None:
    refs = [f"identity:{person}" for person in panel]
    languages = repository.list_languages(refs)
    for ref in refs:
        person = replace(occasion, recipient=ref, language=languages.get(ref, FALLBACK))
        tell(person, repository, letters, now)


def remind_of_offer(
    event: eligibility.OfferReminderDue, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    values = {"reply_by": event.reply_by.isoformat()}
    tell(occasion_of(event, cause, "offer_reminder", values), repository, letters, now)


def tell_overdue(
    event: eligibility.OfferOverdue, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    values = {"reply_by": event.reply_by.isoformat()}
    tell(occasion_of(event, cause, "offer_overdue", values), repository, letters, now)
    tell(occasion_of(event, cause, "staff_offer_overdue", values), repository, letters, now)
