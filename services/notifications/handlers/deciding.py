"""What a city is told of a decision: mails that are there as soon as it is pending, held until staff send it.

Their occasion is the decision itself, so that the event that sends it finds the mails of the one that made it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from services.notifications.domain import (
    DECISION_TAKEN_BACK,
    NO_CONTACT,
    PENDING,
    REPLAYED,
    Occasion,
    State,
    recipients,
)
from services.notifications.mails import MAILS

if TYPE_CHECKING:
    from services.notifications.domain import Application, Contact, Mail
    from services.notifications.handlers.telling import Telling
    from shared.contracts import eligibility

DECISIONS = {
    "admitted": "decision_admitted",
    "waitlisted": "decision_waitlisted",
    "declined": "decision_declined",
    "more_info": "decision_more_info",
}
OFF_WAITLIST = "offered_from_waitlist"


def template_of(outcome: str, *, from_waitlist: bool) -> str:
    return OFF_WAITLIST if from_waitlist else DECISIONS[outcome]


def foretell_decision(event: eligibility.DecisionMade, telling: Telling) -> None:
    """What it says is asked for whenever one of them is read. An event from before decisions were named makes none, and
    an old one that is heard again: the city may have been told since."""
    if event.decision_id is None or telling.cause.replayed:
        return
    values = {"reply_by": None, "decision_id": str(event.decision_id), PENDING: True}
    occasion = telling.occasion_of(event, template_of(event.outcome, from_waitlist=event.from_waitlist), values)
    telling.mail(replace(occasion, id=event.decision_id, held=True))


def forget_decision(event: eligibility.DecisionRescinded | eligibility.SelectionEnded, telling: Telling) -> None:
    """It was taken back before the city heard of it, or the city is not in the selection any more."""
    telling.repository.lock_application(event.application_id)
    telling.repository.delete_pending_decisions(event.application_id)
    for mail in telling.repository.list_awaiting(event.application_id):
        telling.repository.cancel_awaiting(mail.id, DECISION_TAKEN_BACK, telling.now)


def tell_decision(event: eligibility.DecisionSent, telling: Telling) -> None:
    """The mails that wait for it go, and whoever has none gets one; a mail that staff discarded stays so."""
    values: dict[str, Any] = {
        "reply_by": event.reply_by.isoformat() if event.reply_by else None,
        "has_feedback": event.has_feedback,
        "decision_id": str(event.decision_id) if event.decision_id else None,
    }
    occasion = telling.occasion_of(event, template_of(event.outcome, from_waitlist=event.from_waitlist), values)
    occasion = replace(occasion, id=event.decision_id or telling.event_id)
    telling.repository.lock_application(event.application_id)
    release(occasion, telling)
    telling.mail(occasion)


def release(occasion: Occasion, telling: Telling) -> None:
    state, notes = (State.SUPPRESSED, (REPLAYED,)) if occasion.silent else (State.QUEUED, ())
    telling.repository.release_awaiting(occasion, state, notes, telling.now)


def follow_contacts(application: Application, contacts: Iterable[Contact], telling: Telling) -> None:
    """Of a new version of the application, whose decision is pending: the mails are for those whom it names now."""
    awaiting = telling.repository.list_awaiting(application.id)
    if not awaiting:
        return
    occasion = occasion_of(awaiting[0], application)
    wanted = dict(recipients(occasion, contacts))
    for mail in awaiting:
        if mail.recipient not in wanted:
            telling.repository.cancel_awaiting(mail.id, NO_CONTACT, telling.now)
        elif mail.language != wanted[mail.recipient]:
            written_in = telling.letters.templates.language_for(mail.template, wanted[mail.recipient])
            telling.repository.update_awaiting_language(mail.id, written_in)
    telling.mail_each(occasion, application, contacts)


def occasion_of(mail: Mail, application: Application) -> Occasion:
    """That it was made of."""
    values = {name: mail.values[name] for name in ("reply_by", "decision_id", PENDING)}
    audience = MAILS[mail.template].audience
    return Occasion(
        mail.occasion_id, application.id, mail.template, audience, values, mail.traceparent, held=True
    )  # fmt: skip
