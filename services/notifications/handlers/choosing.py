"""What whoever reads at an address does without, by the key in a mail to it; and addresses that no mail goes to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, get_args
from uuid import UUID

from services.notifications.mails import MAILS
from shared.contracts import notifications
from shared.contracts.errors import Refusal, not_found
from shared.contracts.notifications import Choice, MailChoices, Topic
from shared.contracts.paging import page_of, read_cursor
from shared.contracts.requests import Page

if TYPE_CHECKING:
    from services.notifications.domain import Mail
    from services.notifications.repository import Repository
    from services.notifications.sending.addresses import Addresses
    from shared.contracts.people import Caller

TOPICS: tuple[Topic, ...] = get_args(Topic)


def get_mail_choices(
    request: notifications.GetMailChoices, repository: Repository, addresses: Callable[[Repository], Addresses]
) -> MailChoices:
    mail, address = opened(request.key, repository, addresses)
    return choices_of(mail, address, repository)


def set_mail_choices(
    request: notifications.SetMailChoices,
    repository: Repository,
    addresses: Callable[[Repository], Addresses],
    now: datetime,
) -> MailChoices:
    mail, address = opened(request.key, repository, addresses)
    for topic in TOPICS:
        if topic in request.wanted:
            repository.delete_unwanted(address, topic)
        else:
            repository.insert_unwanted(address, topic, mail.id, now)
    return choices_of(mail, address, repository)


def unsubscribe(
    request: notifications.Unsubscribe,
    repository: Repository,
    addresses: Callable[[Repository], Addresses],
    now: datetime,
) -> MailChoices:
    """Of a mail that everybody gets who it is for, nothing changes."""
    mail, address = opened(request.key, repository, addresses)
    if topic := topic_of(mail):
        repository.insert_unwanted(address, topic, mail.id, now)
    return choices_of(mail, address, repository)


def opened(key: str, repository: Repository, addresses: Callable[[Repository], Addresses]) -> tuple[Mail, str]:
    """The mail that the key came with, and where that went. Raises Refusal for one that we did not make, alike."""
    mail_id = addresses(repository).read_key("u", key)
    mail = repository.find_mail(mail_id) if mail_id else None
    address = repository.find_address(mail.id) if mail else None
    if mail is None or address is None:
        raise Refusal("not_found", reason="mail_choices")
    return mail, address


def topic_of(mail: Mail) -> Topic | None:
    kind = MAILS.get(mail.template)
    return kind.topic if kind else None


def choices_of(mail: Mail, address: str, repository: Repository) -> MailChoices:
    unwanted = repository.list_unwanted(address)
    choices = tuple(Choice(topic=topic, wanted=topic not in unwanted) for topic in TOPICS)
    return MailChoices.model_validate({"language": mail.language, "topic": topic_of(mail), "choices": choices})


# -- addresses that no mail goes to --------------------------------------------------------------------------------


def list_suppressions(
    request: notifications.ListSuppressions, repository: Repository
) -> Page[notifications.Suppression]:
    found = repository.list_suppressions(request.lifted, request.limit + 1, read_cursor(request.after, UUID))
    shown, following = page_of(found, request.limit, lambda one: one.id)
    total = repository.count_suppressions(request.lifted)
    return Page[notifications.Suppression](items=tuple(shown), next=following, total=total)


def lift_suppression(
    request: notifications.LiftSuppression, repository: Repository, caller: Caller, now: datetime
) -> notifications.Suppression:
    known = repository.find_suppression(request.suppression_id)
    if known is None:
        raise not_found("suppression", request.suppression_id)
    if known.lifted_at is None:
        repository.lift_suppression(known.id, caller.actor, now)
    return repository.find_suppression(known.id) or known
