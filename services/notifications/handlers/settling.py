"""What becomes of claimed mails: the sender's two short transactions, before and after the mail server."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from services.notifications.domain import (
    DECISION_PENDING,
    INTERRUPTED,
    LEASE,
    NO_CONTACT,
    SAME_ADDRESS,
    Mail,
    Settlement,
    State,
    Step,
    Untrue,
    digest_of,
    next_state,
)
from services.notifications.mails import FOR_CONTACTS, MAILS
from shared.contracts import notifications

if TYPE_CHECKING:
    from services.notifications.repository import Repository
    from shared.contracts.notifications import MailNote
    from shared.messaging.outbox import Outbox

#: A coach who is told with a city's team is none of its contacts.
CONTACT_OWNERS = ("intake", "cohort")


def claim(repository: Repository, limit: int, now: datetime) -> tuple[list[UUID], list[Mail]]:
    """Those that were recovered from a sender that is gone, and those to send now. What staff hold back is no more."""
    if repository.has_hold_rules():
        repository.end_hold_rules(now)
        repository.free_from_rules(now)
        repository.hold_by_rules(now)
    return repository.recover_interrupted(now - LEASE, now), repository.claim_due(now, limit)


def admit(mail: Mail, address: str, repository: Repository) -> None:
    """The last look before a mail goes. Raises Untrue where its recipient is not to have it."""
    if mail.awaits_decision:
        raise Untrue(DECISION_PENDING)
    kind = MAILS.get(mail.template)
    if kind and kind.audience in FOR_CONTACTS and mail.recipient.partition(":")[0] in CONTACT_OWNERS:
        assert mail.application_id is not None, "a mail to contacts is about their application"
        if not repository.is_contact(mail.application_id, mail.recipient):
            raise Untrue(NO_CONTACT)
    if not repository.take_address(mail, digest_of(address, mail.occasion_id)):
        raise Untrue(SAME_ADDRESS)


def settle(
    mail: Mail, settlement: Settlement, template_version: str, repository: Repository, outbox: Outbox, now: datetime
) -> bool:
    """Write down what became of a mail and tell it. False: the claim was lost meanwhile, nothing was written."""
    state = next_state(State.SENDING, settlement.step)
    attempts = mail.attempts + settlement.counts
    changes: dict[str, Any] = {
        "state": state,
        "attempts": attempts,
        "notes": notes_of(mail, settlement),
        "next_at": now + settlement.delay,
        "sent_at": now if settlement.step is Step.DELIVER else None,
        "template_version": template_version,
    }
    if not repository.update_settled(mail, changes):
        return False
    if state is State.SENT:
        outbox.record(notifications.MailSent(**facts_of(mail), attempts=attempts))
    if state is State.FAILED:
        outbox.record(notifications.MailFailed(**facts_of(mail), attempts=attempts))
    return True


def notes_of(mail: Mail, settlement: Settlement) -> tuple[MailNote, ...]:
    """That a mail may have left twice stays to be read, whatever came of it later."""
    if INTERRUPTED in mail.notes and INTERRUPTED not in settlement.notes:
        return (INTERRUPTED, *settlement.notes)
    return settlement.notes


def facts_of(mail: Mail) -> dict[str, Any]:
    return {
        "mail_id": mail.id,
        "template": mail.template,
        "language": mail.language,
        "recipient": mail.recipient,
        "application_id": mail.application_id,
        "code": mail.code,
    }
