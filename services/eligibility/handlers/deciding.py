"""Decisions and offers: pending until sent, and a place for each city that is admitted."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from services.eligibility.domain.selection import (
    REVIEWABLE,
    SENT_STATES,
    DecisionRecord,
    SelectionRecord,
    insist_on_transition,
    insist_on_version,
)
from services.eligibility.handlers.lookup import (
    event_keys,
    get_selection,
    lock_call,
    lock_selection,
    move,
    show_selection,
)
from shared.contracts import eligibility
from shared.contracts.errors import Detail, Refusal
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.people import Caller
from shared.security.permissions import insist_on_override

if TYPE_CHECKING:
    from datetime import datetime

    from services.eligibility.repository import Repository
    from shared.messaging.outbox import Outbox
    from shared.program.model import Program


def decide(
    request: eligibility.Decide,
    repository: Repository,
    outbox: Outbox,
    program: Program,
    caller: Caller,
    now: datetime,
) -> eligibility.Selection:
    """Judged in the order of interface.md. The call's row is locked, so of two for the last place one wins."""
    selection = lock_selection(repository, request.code)
    insist_on_version(selection, request.expected_version)
    insist_on_transition(selection, State.DECIDED)
    if request.outcome == "admitted":
        insist_on_admission(repository, selection, caller, request.override)
    if request.outcome == "more_info":
        insist_on_question(request)
    reviews = repository.list_reviews(selection.application_id)
    submitted = sum(review.state == "submitted" for review in reviews)
    repository.insert_decision({
        "decision_id": uuid4(),
        "application_id": selection.application_id,
        "outcome": request.outcome,
        "decided_from": selection.state,
        "reason": request.reason,
        "feedback": request.feedback,
        "override_reason": request.override,
        "due_on": request.due_on,
        "reviews": submitted,
        "decided_by": caller.actor,
        "decided_at": now,
    })  # fmt: skip
    move(repository, selection, State.DECIDED)
    keys = event_keys(selection, State.DECIDED)
    outbox.record(eligibility.DecisionMade.model_validate(keys | {"outcome": request.outcome, "reviews": submitted}))
    return show_selection(repository, request.code, program)


def insist_on_admission(
    repository: Repository, selection: SelectionRecord, caller: Caller, override: str | None
) -> None:
    """Capacity counts pending, offered and confirmed; admitting an ineligible city is an override (program.md §3)."""
    call = lock_call(repository, selection)
    check = repository.find_latest_check(selection.application_id)
    if check is not None and check.outcome == "ineligible":
        failed = ", ".join(criterion.id for criterion in check.criteria if criterion.outcome == "fail")
        insist_on_override(override, caller, Refusal("ineligible", f"The city fails: {failed}."))
    if repository.count_places_taken(call.call) >= call.capacity:
        refusal = Refusal("cohort_full", f"All {call.capacity} places are pending, offered or confirmed.")
        insist_on_override(override, caller, refusal)


def insist_on_question(request: eligibility.Decide) -> None:
    """A request for information asks something, by a date."""
    missing = [name for name in ("feedback", "due_on") if getattr(request, name) is None]
    if missing:
        details = [
            Detail(name, "missing", "is required: the question, and the day until which to answer") for name in missing
        ]
        raise Refusal("invalid", "A request for information needs its question and its date.", details)


def rescind_decision(
    request: eligibility.RescindDecision, repository: Repository, outbox: Outbox, program: Program
) -> eligibility.Selection:
    selection = lock_selection(repository, request.code)
    insist_on_version(selection, request.expected_version)
    decision = get_pending(repository, selection)
    repository.update_decision_state(decision.decision_id, "rescinded", None)
    repository.update_selection_state(selection.application_id, decision.decided_from)
    keys = event_keys(selection, decision.decided_from)
    outbox.record(eligibility.DecisionRescinded.model_validate(keys | {"outcome": decision.outcome}))
    return show_selection(repository, request.code, program)


def send_decision(
    request: eligibility.SendDecision, repository: Repository, outbox: Outbox, program: Program, now: datetime
) -> eligibility.Selection:
    """The city is told. Sent before: the same answer."""
    selection = lock_selection(repository, request.code)
    sent = repository.find_decision(selection.application_id)
    if sent is not None and sent.state == "sent" and selection.state not in REVIEWABLE:
        return show_selection(repository, request.code, program)
    decision = get_pending(repository, selection)
    state = SENT_STATES[decision.outcome]
    reply_by = lock_call(repository, selection).reply_by(now) if state is State.OFFERED else decision.due_on
    repository.update_decision_state(decision.decision_id, "sent", now)
    move(repository, selection, state)
    if state is State.OFFERED and reply_by is not None:
        repository.insert_offer(selection.application_id, reply_by)
    outbox.record(
        eligibility.DecisionSent.model_validate(
            event_keys(selection, state)
            | {"outcome": decision.outcome, "reply_by": reply_by, "has_feedback": decision.feedback is not None}
        )
    )
    return show_selection(repository, request.code, program)


def get_pending(repository: Repository, selection: SelectionRecord) -> DecisionRecord:
    decision = repository.find_decision(selection.application_id)
    if selection.state is not State.DECIDED or decision is None:
        raise Refusal("illegal_transition", f"An application that is {selection.state.value} has no pending decision.")
    return decision


