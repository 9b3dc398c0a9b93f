"""A place that was freed is proposed to the next on the waitlist; nothing is offered until staff decide and send.

Places are freed in many ways. Each leaves a row, and one job makes proposals of the rows: it alone locks a city that
the freeing transaction has nothing to do with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.eligibility.domain.pool import City, compose
from services.eligibility.handlers.judging import insist_on_call
from services.eligibility.handlers.lookup import event_keys, lock_selection
from services.eligibility.handlers.showing import show_selection
from shared.contracts import eligibility
from shared.contracts.errors import not_found
from shared.contracts.requests import Page

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from services.eligibility.domain.selection import SelectionRecord
    from services.eligibility.repository import Repository
    from shared.contracts.people import Caller
    from shared.messaging.outbox import Outbox
    from shared.messaging.owners import Owners
    from shared.program.model import Program
    from shared.storage.database import Row

JOB = "service:eligibility"


def list_freed(repository: Repository) -> list[tuple[UUID, str]]:
    """Freed places that are to be proposed, and their calls."""
    return repository.list_unproposed()


def propose_place(freed: tuple[UUID, str], repository: Repository, outbox: Outbox, now: datetime) -> None:
    """To nobody where the place is taken, or nobody waits for it any more.

    Locks first the city, then the call, as everything here does.
    """
    freed_id, call_name = freed
    following = repository.lock_next_waitlisted(call_name, freed_id, now)
    call = repository.lock_call(call_name)
    if call is None or not repository.lock_freed_place(freed_id):
        return
    promised = repository.count_places_taken(call_name) + repository.count_open_proposals(call_name)
    if promised >= call.capacity:
        repository.settle_freed_place(freed_id, now)
        return
    if following is None:
        return
    application_id, rank = following
    selection = repository.lock_selection_of(application_id)
    assert selection is not None, "it is on the waitlist"
    proposal_id = repository.insert_proposal(freed_id, call_name, application_id, rank, now)
    repository.touch_selection(application_id)
    keys = event_keys(selection, selection.state)
    outbox.record(eligibility.PlaceProposed.model_validate(keys | {"proposal_id": proposal_id, "rank": rank}))


def list_overtaken(repository: Repository) -> list[tuple[UUID, str]]:
    """The open proposals that may have been overtaken, the latest first: their applications and calls."""
    return repository.list_open_proposals()[::-1]


def drop_overtaken(proposed: tuple[UUID, str], repository: Repository, outbox: Outbox, now: datetime) -> None:
    """A proposal whose place was given to another city meanwhile, or taken again by the city that had freed it."""
    application_id, call_name = proposed
    selection = repository.lock_selection_of(application_id)
    call = repository.lock_call(call_name)
    proposal = repository.find_open_proposal(application_id)
    if selection is None or call is None or proposal is None:
        return
    _, freed_id = proposal
    promised = repository.count_places_taken(call_name) + repository.count_open_proposals(call_name)
    if repository.is_settled(freed_id) or promised > call.capacity:
        close_proposal(repository, outbox, selection, "superseded", JOB, now)


def close_proposal(
    repository: Repository,
    outbox: Outbox,
    selection: SelectionRecord,
    outcome: str,
    by: str,
    now: datetime,
    reason: str | None = None,
) -> bool:
    """Whether there was one. Only a dismissed one leaves the place to the next on the list at once."""
    found = repository.find_open_proposal(selection.application_id)
    if found is None:
        return False
    proposal_id, freed_id = found
    repository.update_proposal(proposal_id, outcome, reason, by, now)
    if outcome == "accepted":
        repository.settle_freed_place(freed_id, now)
    repository.touch_selection(selection.application_id)
    keys = event_keys(selection, selection.state)
    outbox.record(eligibility.ProposalClosed.model_validate(keys | {"proposal_id": proposal_id, "outcome": outcome}))
    return True


def dismiss_proposal(
    request: eligibility.DismissProposal,
    repository: Repository,
    outbox: Outbox,
    program: Program,
    caller: Caller,
    now: datetime,
) -> eligibility.Selection:
    selection = lock_selection(repository, request.code)
    if not close_proposal(repository, outbox, selection, "dismissed", caller.actor, now, request.reason):
        raise not_found("open_proposal", request.code)
    return show_selection(repository, request.code, program, now)


def insist_on_proposal(repository: Repository, code: str) -> None:
    selection = lock_selection(repository, code)
    if repository.find_open_proposal(selection.application_id) is None:
        raise not_found("open_proposal", code)


def list_proposals(
    request: eligibility.ListProposals, repository: Repository, program: Program, owners: Owners
) -> Page[eligibility.Proposal]:
    """With the balance of the cohort before and after each, for people to weigh."""
    insist_on_call(repository, request.call, owners)
    call = repository.find_call(request.call)
    if call is None:
        return Page[eligibility.Proposal](items=(), next=None, total=0)
    taken = repository.list_taken_cities(request.call)
    items = tuple(
        show_proposal(row, call.capacity, taken, program)
        for row in repository.list_proposals(request.call, request.state)
    )
    return Page[eligibility.Proposal](items=items, next=None, total=len(items))


def show_proposal(row: Row, capacity: int, taken: Mapping[str, City], program: Program) -> eligibility.Proposal:
    """Sets, not sums: a city that was accepted has its place among those that are taken."""
    others = [city for code, city in taken.items() if code != row["code"]]
    own = ("country", "residents", "language", "resident_outcomes")
    city = City(row["country"], row["residents"], row["language"], tuple(row["resident_outcomes"]))
    countries, bands = program.eligibility.countries, program.selection.size_bands
    shown = {key: value for key, value in row.items() if key not in own or key == "country"}
    return eligibility.Proposal.model_validate(
        shown
        | {
            "capacity": capacity,
            "taken": len(others),
            "before": compose(others, countries, bands),
            "after": compose([*others, city], countries, bands),
        }
    )
