"""Reminders before a day: to cities that have not answered their offer, to reviewers who have not written."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from services.eligibility.domain.reviews import UNWRITTEN
from services.eligibility.domain.selection import REVIEWABLE
from services.eligibility.handlers.lookup import event_keys
from shared.contracts import eligibility
from shared.contracts.lifecycle import ApplicationState as State
from shared.program.reminding import due_reminder

if TYPE_CHECKING:
    from services.eligibility.domain.reviews import RemindableReview
    from services.eligibility.domain.selection import SelectionRecord
    from services.eligibility.repository import Repository
    from shared.messaging.outbox import Outbox
    from shared.program.model import Program

AT_ONCE = 200  # offers, or reviews, in one transaction
A_DAY = timedelta(days=1)  # the city's day may be another than UTC's


def remind_offers(
    repository: Repository, outbox: Outbox, program: Program, now: datetime, after: UUID | None
) -> UUID | None:
    """One batch of offers; the last one's id while there may be more."""
    days_before, hour = program.call.offer_reminder_days, program.call.reminder_hour
    today = now.date()
    last = today + timedelta(days=max(days_before, default=0)) + A_DAY
    offers = repository.list_remindable_offers(today - A_DAY, last, after, AT_ONCE)
    for offer in offers:
        due = due_reminder(offer.reply_by, offer.time_zone, days_before, hour, now)
        selection = repository.lock_selection_of(offer.application_id) if due else None
        if due is None or selection is None or selection.state is not State.OFFERED:
            continue  # answered meanwhile
        if repository.insert_offer_reminder(offer, due.days):
            facts = {"reply_by": offer.reply_by, "days": due.days}
            outbox.record(eligibility.OfferReminderDue.model_validate(event_keys(selection, State.OFFERED) | facts))
    return offers[-1].application_id if len(offers) == AT_ONCE else None


def remind_reviewers(
    repository: Repository, outbox: Outbox, program: Program, now: datetime, after: tuple[UUID, UUID] | None
) -> tuple[UUID, UUID] | None:
    """One batch of reviews; the last one's application and reviewer while there may be more."""
    days_before, hour, zone = program.call.review_reminder_days, program.call.reminder_hour, program.call.time_zone
    today = now.date()
    last = today + timedelta(days=max(days_before, default=0)) + A_DAY
    found = repository.list_remindable_reviews(today - A_DAY, last, after, AT_ONCE)
    for review in found:
        due = due_reminder(review.due_on, zone, days_before, hour, now)
        selection = repository.lock_selection_of(review.application_id) if due else None
        if due is None or selection is None or not is_awaited(review, selection, repository):
            continue  # written or decided meanwhile
        if repository.insert_review_reminder(review, due.days):
            facts = {"reviewer_id": review.reviewer_id, "language": review.languages[0], "due_on": review.due_on}
            keys = event_keys(selection, selection.state)
            outbox.record(eligibility.ReviewReminderDue.model_validate(keys | facts | {"days": due.days}))
    return (found[-1].application_id, found[-1].reviewer_id) if len(found) == AT_ONCE else None


def is_awaited(review: RemindableReview, selection: SelectionRecord, repository: Repository) -> bool:
    """As it stands now that nobody else changes it."""
    states = {one.reviewer_id: one.state for one in repository.list_reviews(review.application_id)}
    return selection.state in REVIEWABLE and states.get(review.reviewer_id) in UNWRITTEN
