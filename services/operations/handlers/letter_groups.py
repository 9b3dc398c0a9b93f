"""Dead letters by queue, type of event and cause: counted over all, and moved together, some at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from services.operations.domain.dead_letters import Letter, insist_on_events
from services.operations.handlers.dead_letters import event_fields
from services.operations.letters import envelope_of
from shared.contracts import operations
from shared.contracts.operations import DeadLetterGroup, LettersMoved
from shared.contracts.requests import Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.operations.repository import Group, Repository
    from shared.messaging.outbox import Outbox

#: Letters that one command moves, and so events that its transaction records.
AT_ONCE = 1000


def list_dead_letter_groups(request: operations.ListDeadLetterGroups, repository: Repository) -> Page[DeadLetterGroup]:
    """The largest first. What was retried says what became of it."""
    found = repository.list_dead_letter_groups(request)
    if request.state == "retried":
        waiting = repository.list_waiting()
        found = [one.model_copy(update={"waiting": waiting.get((one.queue, one.type, one.cause), 0)}) for one in found]
    total = repository.count_dead_letter_groups(request)
    return Page[DeadLetterGroup](items=tuple(found), next=None, total=total)


def retry_dead_letter_group(
    request: operations.RetryDeadLetterGroup, repository: Repository, outbox: Outbox
) -> LettersMoved:
    insist_on_events(request.queue)
    group = (request.queue, request.type, request.cause)
    letters = repository.take_group(group, "retried", AT_ONCE)
    repository.insert_put_backs(ids_of(letters), discarded=False, per_second=request.per_second)
    for letter in letters:
        outbox.record(operations.DeadLetterRetried(**event_fields(letter)))
    return moved(group, letters, repository)


def discard_dead_letter_group(
    request: operations.DiscardDeadLetterGroup, repository: Repository, outbox: Outbox
) -> LettersMoved:
    """Of each as of one: an event goes back marked, so that its consumer moves on past it."""
    group = (request.queue, request.type, request.cause)
    letters = repository.take_group(group, "discarded", AT_ONCE, request.reason)
    events = [letter for letter in letters if envelope_of(letter) is not None]
    repository.insert_put_backs(ids_of(events), discarded=True, per_second=AT_ONCE)
    for letter in letters:
        outbox.record(operations.DeadLetterDiscarded(**event_fields(letter)))
    return moved(group, letters, repository)


def moved(group: Group, letters: Sequence[Letter], repository: Repository) -> LettersMoved:
    return LettersMoved(moved=len(letters), left=repository.count_group(group))


def ids_of(letters: Sequence[Letter]) -> list[UUID]:
    return [letter.id for letter in letters]
