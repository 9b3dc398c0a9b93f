"""Dead letters: kept once, shown, put back, given up."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from services.operations.domain.dead_letters import Letter, insist_on_retry, insist_on_transition, is_expired_request
from services.operations.letters import envelope_of, readable_body, readable_text
from shared.contracts import operations
from shared.contracts.errors import not_found
from shared.contracts.operations import DeadLetter, DeadLetterDetail
from shared.contracts.paging import page_of, pair, read_cursor
from shared.contracts.requests import Page

if TYPE_CHECKING:
    from services.operations.repository import Repository
    from shared.messaging.outbox import Outbox


def keep_dead_letter(letter: Letter, repository: Repository, outbox: Outbox) -> None:
    """Once for each letter. A dead letter about dead letters is told to nobody, or it would never end."""
    if is_expired_request(letter) or not repository.insert_dead_letter(letter):
        return
    envelope = envelope_of(letter)
    if envelope is not None and envelope.source == operations.DeadLetterArrived.producer:
        return
    outbox.record(operations.DeadLetterArrived(**event_fields(letter), reason=letter.reason, attempts=letter.attempts))


def list_dead_letters(request: operations.ListDeadLetters, repository: Repository) -> Page[DeadLetter]:
    """The latest first; `after` is the first_at and id of the page's last."""
    total = repository.count_dead_letters(request)
    after = read_cursor(request.after, pair(datetime.fromisoformat, UUID))
    found = repository.list_dead_letters(request, after, request.limit + 1)
    items, following = page_of(found, request.limit, lambda one: (one.first_at.isoformat(), one.id))
    return Page[DeadLetter](items=tuple(items), next=following, total=total)


def get_dead_letter(request: operations.GetDeadLetter, repository: Repository) -> DeadLetterDetail:
    letter = repository.find_dead_letter(request.dead_letter_id)
    if letter is None:
        raise not_found("dead_letter", request.dead_letter_id)
    shown = {"body": readable_body(letter), "text": readable_text(letter), "size_bytes": len(letter.body)}
    return DeadLetterDetail.model_validate({"letter": as_reply(letter), **shown})


def retry_dead_letter(request: operations.RetryDeadLetter, repository: Repository, outbox: Outbox) -> DeadLetter:
    letter = _take(request.dead_letter_id, repository)
    insist_on_retry(letter)
    repository.update_dead_letter(letter.id, "retried")
    repository.insert_put_back(letter.id, discarded=False)
    outbox.record(operations.DeadLetterRetried(**event_fields(letter)))
    return as_reply(replace(letter, state="retried"))


def discard_dead_letter(request: operations.DiscardDeadLetter, repository: Repository, outbox: Outbox) -> DeadLetter:
    """An event goes back marked, so that its consumer moves on past it; what is no event is only closed."""
    letter = _take(request.dead_letter_id, repository)
    insist_on_transition(letter, "discarded")
    repository.update_dead_letter(letter.id, "discarded", request.reason)
    if envelope_of(letter) is not None:
        repository.insert_put_back(letter.id, discarded=True)
    outbox.record(operations.DeadLetterDiscarded(**event_fields(letter)))
    return as_reply(replace(letter, state="discarded"))


def as_reply(letter: Letter) -> DeadLetter:
    return DeadLetter(
        id=letter.id,
        queue=letter.queue,
        type=letter.event_type,
        about=letter.about,
        reason=letter.reason,
        code=letter.code,
        attempts=letter.attempts,
        first_at=letter.first_at,
        state=letter.state,
    )


def _take(dead_letter_id: UUID, repository: Repository) -> Letter:
    letter = repository.find_dead_letter_for_update(dead_letter_id)
    if letter is None:
        raise not_found("dead_letter", dead_letter_id)
    return letter


def event_fields(letter: Letter) -> dict[str, object]:
    return {"dead_letter_id": letter.id, "queue": letter.queue, "event_type": letter.event_type}
