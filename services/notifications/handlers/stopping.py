"""Tells others which mails go no further until staff say, and which do again: their work queue is made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from services.notifications.handlers.settling import facts_of
from shared.contracts import notifications

if TYPE_CHECKING:
    from services.notifications.repository import Repository
    from shared.messaging.outbox import Outbox

AT_ONCE = 200


def list_untold_stops(repository: Repository) -> list[UUID]:
    return repository.list_untold_stops(AT_ONCE)


def tell_stop(mail_id: UUID, repository: Repository, outbox: Outbox) -> None:
    found = repository.take_untold_stop(mail_id)
    if found is None:
        return
    mail, stopped = found
    if stopped:
        outbox.record(notifications.MailStopped.model_validate(facts_of(mail) | {"state": mail.state.value}))
    else:
        outbox.record(notifications.MailHandled.model_validate(facts_of(mail)))
