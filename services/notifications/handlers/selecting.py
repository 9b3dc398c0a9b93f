"""What is told of reviews, offers and the waitlist beside the decisions themselves; to cities, reviewers and staff."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from services.notifications.domain import TOLD_BY_OFFER
from shared.contracts import identity
from shared.contracts.people import Role
from shared.wording.language import FALLBACK

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.notifications.domain import Occasion
    from services.notifications.handlers.telling import Telling
    from services.notifications.repository import Repository
    from shared.contracts import eligibility

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


def tell_review(event: eligibility.ReviewAssigned, telling: Telling) -> None:
    """An event from before reviews had their day says none."""
    values = {"due_on": event.due_on.isoformat() if event.due_on else None}
    reviewer = f"identity:{event.reviewer_id}"
    telling.tell(event, "review_assigned", values, recipient=reviewer, language=event.language or "en")


def remind_of_review(event: eligibility.ReviewReminderDue, telling: Telling) -> None:
    values = {"due_on": event.due_on.isoformat()}
    reviewer = f"identity:{event.reviewer_id}"
    telling.tell(event, "review_reminder", values, recipient=reviewer, language=event.language)


def remind_by_staff(event: eligibility.ReviewReminded, telling: Telling) -> None:
    """What staff wrote beside it comes when the mail goes."""
    due_on = event.due_on.isoformat() if event.due_on else None
    values = {"due_on": due_on, "outstanding": event.outstanding, "by_staff": True}
    reviewer = f"identity:{event.reviewer_id}"
    telling.tell(event, "review_reminder", values, recipient=reviewer, language=event.language)


def tell_review_taken_back(event: eligibility.ReviewUnassigned, telling: Telling) -> None:
    """To whoever was told of the review; a mail of it that still waits will not go."""
    reviewer = f"identity:{event.reviewer_id}"
    if reviewer in telling.repository.list_told(event.application_id, REVIEWS):
        telling.tell(
            event,
            "review_taken_back",
            {"because": event.because or "taken_back"},
            recipient=reviewer,
            language=event.language or FALLBACK,
        )


def tell_correction(
    event: eligibility.DecisionCorrected | eligibility.OfferReinstated,
    telling: Telling,
) -> None:
    """Held: staff read it before it goes to a city that was told something else, or had said no itself."""
    values: dict[str, Any] = {
        "outcome": getattr(event, "outcome", "admitted"),
        "reply_by": event.reply_by.isoformat() if event.reply_by else None,
        "has_feedback": getattr(event, "has_feedback", False),
        "decision_id": str(event.decision_id) if hasattr(event, "decision_id") else None,
        "because": REINSTATED.get(getattr(event, "before", None) or "", OUR_ERROR),
    }
    telling.tell(event, "decision_corrected", values, held=True)


def tell_confirmed(event: eligibility.OfferConfirmed, telling: Telling) -> None:
    telling.tell(event, "offer_confirmed", {})
    telling.tell(event, "staff_offer_confirmed", {})


def tell_extended(event: eligibility.OfferExtended, telling: Telling) -> None:
    waits = telling.repository.has_unsent(event.application_id, OFFERS)
    values = {"reply_by": event.reply_by.isoformat()}
    telling.tell(event, "offer_extended", values, needless=TOLD_BY_OFFER if waits else None)


def tell_interview(event: eligibility.InterviewScheduled, telling: Telling) -> None:
    """To the city, and to each of the panel."""
    if event.starts_at <= telling.now:
        return  # entered late: nobody is invited to it
    values = {
        "meeting_id": str(event.interview_id),
        "sequence": event.sequence,
        "starts_at": event.starts_at.isoformat(),
        "ends_at": None,
        "meeting_zone": event.time_zone,
        "moved": event.moved,
    }
    telling.tell(event, "interview_scheduled", values)
    tell_panel(telling.occasion_of(event, "panel_scheduled", values), event.panel, telling)
    gone = values | {"cancelled": True}
    tell_panel(telling.occasion_of(event, "panel_cancelled", gone), event.left, telling)


def tell_interview_cancelled(event: eligibility.InterviewCancelled, telling: Telling) -> None:
    """An event from before it said when the interview was is told to nobody."""
    if event.starts_at is None or event.time_zone is None or event.starts_at <= telling.now:
        return
    values = {
        "meeting_id": str(event.interview_id),
        "sequence": event.sequence,
        "starts_at": event.starts_at.isoformat(),
        "ends_at": None,
        "meeting_zone": event.time_zone,
        "cancelled": True,
    }
    telling.tell(event, "interview_cancelled", values)
    tell_panel(telling.occasion_of(event, "panel_cancelled", values), event.panel, telling)


def tell_panel(occasion: Occasion, panel: Iterable[UUID], telling: Telling) -> None:
    refs = [f"identity:{person}" for person in panel]
    languages = telling.repository.list_languages(refs)
    for ref in refs:
        person = replace(occasion, recipient=ref, language=languages.get(ref, FALLBACK))
        telling.mail(person)


def tell_overdue(event: eligibility.OfferOverdue, telling: Telling) -> None:
    values = {"reply_by": event.reply_by.isoformat()}
    telling.tell(event, "offer_overdue", values)
    telling.tell(event, "staff_offer_overdue", values)
