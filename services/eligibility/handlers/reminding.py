"""Reminders before a day: to cities that have not answered their offer, to reviewers who have not written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from services.eligibility.domain.reviews import UNWRITTEN
from services.eligibility.domain.selection import REVIEWABLE
from services.eligibility.handlers.lookup import event_keys
from shared.contracts import eligibility
from shared.contracts.errors import not_found
from shared.contracts.lifecycle import ApplicationState as State
from shared.program.reminding import due_reminder

if TYPE_CHECKING:
    from services.eligibility.domain.reviews import RemindableReview
    from services.eligibility.domain.selection import RemindableOffer, SelectionRecord
    from services.eligibility.repository import Repository
    from shared.messaging.outbox import Outbox
    from shared.program.model import Program

A_DAY = timedelta(days=1)  # the city's day may be another than UTC's


def list_due_offers(repository: Repository, program: Program, now: datetime) -> list[RemindableOffer]:
    """Those whose city is to be reminded now and was not yet."""
    days_before, hour = program.call.offer_reminder_days, program.call.reminder_hour
    offers = repository.list_remindable_offers(*days_near(now, days_before))
    due = [(offer, due_reminder(offer.reply_by, offer.time_zone, days_before, hour, now)) for offer in offers]
    return [offer for offer, reminder in due if reminder is not None and reminder.days not in offer.told]


def remind_offer(
    offer: RemindableOffer, repository: Repository, outbox: Outbox, program: Program, now: datetime
) -> None:
    due = due_reminder(
        offer.reply_by, offer.time_zone, program.call.offer_reminder_days, program.call.reminder_hour, now
    )  # fmt: skip
    selection = repository.lock_selection_of(offer.application_id)
    if due is None or selection is None or selection.state is not State.OFFERED:
        return  # answered meanwhile
    if repository.insert_offer_reminder(offer, due.days):
        facts = {"reply_by": offer.reply_by, "days": due.days}
        outbox.record(eligibility.OfferReminderDue.model_validate(event_keys(selection, State.OFFERED) | facts))


def list_due_reviews(repository: Repository, program: Program, now: datetime) -> list[RemindableReview]:
    """Those whose reviewer is to be reminded now and was not yet."""
    days_before, hour, zone = program.call.review_reminder_days, program.call.reminder_hour, program.call.time_zone
    reviews = repository.list_remindable_reviews(*days_near(now, days_before))
    due = [(review, due_reminder(review.due_on, zone, days_before, hour, now)) for review in reviews]
    return [review for review, reminder in due if reminder is not None and reminder.days not in review.told]


def remind_reviewer(
    review: RemindableReview, repository: Repository, outbox: Outbox, program: Program, now: datetime
) -> None:
    days_before, hour, zone = program.call.review_reminder_days, program.call.reminder_hour, program.call.time_zone
    due = due_reminder(review.due_on, zone, days_before, hour, now)
    selection = repository.lock_selection_of(review.application_id)
    if due is None or selection is None or not is_awaited(review, selection, repository):
        return  # written or decided meanwhile
    if repository.insert_review_reminder(review, due.days):
        facts = {"reviewer_id": review.reviewer_id, "language": review.languages[0], "due_on": review.due_on}
        keys = event_keys(selection, selection.state)
        outbox.record(eligibility.ReviewReminderDue.model_validate(keys | facts | {"days": due.days}))


def remind_of_outstanding(
    request: eligibility.RemindReviewer, repository: Repository, outbox: Outbox
) -> eligibility.RemindedReviewer:
    """One mail, about the review that is due first."""
    languages = repository.find_reviewer_languages(request.reviewer_id)
    if languages is None:
        raise not_found("reviewer", request.reviewer_id)
    rows = repository.list_outstanding(request.reviewer_id, request.codes)
    selection = repository.lock_selection_of(rows[0]["application_id"]) if rows else None
    if selection is not None:
        repository.update_reminder_note(selection.application_id, request.reviewer_id, request.note)
        told = {
            "reviewer_id": request.reviewer_id,
            "language": languages[0] if languages else "en",
            "due_on": rows[0]["due_on"],
            "outstanding": len(rows),
        }
        outbox.record(eligibility.ReviewReminded.model_validate(event_keys(selection, selection.state) | told))
    return eligibility.RemindedReviewer(reviewer_id=request.reviewer_id, codes=tuple(row["code"] for row in rows))


def days_near(now: datetime, days_before: Sequence[int]) -> tuple[date, date]:
    """From when until when a day lies of which somebody may be reminded now, wherever they are."""
    today = now.date()
    return today - A_DAY, today + timedelta(days=max(days_before, default=0)) + A_DAY


def is_awaited(review: RemindableReview, selection: SelectionRecord, repository: Repository) -> bool:
    """As it stands now that nobody else changes it."""
    states = {one.reviewer_id: one.state for one in repository.list_reviews(review.application_id)}
    return selection.state in REVIEWABLE and states.get(review.reviewer_id) in UNWRITTEN
