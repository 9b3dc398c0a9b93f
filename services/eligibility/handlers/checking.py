"""The automatic check: on each submitted version, and as an anonymous self-check that stores nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from services.eligibility.domain.criteria import judge
from services.eligibility.domain.selection import REINSTATEMENT_TRANSITIONS, CallRecord, OfferAnswer, SelectionRecord
from services.eligibility.handlers.ending import ask_again, cancel_interviews, release_reviews
from services.eligibility.handlers.lookup import before_the_question, event_keys, move
from services.eligibility.handlers.offering import give_up_offer
from services.eligibility.handlers.proposing import close_proposal
from shared.contracts import eligibility, intake
from shared.contracts.application import EligibilityFacts, parse_self_check
from shared.contracts.lifecycle import SETTLED
from shared.contracts.lifecycle import ApplicationState as State
from shared.program.eligibility_criteria import facts_of
from shared.program.places import find_places

if TYPE_CHECKING:
    from datetime import date, datetime

    from services.eligibility.repository import Repository
    from shared.contracts.eligibility.review import ReviewEnd
    from shared.messaging.outbox import Outbox
    from shared.program.model import Program

WITHDRAWAL = "withdrawal"  # who answered the offer
FIRST = 1  # the version before which nothing is known of an application, since events come in order and once


def record_call(event: intake.CallOpened, repository: Repository) -> None:
    repository.upsert_call(
        CallRecord(
            call=event.call,
            capacity=event.capacity,
            offer_reply_days=event.offer_reply_days,
            reviews_required=event.reviews_required,
            time_zone=event.time_zone,
            cohort=event.cohort.id,
            eligibility_as_of=event.eligibility_as_of,
            starts_on=event.cohort.starts_on,
        )
    )


def check_application(
    event: intake.ApplicationSubmitted, repository: Repository, outbox: Outbox, program: Program, now: datetime
) -> None:
    """Judge this version and keep the result with what it saw. A new version leaves the state where people put it."""
    result = judged(event.facts, program, event.eligibility_as_of)
    columns = columns_of(event)
    state = State.CHECKED
    if event.version == FIRST:
        repository.begin_selection(columns)
    elif not repository.insert_selection(columns):
        state = take_new_version(event, columns, repository, outbox, program, now)
    repository.insert_check(event.application_id, event.version, event.facts.model_dump(mode="json"), result, now)
    outbox.record(
        eligibility.EligibilityChecked(
            application_id=event.application_id,
            code=event.code,
            call=event.call,
            state=state,
            application_version=event.version,
            outcome=result.outcome,
            criteria={criterion.id: criterion.outcome for criterion in result.criteria},
            criteria_version=result.criteria_version,
        )
    )


def take_new_version(
    event: intake.ApplicationSubmitted,
    columns: dict[str, object],
    repository: Repository,
    outbox: Outbox,
    program: Program,
    now: datetime,
) -> State:
    """The state after it: where people put the application, or, when they had asked, where it was before.

    A decision that is pending since the question stays: the city knows nothing of it, and has answered in time.
    """
    known = repository.lock_selection_of(event.application_id)
    assert known is not None
    texts_version = event.version if event.rewritten else known.texts_version
    repository.update_selection_version(columns | {"texts_version": texts_version})
    if known.state in REINSTATEMENT_TRANSITIONS:
        standing = replace(known, application_version=event.version, texts_version=texts_version)
        return stand_again(standing, repository, outbox, program, now)
    if not was_asked(known, repository):
        return known.state
    back = State.DECIDED if known.state is State.DECIDED else before_the_question(known, repository)
    if known.state is State.DECIDED:
        repository.touch_selection(event.application_id)
    else:
        move(repository, known, back)
    keys = event_keys(known, back)
    outbox.record(eligibility.InformationReceived.model_validate(keys | {"application_version": event.version}))
    return back


def was_asked(selection: SelectionRecord, repository: Repository) -> bool:
    """Whether the city still has a question to answer, as far as it knows."""
    if selection.state is not State.DECIDED:
        return selection.state is State.MORE_INFO
    pending = repository.find_decision(selection.application_id)
    return pending is not None and pending.decided_from is State.MORE_INFO and not pending.is_stale(selection)


def stand_again(
    selection: SelectionRecord, repository: Repository, outbox: Outbox, program: Program, now: datetime
) -> State:
    """After a withdrawal that was taken back: what was pending is rescinded, its place was freed, its reviews stay, and
    those that were not written are asked for again."""
    decision = repository.find_decision(selection.application_id)
    if decision is not None and decision.state == "pending":
        repository.update_decision_state(decision.decision_id, "rescinded", None)
    back = State.IN_REVIEW if repository.list_reviews(selection.application_id) else State.CHECKED
    repository.update_selection_state(selection.application_id, back)
    outbox.record(eligibility.SelectionReinstated.model_validate(event_keys(selection, back)))
    ask_again(selection, back, repository, outbox, program, now)
    return back


def end_selection(event: intake.ApplicationWithdrawn, repository: Repository, outbox: Outbox, now: datetime) -> None:
    """A withdrawal ends the selection. What the city was told meanwhile stands, and intake hears so; an offer is
    declined."""
    selection = repository.lock_selection_of(event.application_id)
    if selection is None or selection.state is State.WITHDRAWN:
        return
    if selection.state in SETTLED:
        overtake_withdrawal(event, selection, repository, outbox, now)
        return
    decision = repository.find_decision(selection.application_id)
    if selection.state is State.DECIDED and decision is not None and decision.outcome == "admitted":
        repository.insert_freed_place(selection.call, selection.application_id, State.WITHDRAWN, now)
    if repository.find_rank(selection.application_id) is not None:
        repository.lock_call(selection.call)
        close_proposal(repository, outbox, selection, "superseded", WITHDRAWAL, now)
        repository.delete_waitlisted(selection.call, selection.application_id)
    repository.update_selection_state(selection.application_id, State.WITHDRAWN)
    outbox.record(eligibility.SelectionEnded.model_validate(event_keys(selection, State.WITHDRAWN)))
    because: ReviewEnd = "merged" if event.merged_into else "withdrawn"
    release_reviews(selection, State.WITHDRAWN, because, WITHDRAWAL, repository, outbox, now)
    cancel_interviews(selection, State.WITHDRAWN, WITHDRAWAL, repository, outbox, now)


def overtake_withdrawal(
    event: intake.ApplicationWithdrawn,
    selection: SelectionRecord,
    repository: Repository,
    outbox: Outbox,
    now: datetime,
) -> None:
    state = selection.state
    if state is State.OFFERED:
        give_up_offer(selection, OfferAnswer(WITHDRAWAL), repository, outbox, now)
        state = State.DECLINED_BY_CITY
    repository.touch_selection(selection.application_id)
    told = event_keys(selection, state) | {"withdrawn_version": event.version}
    outbox.record(eligibility.WithdrawalOvertaken.model_validate(told))


def check_eligibility(
    request: eligibility.CheckEligibility, repository: Repository, program: Program, today: date
) -> eligibility.EligibilityResult:
    """The self-check: as of the day that the call it names is judged by; without such a call, today."""
    document = parse_self_check(request.document, today=today)
    call = repository.find_call(document.call) if document.call else None
    as_of = (call and call.eligibility_as_of) or today
    return judged(facts_of(document, program.eligibility), program, as_of)


def judged(facts: EligibilityFacts, program: Program, as_of: date) -> eligibility.EligibilityResult:
    places = find_places(facts.country, facts.city) if facts.city else ()
    return judge(facts, program.eligibility, as_of, places)


def columns_of(event: intake.ApplicationSubmitted) -> dict[str, object]:
    lead = next((contact.ref for contact in event.contacts if contact.role == "team_lead"), None)
    return {
        "application_id": event.application_id,
        "code": event.code,
        "call": event.call,
        "application_version": event.version,
        "texts_version": event.version,
        "city": event.city,
        "admin_area": event.admin_area,
        "country": event.country,
        "time_zone": event.time_zone,
        "language": event.language,
        "team_lead_ref": lead,
        "residents": event.facts.residents,
        "resident_outcomes": list(event.resident_outcomes),
        "recipients": sum(
            contact.ref == event.primary_contact or contact.role == "mayors_office" for contact in event.contacts
        ),
    }
