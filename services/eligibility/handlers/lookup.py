"""What the use cases share: finding a selection, and moving it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.eligibility.domain.selection import SelectionRecord, insist_on_transition
from shared.contracts.errors import Refusal, not_found
from shared.contracts.lifecycle import ApplicationState as State

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.eligibility.domain.selection import CallRecord
    from services.eligibility.repository import Repository
    from shared.program.model import Program


def get_selection(repository: Repository, code: str) -> SelectionRecord:
    selection = repository.find_selection(code)
    if selection is None:
        raise not_found("checked_application", code)
    return selection


def lock_selection(repository: Repository, code: str) -> SelectionRecord:
    """For a change: others wait until this transaction ends."""
    selection = repository.lock_selection(code)
    if selection is None:
        raise not_found("checked_application", code)
    return selection


def lock_call(repository: Repository, selection: SelectionRecord) -> CallRecord:
    """For counting places."""
    return insist_on_told(repository.lock_call(selection.call), selection)


def get_call(repository: Repository, selection: SelectionRecord) -> CallRecord:
    return insist_on_told(repository.find_call(selection.call), selection)


def insist_on_told(call: CallRecord | None, selection: SelectionRecord) -> CallRecord:
    if call is None:  # told by another event, which is still on its way
        raise Refusal("unavailable", reason="call_not_known", call=selection.call)
    return call


def knows_call(repository: Repository) -> Callable[[str], bool]:
    """For filters of lists."""
    return lambda call: repository.find_call(call) is not None


def move(repository: Repository, selection: SelectionRecord, to_state: State) -> None:
    """One step of the table. Raises illegal_transition."""
    insist_on_transition(selection, to_state)
    repository.update_selection_state(selection.application_id, to_state)


def event_keys(selection: SelectionRecord, state: State) -> dict[str, object]:
    """What each event of a selection carries."""
    return {
        "application_id": selection.application_id,
        "code": selection.code,
        "call": selection.call,
        "state": state,
    }


def told_state(selection: SelectionRecord, repository: Repository) -> State:
    """Where the city knows itself: of what is decided and not sent it knows nothing."""
    pending = repository.find_decision(selection.application_id) if selection.state is State.DECIDED else None
    if pending is None:
        return selection.state
    answered = pending.decided_from is State.MORE_INFO and pending.is_stale(selection)
    return before_the_question(selection, repository) if answered else pending.decided_from


def before_the_question(selection: SelectionRecord, repository: Repository) -> State:
    """On the waitlist, or in review, or only checked, however often it was asked."""
    if repository.find_rank(selection.application_id) is not None:
        return State.WAITLISTED
    return State.IN_REVIEW if repository.list_reviews(selection.application_id) else State.CHECKED


def reviews_required(repository: Repository, call: str, program: Program) -> int:
    """How many reviews a call asks for: its own number, else the program's."""
    found = repository.find_call(call)
    return (found and found.reviews_required) or program.call.reviews_required
