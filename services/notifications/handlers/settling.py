"""What becomes of claimed mails: the sender's two short transactions, before and after the mail server."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from services.notifications.domain import (
    ADDRESS_BOUNCED,
    DECISION_PENDING,
    INTERRUPTED,
    LEASE,
    NO_CONTACT,
    SAME_ADDRESS,
    UNWANTED,
    Mail,
    Settlement,
    State,
    Step,
    Untrue,
    digest_of,
    next_state,
)
from services.notifications.mails import FOR_CONTACTS, MAILS, NEVER_HELD
from services.notifications.reminders import is_next_days, is_reminder, next_morning, zone_of
from shared.contracts import notifications
from shared.contracts.notifications import NotDelivered

if TYPE_CHECKING:
    from services.notifications.repository import Repository
    from shared.contracts.notifications import MailNote
    from shared.messaging.outbox import Outbox

#: A coach who is told with a city's team is none of its contacts.
CONTACT_OWNERS = ("intake", "cohort")


def claim(repository: Repository, limit: int, now: datetime, zone: str = "UTC") -> tuple[list[UUID], list[Mail]]:
    """Those that were recovered from a sender that is gone, and those to send now. What staff hold back is no more;
    with a reminder come the others of its reader. `zone`: the program's."""
    if repository.has_hold_rules():
        repository.end_hold_rules(now)
        repository.free_from_rules(now)
        repository.hold_by_rules(now)
    repository.wake_reminders(now)
    recovered, due = repository.recover_interrupted(now - LEASE, now), repository.claim_due(now, limit)
    readers = sorted({mail.recipient for mail in due if is_reminder(mail)})
    with_them = repository.claim_reminders(readers, now) if readers else []
    return recovered, put_off([*due, *with_them], zone, repository, now)


def put_off(mails: list[Mail], zone: str, repository: Repository, now: datetime) -> list[Mail]:
    """Without the reminders of whoever has had the day's mail: they go with the next day's."""
    left = []
    for mail in mails:
        day = zone_of(mail, zone)
        if is_reminder(mail) and is_next_days(mail, repository.find_last_reminder(mail.recipient), day, now):
            repository.hold_reminder(mail, next_morning(day, now))
        else:
            left.append(mail)
    return left


def admit(mail: Mail, address: str, repository: Repository, known_as: str | None = None) -> None:
    """The last look before a mail goes. `known_as`: by which the address is known again. Raises Untrue where its
    recipient is not to have it."""
    if mail.awaits_decision:
        raise Untrue(DECISION_PENDING)
    kind = MAILS.get(mail.template)
    if kind and kind.audience in FOR_CONTACTS and mail.recipient.partition(":")[0] in CONTACT_OWNERS:
        assert mail.application_id is not None, "a mail to contacts is about their application"
        if not repository.is_contact(mail.application_id, mail.recipient):
            raise Untrue(NO_CONTACT)
    if known_as is not None:
        insist_on_wanted(mail, known_as, repository)
    if not repository.take_address(mail, digest_of(address, mail.occasion_id), known_as):
        raise Untrue(SAME_ADDRESS)


def insist_on_wanted(mail: Mail, known_as: str, repository: Repository) -> None:
    """Whoever signs in asked for that mail just now, and sees whether it comes."""
    if mail.template in NEVER_HELD:
        return
    if repository.is_suppressed(known_as):
        raise Untrue(ADDRESS_BOUNCED)
    topic = MAILS[mail.template].topic if mail.template in MAILS else None
    if topic is not None and repository.is_unwanted(known_as, topic):
        raise Untrue(UNWANTED)


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
    if settlement.dead and (known_as := repository.find_address(mail.id)):
        dead = NotDelivered(action="failed", status=settlement.dead, address="")
        repository.insert_bounce(mail.id, dead, known_as, now)
        repository.suppress(uuid4(), known_as, mail.id, settlement.dead, now)
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
