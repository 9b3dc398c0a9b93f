"""Decisions: pending until sent, and a place for each city that is admitted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from services.eligibility.domain.selection import (
    REVIEWABLE,
    SENT_STATES,
    DecisionRecord,
    SelectionRecord,
    illegal_transition,
    insist_on_day_to_come,
    insist_on_transition,
    insist_on_version,
)
from services.eligibility.handlers.admitting import insist_on_admission, insist_on_open_waitlist
from services.eligibility.handlers.ending import cancel_interviews, release_reviews
from services.eligibility.handlers.lookup import (
    before_the_question,
    event_keys,
    get_selection,
    knows_call,
    lock_call,
    lock_selection,
    move,
)
from services.eligibility.handlers.proposing import close_proposal, insist_on_proposal
from services.eligibility.handlers.showing import show_selection
from shared.contracts import eligibility
from shared.contracts.errors import Detail, Refusal
from shared.contracts.filters import Filter, insist_on_known
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.people import Caller

if TYPE_CHECKING:
    from datetime import datetime

    from services.eligibility.repository import Repository
    from shared.messaging.outbox import Outbox
    from shared.messaging.owners import Owners
    from shared.program.model import Program

SENDING = "service:eligibility"  # who calls off what a sent decision ends


def decide(
    request: eligibility.Decide,
    repository: Repository,
    outbox: Outbox,
    program: Program,
    caller: Caller,
    now: datetime,
) -> eligibility.Selection:
    """Judged in the order of docs/program.md. The call's row is locked, so of two for the last place one wins."""
    insist_on_form(request)
    selection = lock_selection(repository, request.code)
    insist_on_version(selection, request.expected_version)
    insist_on_transition(selection, State.DECIDED)
    overridden = insist_on_rules(request, repository, selection, caller, now)
    submitted = sum(review.state == "submitted" for review in repository.list_reviews(selection.application_id))
    made = {"state": "pending", "due_on": request.due_on, "reviews": submitted, "sent_at": None, "corrects": None}
    decision = decision_of(request, selection, caller, now) | made
    repository.insert_decision(decision)
    waited = request.outcome == "admitted" and repository.find_rank(selection.application_id) is not None
    if request.outcome == "waitlisted":
        put_on_waitlist(repository, selection, request.rank)
    outcome = "accepted" if request.outcome == "admitted" else "superseded"
    close_proposal(repository, outbox, selection, outcome, caller.actor, now)
    move(repository, selection, State.DECIDED)
    keys = event_keys(selection, State.DECIDED)
    facts = {"outcome": request.outcome, "reviews": submitted, "overridden": overridden}
    facts |= {"decision_id": decision["decision_id"], "from_waitlist": waited}
    outbox.record(eligibility.DecisionMade.model_validate(keys | facts))
    return show_selection(repository, request.code, program, now)


def decision_of(
    request: eligibility.Decide | eligibility.CorrectDecision, selection: SelectionRecord, caller: Caller, now: datetime
) -> dict[str, Any]:
    """The columns of a new decision that follow from what is decided of which application, and by whom."""
    return {
        "decision_id": uuid4(),
        "application_id": selection.application_id,
        "application_version": selection.application_version,
        "outcome": request.outcome,
        "decided_from": selection.state,
        "reason": request.reason,
        "feedback": request.feedback,
        "override_reason": request.override,
        "decided_by": caller.actor,
        "decided_at": now,
    }


def insist_on_form(request: eligibility.Decide) -> None:
    """A request for information asks something, by a date; only a waitlisting has a rank."""
    details = []
    if request.outcome == "more_info":
        details = [Detail(name, "missing") for name in ("feedback", "due_on") if getattr(request, name) is None]
    elif request.due_on is not None:
        details = [Detail("due_on", "not_allowed")]
    if request.rank is not None and request.outcome != "waitlisted":
        details.append(Detail("rank", "not_allowed"))
    if details:
        raise Refusal("invalid", *details)


def insist_on_rules(
    request: eligibility.Decide, repository: Repository, selection: SelectionRecord, caller: Caller, now: datetime
) -> tuple[str, ...]:
    """The program's rules for each outcome; the codes of those that were overridden."""
    if request.outcome == "admitted":
        return insist_on_admission(repository, selection, caller, request.override, now)
    if request.outcome == "waitlisted":
        return insist_on_open_waitlist(repository, selection, caller, request.override, now)
    if request.due_on is not None:
        insist_on_day_to_come("due_on", request.due_on, lock_call(repository, selection).today(now))
    return ()


def accept_proposal(
    request: eligibility.AcceptProposal,
    repository: Repository,
    outbox: Outbox,
    program: Program,
    caller: Caller,
    now: datetime,
) -> eligibility.Selection:
    """An admission like any other, of a city that a place was proposed for."""
    insist_on_proposal(repository, request.code)
    fields = request.model_dump() | {"outcome": "admitted"}
    return decide(eligibility.Decide.model_validate(fields), repository, outbox, program, caller, now)


