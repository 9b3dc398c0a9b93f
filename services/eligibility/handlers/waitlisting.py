"""The waitlist: its order, and its end on the day on which the cohort starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.eligibility.domain.scores import assess
from services.eligibility.domain.selection import illegal_transition, insist_on_transition
from services.eligibility.handlers.ending import cancel_interviews, release_reviews
from services.eligibility.handlers.judging import insist_on_call
from services.eligibility.handlers.lookup import event_keys, lock_call, lock_selection
from services.eligibility.handlers.offering import lock_selection_of
from services.eligibility.handlers.proposing import close_proposal
from shared.contracts import eligibility
from shared.contracts.lifecycle import ApplicationState as State

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from services.eligibility.repository import Repository
    from shared.messaging.outbox import Outbox
    from shared.messaging.owners import Owners
    from shared.program.model import Program

JOB = "service:eligibility"


def list_waitlist(
    request: eligibility.ListWaitlist, repository: Repository, program: Program, owners: Owners
) -> eligibility.Waitlist:
    insist_on_call(repository, request.call, owners)
    return show_waitlist(request.call, repository, program)


def rank_waitlist(
    request: eligibility.RankWaitlist, repository: Repository, outbox: Outbox, program: Program
) -> eligibility.Waitlist:
    """Beyond the end is the end. The same rank again changes nothing."""
    selection = lock_selection(repository, request.code)
    lock_call(repository, selection)
    before = repository.find_rank(selection.application_id)
    if before is None:
        raise illegal_transition(selection, "not_on_waitlist")
    rank = repository.update_rank(selection.call, selection.application_id, before, request.rank)
    if rank != before:
        repository.touch_selection(selection.application_id)
        outbox.record(eligibility.WaitlistMoved.model_validate(event_keys(selection, selection.state) | {"rank": rank}))
    return show_waitlist(selection.call, repository, program)


def list_ended(repository: Repository, now: datetime) -> list[UUID]:
    """Whoever still waits when the cohort starts, but for those whom a program lead put on the closed list since."""
    return repository.list_ended_waitlist(now)


def close_waitlist(application_id: UUID, repository: Repository, outbox: Outbox, now: datetime) -> None:
    """They are told that the list has closed."""
    selection = lock_selection_of(repository, application_id)
    if application_id not in repository.list_ended_waitlist(now):
        return  # decided meanwhile
    insist_on_transition(selection, State.DECLINED)
    lock_call(repository, selection)
    close_proposal(repository, outbox, selection, "superseded", JOB, now)
    repository.delete_waitlisted(selection.call, application_id)
    repository.update_selection_state(application_id, State.DECLINED)
    outbox.record(eligibility.WaitlistClosed.model_validate(event_keys(selection, State.DECLINED)))
    release_reviews(selection, State.DECLINED, "decided", JOB, repository, outbox, now)
    cancel_interviews(selection, State.DECLINED, JOB, repository, outbox, now)


def show_waitlist(call: str, repository: Repository, program: Program) -> eligibility.Waitlist:
    items = tuple(
        eligibility.WaitlistEntry.model_validate(
            {key: value for key, value in row.items() if key not in ("application_id", "texts_version")}
            | {"mean": mean_of(repository, row["application_id"], row["texts_version"], program)}
        )
        for row in repository.list_waitlist(call)
    )
    return eligibility.Waitlist(call=call, items=items, total=len(items))


def mean_of(repository: Repository, application_id: UUID, texts_version: int, program: Program) -> float | None:
    """Of the reviews of that version of the application and later ones."""
    reviews = [one for one in repository.list_reviews(application_id) if one.state == "submitted"]
    current = [one.scores for one in reviews if one.application_version >= texts_version]
    mean = assess(current, program.rubric).overall.mean
    return None if mean is None else float(mean)
