"""Reminders before a day: to cities that have not answered their offer, to reviewers who have not written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from services.eligibility.domain.reviews import UNWRITTEN
from services.eligibility.domain.selection import REVIEWABLE
from services.eligibility.handlers.lookup import event_keys
from shared.contracts import eligibility
from shared.contracts.errors import not_found
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.reminders import UpcomingReminders
from shared.program.reminding import Awaited, Coming, coming, days_near, due_rules, upcoming

if TYPE_CHECKING:
    from services.eligibility.domain.reviews import RemindableReview
    from services.eligibility.domain.selection import RemindableOffer, SelectionRecord
    from services.eligibility.repository import Repository
    from shared.messaging.outbox import Outbox
    from shared.messaging.reminded import Reminded
    from shared.program.model import Program
    from shared.program.reminders import ReminderRule


def list_due_offers(
    repository: Repository, program: Program, reminded: Reminded, now: datetime
) -> list[RemindableOffer]:
    """Those whose city is to be reminded now and was not yet."""
    rules = program.reminders
    offers = repository.list_remindable_offers(*days_near(rules, "offer", now, now))
    return [
        one for one in offers if any(not reminded.knows(r, one.awaited) for r in due_rules(rules, one.awaited, now))
    ]


def remind_offer(
    offer: RemindableOffer,
    repository: Repository,
    outbox: Outbox,
    program: Program,
    reminded: Reminded,
    now: datetime,
) -> None:
    selection = repository.lock_selection_of(offer.application_id)
    if selection is None or selection.state is not State.OFFERED:
        return  # answered meanwhile
    for rule in due_rules(program.reminders, offer.awaited, now):
        if reminded.take(rule, offer.awaited):
            facts = {"reply_by": offer.reply_by, "days": -rule.offset_days}
            outbox.record(eligibility.OfferReminderDue.model_validate(event_keys(selection, State.OFFERED) | facts))


def list_due_reviews(
    repository: Repository, program: Program, reminded: Reminded, now: datetime
) -> list[RemindableReview]:
    """Those whose reviewer is to be reminded now and was not yet."""
    rules, zone = program.reminders, program.call.time_zone
    reviews = repository.list_remindable_reviews(*days_near(rules, "review", now, now))
    return [one for one in reviews if is_due(one.awaited(zone), rules, reminded, now)]


def remind_reviewer(
    review: RemindableReview,
    repository: Repository,
    outbox: Outbox,
    program: Program,
    reminded: Reminded,
    now: datetime,
) -> None:
    selection = repository.lock_selection_of(review.application_id)
    if selection is None or not is_awaited(review, selection, repository):
        return  # written or decided meanwhile
    awaited = review.awaited(program.call.time_zone)
    for rule in due_rules(program.reminders, awaited, now):
        if reminded.take(rule, awaited):
            facts = {"reviewer_id": review.reviewer_id, "language": review.languages[0], "due_on": review.due_on}
            keys = event_keys(selection, selection.state) | {"days": -rule.offset_days}
            outbox.record(eligibility.ReviewReminderDue.model_validate(keys | facts))


def list_upcoming(
    request: eligibility.ListUpcomingReminders, repository: Repository, program: Program, now: datetime
) -> UpcomingReminders:
    rules, until = program.reminders, now + timedelta(days=request.days)
    offers = repository.list_remindable_offers(*days_near(rules, "offer", now, until))
    reviews = repository.list_remindable_reviews(*days_near(rules, "review", now, until))
    waited_for: list[tuple[Awaited, str, str | None]] = [(one.awaited, one.code, None) for one in offers]
    for one in reviews:
        waited_for.append((one.awaited(program.call.time_zone), one.code, f"identity:{one.reviewer_id}"))
    found = (
        Coming(moment, rule, awaited, code, recipient)
        for awaited, code, recipient in waited_for
        for moment, rule in coming(rules, awaited, now, until)
    )
    return upcoming(found, request.limit)


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


def is_due(awaited: Awaited, rules: Sequence[ReminderRule], reminded: Reminded, now: datetime) -> bool:
    return any(not reminded.knows(rule, awaited) for rule in due_rules(rules, awaited, now))


def is_awaited(review: RemindableReview, selection: SelectionRecord, repository: Repository) -> bool:
    """As it stands now that nobody else changes it."""
    states = {one.reviewer_id: one.state for one in repository.list_reviews(review.application_id)}
    return selection.state in REVIEWABLE and states.get(review.reviewer_id) in UNWRITTEN