def put_on_waitlist(repository: Repository, selection: SelectionRecord, rank: int | None) -> None:
    """Last, unless a rank is given; who is on it already stays or moves. The caller holds the call."""
    known = repository.find_rank(selection.application_id)
    if known is None:
        repository.insert_waitlisted(selection.call, selection.application_id, rank)
    elif rank is not None:
        repository.update_rank(selection.call, selection.application_id, known, rank)


def rescind_decision(
    request: eligibility.RescindDecision, repository: Repository, outbox: Outbox, program: Program, now: datetime
) -> eligibility.Selection:
    """Back to where it was decided, or, where the city has answered meanwhile, to where it was before the question;
    what was decided stays in the audit alone."""
    selection = lock_selection(repository, request.code)
    insist_on_version(selection, request.expected_version)
    decision = get_pending(repository, selection)
    repository.update_decision_state(decision.decision_id, "rescinded", None)
    if decision.outcome == "admitted":
        repository.insert_freed_place(selection.call, selection.application_id, "rescinded", now)
    if decision.outcome == "waitlisted" and not waits(repository.find_decision(selection.application_id)):
        lock_call(repository, selection)
        repository.delete_waitlisted(selection.call, selection.application_id)
    back = decision.decided_from
    if back is State.MORE_INFO and decision.is_stale(selection):
        back = before_the_question(selection, repository)
    repository.update_selection_state(selection.application_id, back)
    keys = event_keys(selection, back)
    outbox.record(eligibility.DecisionRescinded.model_validate(keys | {"outcome": decision.outcome}))
    return show_selection(repository, request.code, program, now)


def waits(standing: DecisionRecord | None) -> bool:
    """Whether the decision that stands again had put the city on the waitlist, or asked it while it waited."""
    if standing is None:
        return False
    asked = standing.outcome == "more_info" and standing.decided_from is State.WAITLISTED
    return standing.outcome == "waitlisted" or asked


def send_decision(
    request: eligibility.SendDecision, repository: Repository, outbox: Outbox, program: Program, now: datetime
) -> eligibility.Selection:
    """The city is told. Sent before: the same answer."""
    selection = lock_selection(repository, request.code)
    sent = repository.find_decision(selection.application_id)
    if sent is not None and is_sent(sent, selection):
        return show_selection(repository, request.code, program, now)
    decision = get_pending(repository, selection)
    state = SENT_STATES[decision.outcome]
    call = lock_call(repository, selection)
    reply_by = call.reply_by(now) if state is State.OFFERED else decision.due_on
    rank = repository.find_rank(selection.application_id)
    repository.update_decision_state(decision.decision_id, "sent", now)
    move(repository, selection, state)
    if state is State.OFFERED:
        repository.insert_offer(selection.application_id, call.reply_by(now))
    if state in (State.OFFERED, State.DECLINED):
        repository.delete_waitlisted(selection.call, selection.application_id)
        release_reviews(selection, state, "decided", SENDING, repository, outbox, now)
        cancel_interviews(selection, state, SENDING, repository, outbox, now)
    outbox.record(
        eligibility.DecisionSent.model_validate(
            event_keys(selection, state)
            | {
                "outcome": decision.outcome,
                "reply_by": reply_by,
                "has_feedback": decision.feedback is not None,
                "decision_id": decision.decision_id,
                "from_waitlist": rank is not None and state is State.OFFERED,
            }
        )
    )
    return show_selection(repository, request.code, program, now)


def is_sent(decision: DecisionRecord, selection: SelectionRecord) -> bool:
    """Sent, and not answered by the city since."""
    return decision.state == "sent" and selection.state not in REVIEWABLE


def get_pending(repository: Repository, selection: SelectionRecord) -> DecisionRecord:
    decision = repository.find_decision(selection.application_id)
    if selection.state is not State.DECIDED or decision is None:
        raise illegal_transition(selection, "no_pending_decision")
    return decision


# -- reading -----------------------------------------------------------------------------------------------------------


def list_pending_decisions(
    request: eligibility.ListPendingDecisions, repository: Repository, owners: Owners
) -> eligibility.PendingDecisions:
    insist_on_known(Filter("call", request.call, "no_such_call", knows_call(repository), owners.know_call))
    return eligibility.PendingDecisions(codes=tuple(repository.list_pending_codes(request.call)))


def get_decision_history(
    request: eligibility.GetDecisionHistory, repository: Repository
) -> eligibility.DecisionHistory:
    selection = get_selection(repository, request.code)
    rows = repository.list_decisions(selection.application_id)
    return eligibility.DecisionHistory(
        code=selection.code, entries=tuple(eligibility.DecisionEntry.model_validate(row) for row in rows)
    )