def confirm_offer(
    request: eligibility.ConfirmOffer,
    repository: Repository,
    outbox: Outbox,
    program: Program,
    caller: Caller,
    now: datetime,
) -> eligibility.Selection:
    """Twice gives the same answer. After its date a program lead may still accept the city."""
    selection = lock_selection(repository, request.code)
    if selection.state is State.CONFIRMED:
        return show_selection(repository, request.code, program)
    insist_on_transition(selection, State.CONFIRMED)
    call = lock_call(repository, selection)
    offer = repository.find_offer(selection.application_id)
    assert offer is not None
    if call.today(now) > offer.reply_by:
        refusal = Refusal("offer_lapsed", f"The offer was open until {offer.reply_by.isoformat()}.")
        insist_on_override(request.override, caller, refusal)
    move(repository, selection, State.CONFIRMED)
    repository.update_offer_answer(selection.application_id, request.mayor, caller.actor, now)
    outbox.record(
        eligibility.OfferConfirmed.model_validate(
            event_keys(selection, State.CONFIRMED)
            | {
                "cohort": call.cohort,
                "city": selection.city,
                "admin_area": selection.admin_area,
                "country": selection.country,
                "time_zone": selection.time_zone,
                "language": selection.language,
                "team_lead_ref": selection.team_lead_ref,
                "confirmed_at": now,
            }
        )
    )
    return show_selection(repository, request.code, program)


def decline_offer(
    request: eligibility.DeclineOffer,
    repository: Repository,
    outbox: Outbox,
    program: Program,
    caller: Caller,
    now: datetime,
) -> eligibility.Selection:
    """Twice gives the same answer."""
    selection = lock_selection(repository, request.code)
    if selection.state is not State.DECLINED_BY_CITY:
        move(repository, selection, State.DECLINED_BY_CITY)
        repository.update_offer_answer(selection.application_id, None, caller.actor, now)
        keys = event_keys(selection, State.DECLINED_BY_CITY)
        outbox.record(eligibility.OfferDeclined.model_validate(keys | {"declined_at": now}))
    return show_selection(repository, request.code, program)


def extend_offer(
    request: eligibility.ExtendOffer, repository: Repository, outbox: Outbox, program: Program
) -> eligibility.Selection:
    selection = lock_selection(repository, request.code)
    offer = repository.find_offer(selection.application_id)
    if selection.state is not State.OFFERED or offer is None:
        raise Refusal("illegal_transition", f"An application that is {selection.state.value} has no open offer.")
    if request.reply_by <= offer.reply_by:
        detail = Detail("reply_by", "too_early", f"must be after {offer.reply_by}")
        raise Refusal("invalid", "An offer is extended to a later day.", (detail,))
    repository.update_offer_reply_by(selection.application_id, request.reply_by)
    repository.touch_selection(selection.application_id)
    keys = event_keys(selection, State.OFFERED)
    outbox.record(eligibility.OfferExtended.model_validate(keys | {"reply_by": request.reply_by}))
    return show_selection(repository, request.code, program)


def lapse_offer(
    request: eligibility.LapseOffer,
    repository: Repository,
    outbox: Outbox,
    program: Program,
    caller: Caller,
    now: datetime,
) -> eligibility.Selection:
    """Twice gives the same answer."""
    selection = lock_selection(repository, request.code)
    if selection.state is State.LAPSED:
        return show_selection(repository, request.code, program)
    insist_on_transition(selection, State.LAPSED)
    call = lock_call(repository, selection)
    offer = repository.find_offer(selection.application_id)
    assert offer is not None
    if call.today(now) <= offer.reply_by:
        refusal = Refusal("offer_open", f"The city may answer until {offer.reply_by.isoformat()}.")
        insist_on_override(request.override, caller, refusal)
    move(repository, selection, State.LAPSED)
    keys = event_keys(selection, State.LAPSED)
    outbox.record(eligibility.OfferLapsed.model_validate(keys | {"reply_by": offer.reply_by, "lapsed_at": now}))
    return show_selection(repository, request.code, program)


def get_selection_status(
    request: eligibility.GetSelectionStatus, repository: Repository
) -> eligibility.SelectionStatus:
    selection = get_selection(repository, request.code)
    offer = repository.find_offer(selection.application_id)
    shows = offer is not None and selection.state is State.OFFERED
    return eligibility.SelectionStatus(state=selection.state, reply_by=offer.reply_by if offer and shows else None)


def list_pending_decisions(
    request: eligibility.ListPendingDecisions, repository: Repository
) -> eligibility.PendingDecisions:
    return eligibility.PendingDecisions(codes=tuple(repository.list_pending_codes(request.call)))


def get_decision_texts(request: eligibility.GetDecisionTexts, repository: Repository) -> eligibility.DecisionTexts:
    """Only what goes with a decision that was sent; the internal reason never leaves."""
    decision = repository.find_decision(request.application_id)
    sent = decision is not None and decision.state == "sent"
    return eligibility.DecisionTexts(feedback=decision.feedback if decision and sent else None)
