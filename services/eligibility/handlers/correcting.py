"""The way back for what a city was told: a decision replaced by another, an offer that stands again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.eligibility.domain.selection import (
    CORRECTION_TRANSITIONS,
    SENT_STATES,
    SelectionRecord,
    illegal_transition,
    insist_on_day_to_come,
    insist_on_transition,
    insist_on_version,
)
from services.eligibility.handlers.admitting import insist_on_admission, insist_on_open_waitlist, insist_on_place
from services.eligibility.handlers.deciding import decision_of, put_on_waitlist
from services.eligibility.handlers.ending import cancel_interviews, release_reviews
from services.eligibility.handlers.lookup import event_keys, lock_call, lock_selection
from services.eligibility.handlers.proposing import close_proposal
from services.eligibility.handlers.showing import show_selection
from shared.contracts import eligibility
from shared.contracts.errors import Detail, Refusal
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.people import Caller

if TYPE_CHECKING:
    from datetime import datetime

    from services.eligibility.repository import Repository
    from shared.messaging.outbox import Outbox
    from shared.program.model import Program

#: What staff decided and the city was told; an answer of the city's is taken back by reinstating.
TOLD = (State.OFFERED, State.WAITLISTED, State.DECLINED)


def correct_decision(
    request: eligibility.CorrectDecision,
    repository: Repository,
    outbox: Outbox,
    program: Program,
    caller: Caller,
    now: datetime,
) -> eligibility.Selection:
    """At once; the mail waits until staff release it."""
    selection, state = correctable(request, repository)
    call = lock_call(repository, selection)
    overridden = insist_on_room(request, state, selection, repository, caller, now)
    before = repository.find_decision(selection.application_id)
    assert before is not None, "what a city was told was decided"
    repository.update_decision_state(before.decision_id, "corrected", None)
    told = {"state": "sent", "due_on": None, "reviews": before.reviews, "sent_at": now, "corrects": before.decision_id}
    decision = decision_of(request, selection, caller, now) | told
    repository.insert_decision(decision)
    leave(repository, outbox, selection, caller, now)
    repository.update_selection_state(selection.application_id, state)
    if state is not State.WAITLISTED:
        release_reviews(selection, state, "decided", caller.actor, repository, outbox, now)
        cancel_interviews(selection, state, caller.actor, repository, outbox, now)
    if state is State.OFFERED:
        repository.insert_offer(selection.application_id, call.reply_by(now))
    if state is State.WAITLISTED:
        put_on_waitlist(repository, selection, request.rank)
    facts = {
        "before": before.outcome,
        "outcome": request.outcome,
        "reply_by": call.reply_by(now) if state is State.OFFERED else None,
        "has_feedback": request.feedback is not None,
        "decision_id": decision["decision_id"],
        "overridden": overridden,
    }
    outbox.record(eligibility.DecisionCorrected.model_validate(event_keys(selection, state) | facts))
    return show_selection(repository, request.code, program, now)


def correctable(request: eligibility.CorrectDecision, repository: Repository) -> tuple[SelectionRecord, State]:
    """Whose decision may become that one, and the state to which it then comes."""
    if request.rank is not None and request.outcome != "waitlisted":
        raise Refusal("invalid", Detail("rank", "not_allowed"))
    selection = lock_selection(repository, request.code)
    insist_on_version(selection, request.expected_version)
    state = SENT_STATES[request.outcome]
    if selection.state not in TOLD:
        raise illegal_transition(selection, "no_decision_to_correct")
    insist_on_transition(selection, state, CORRECTION_TRANSITIONS)
    return selection, state


def insist_on_room(
    request: eligibility.CorrectDecision,
    state: State,
    selection: SelectionRecord,
    repository: Repository,
    caller: Caller,
    now: datetime,
) -> tuple[str, ...]:
    """A place, or a list that is open; the codes of what was overridden."""
    if state is State.OFFERED:
        return insist_on_admission(repository, selection, caller, request.override, now)
    if state is State.WAITLISTED:
        return insist_on_open_waitlist(repository, selection, caller, request.override, now)
    return ()


def leave(repository: Repository, outbox: Outbox, selection: SelectionRecord, caller: Caller, now: datetime) -> None:
    """What the former decision had given: a place, or one on the waitlist."""
    if selection.state is State.OFFERED:
        repository.insert_freed_place(selection.call, selection.application_id, "corrected", now)
    if selection.state is State.WAITLISTED:
        close_proposal(repository, outbox, selection, "superseded", caller.actor, now)
        repository.delete_waitlisted(selection.call, selection.application_id)


def reinstate_offer(
    request: eligibility.ReinstateOffer,
    repository: Repository,
    outbox: Outbox,
    program: Program,
    caller: Caller,
    now: datetime,
) -> eligibility.Selection:
    """Needs a free place: the one it had may have gone to another city."""
    selection = lock_selection(repository, request.code)
    insist_on_version(selection, request.expected_version)
    if selection.state in TOLD:
        raise illegal_transition(selection, "no_offer_to_reinstate")
    insist_on_transition(selection, State.OFFERED, CORRECTION_TRANSITIONS)
    insist_on_day_to_come("reply_by", request.reply_by, lock_call(repository, selection).today(now))
    overridden = insist_on_place(repository, selection, caller, request.override, now)
    repository.insert_override(selection.application_id, "reinstated", request.reason, caller.actor, now)
    repository.update_selection_state(selection.application_id, State.OFFERED)
    repository.insert_offer(selection.application_id, request.reply_by)
    facts = {"reply_by": request.reply_by, "before": selection.state, "overridden": overridden}
    outbox.record(eligibility.OfferReinstated.model_validate(event_keys(selection, State.OFFERED) | facts))
    return show_selection(repository, request.code, program, now)
