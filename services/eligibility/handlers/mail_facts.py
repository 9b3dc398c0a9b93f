"""What is still true of a selection at the moment when a mail about it goes, and the texts that belong into it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from services.eligibility.domain.reviews import UNWRITTEN
from services.eligibility.domain.selection import SENT_STATES
from services.eligibility.handlers.lookup import get_call, get_selection
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.mail_facts import MailFacts
from shared.contracts.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.eligibility.domain.selection import SelectionRecord
    from services.eligibility.repository import Repository
    from shared.contracts import eligibility
    from shared.storage.database import Row

    Look = Callable[[eligibility.GetMailFacts, SelectionRecord, Repository], MailFacts]

#: As long as an application is in one of these, what it was told by a decision stands.
STANDING = {
    "admitted": {State.OFFERED},
    "waitlisted": {State.WAITLISTED, State.MORE_INFO, State.DECIDED},
    "declined": {State.DECLINED},
    "more_info": {State.MORE_INFO, State.DECIDED},
}


def get_mail_facts(request: eligibility.GetMailFacts, repository: Repository, now: datetime) -> MailFacts:
    selection = get_selection(repository, request.code)
    if request.about == "decision" and request.values.get("pending"):
        return of_pending(request.values.get("decision_id"), selection, repository, now)
    return ABOUT[request.about](request, selection, repository)


def of_decision(request: eligibility.GetMailFacts, selection: SelectionRecord, repository: Repository) -> MailFacts:
    """The feedback is that of the decision which the mail tells; the internal reason never leaves."""
    decisions = repository.list_decisions(selection.application_id)
    told = told_decision(request.values.get("decision_id"), decisions)
    if told is None:
        return MailFacts(holds=False)
    holds = told["state"] == "sent" and selection.state in STANDING[told["outcome"]]
    offered = told["outcome"] == "admitted"
    reply_by = reply_by_of(selection, repository) if offered else told["due_on"]
    return facts(holds, outcome=told["outcome"], feedback=told["feedback"], reply_by=reply_by)


def of_pending(decision_id: str | None, selection: SelectionRecord, repository: Repository, now: datetime) -> MailFacts:
    """Of a mail that waits for its decision to be sent, and is only looked at: with the day that sending now would
    give. Without a name it is the one that is pending."""
    pending = [one for one in repository.list_decisions(selection.application_id) if one["state"] == "pending"]
    named = [one for one in pending if decision_id in (None, str(one["decision_id"]))]
    if not named:
        return MailFacts(holds=False)
    decision = named[-1]
    offered = SENT_STATES[decision["outcome"]] is State.OFFERED
    reply_by = get_call(repository, selection).reply_by(now) if offered else decision["due_on"]
    return facts(True, outcome=decision["outcome"], feedback=decision["feedback"], reply_by=reply_by)


def told_decision(decision_id: str | None, decisions: list[Row]) -> Row | None:
    """The named one; without a name the last that was sent."""
    sent = [one for one in decisions if one["state"] in ("sent", "corrected")]
    named = [one for one in sent if decision_id in (None, str(one["decision_id"]))]
    return named[-1] if named else None


def of_correction(request: eligibility.GetMailFacts, selection: SelectionRecord, repository: Repository) -> MailFacts:
    """Without a decision of its own it tells that an offer stands again."""
    if request.values.get("decision_id"):
        return of_decision(request, selection, repository)
    return of_offer(request, selection, repository)


def of_offer(request: eligibility.GetMailFacts, selection: SelectionRecord, repository: Repository) -> MailFacts:
    """With the day that it has now; of a mail that is only looked at, with the one that it would have."""
    now = {} if request.values.get("pending") else {"reply_by": reply_by_of(selection, repository)}
    return facts(selection.state is State.OFFERED, **now)


def of_offer_date(request: eligibility.GetMailFacts, selection: SelectionRecord, repository: Repository) -> MailFacts:
    """A reminder belongs to its day: of another one the city is reminded anew."""
    offer = of_offer(request, selection, repository)
    return offer.model_copy(
        update={"holds": offer.holds and offer.values["reply_by"] == request.values["reply_by"]}
    )  # fmt: skip


def of_waitlist_closed(_: eligibility.GetMailFacts, selection: SelectionRecord, __: Repository) -> MailFacts:
    return facts(selection.state is State.DECLINED)


def of_confirmation(_: eligibility.GetMailFacts, selection: SelectionRecord, __: Repository) -> MailFacts:
    return facts(selection.state is State.CONFIRMED)


def of_review(request: eligibility.GetMailFacts, selection: SelectionRecord, repository: Repository) -> MailFacts:
    """With what staff wrote beside their reminder, in the mail that carries it."""
    reviews = repository.list_reviews(selection.application_id)
    own = next((one for one in reviews if f"identity:{one.reviewer_id}" == request.recipient), None)
    if own is None or own.state not in UNWRITTEN:
        return MailFacts(holds=False)
    if not request.values.get("by_staff"):
        return MailFacts()
    return facts(True, note=repository.find_reminder_note(selection.application_id, own.reviewer_id))


def of_review_end(request: eligibility.GetMailFacts, selection: SelectionRecord, repository: Repository) -> MailFacts:
    """Unless it is asked for anew, or was written."""
    reviews = repository.list_reviews(selection.application_id)
    states = {f"identity:{one.reviewer_id}": one.state for one in reviews}
    return facts(states.get(request.recipient) in (None, "released"))


def of_interview(request: eligibility.GetMailFacts, selection: SelectionRecord, repository: Repository) -> MailFacts:
    """An invitation holds while it is scheduled for that time, a cancellation while it is cancelled; for whoever sits
    on the panel, and for the city."""
    wanted = UUID(request.values["meeting_id"])
    known = next((i for i in repository.list_interviews(selection.application_id) if i.interview_id == wanted), None)
    if known is None:
        return MailFacts(holds=False)
    panel = {f"identity:{person}" for person in known.panel}
    invited = not request.recipient.startswith("identity:") or request.recipient in panel
    if request.values.get("cancelled"):
        cancelled = known.state == "cancelled"
        return facts(cancelled or not invited, how="cancelled" if cancelled else "left_panel")
    is_then = known.starts_at == datetime.fromisoformat(request.values["starts_at"])
    return facts(known.state == "scheduled" and invited and is_then)


def reply_by_of(selection: SelectionRecord, repository: Repository) -> Any:
    offer = repository.find_offer(selection.application_id)
    return offer and offer.reply_by


def facts(holds: bool, **values: Any) -> MailFacts:
    return MailFacts(holds=holds, values=plain(values))


ABOUT: dict[str, Look] = {
    "decision": of_decision,
    "correction": of_correction,
    "offer": of_offer,
    "offer_date": of_offer_date,
    "waitlist_closed": of_waitlist_closed,
    "confirmation": of_confirmation,
    "review": of_review,
    "review_end": of_review_end,
    "interview": of_interview,
}
