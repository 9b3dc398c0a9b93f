"""What becomes of claimed mails: the sender's two short transactions, before and after the mail server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from services.notifications.admission import why_not
from services.notifications.domain import (
    INTERRUPTED,
    LEASE,
    SAME_ADDRESS,
    Mail,
    Settlement,
    State,
    Step,
    next_state,
)
from services.notifications.reminders import GATHERED, is_next_days, is_reminder, next_morning, zone_of
from shared.contracts import notifications
from shared.contracts.notifications import NotDelivered

if TYPE_CHECKING:
    from services.notifications.admission import Candidate
    from services.notifications.repository import Repository
    from shared.contracts.events import Event
    from shared.contracts.notifications import MailNote

    Record = Callable[[Mail, Event], object]


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
    """Without the reminders of whoever has had the day's mail: they go with the next day's. Where it is on its way, it
    is not known yet whether they have: they are looked at again."""
    left = []
    for mail in mails:
        if not is_reminder(mail) or mail.released_at is not None:
            left.append(mail)
        elif repository.has_reminder_on_its_way(mail.recipient, now):
            repository.put_back_reminder(mail, now + GATHERED)
        elif is_next_days(repository.find_last_reminder(mail.recipient), day := zone_of(mail, zone), now):
            repository.hold_reminder(mail, next_morning(day, now))
        else:
            left.append(mail)
    return left


def admit(candidates: Sequence[Candidate], repository: Repository) -> dict[UUID, MailNote]:
    """The last look before mails go: why some stay, by their ids, whose recipients are not to have them. Each of the
    others is its occasion's one mail to its address."""
    standings = repository.list_standings(candidates)
    refused = {
        one.mail.id: note for one in candidates if (note := why_not(one.mail, standings[one.mail.id])) is not None
    }
    left = [one for one in candidates if one.mail.id not in refused]
    taken = repository.take_addresses(left)
    return refused | {one.mail.id: SAME_ADDRESS for one in left if one.mail.id not in taken}


@dataclass(frozen=True)
class Outcome:
    """What becomes of a claimed mail. `template_version`: of what was sent."""

    mail: Mail
    settlement: Settlement
    template_version: str

    @property
    def becomes(self) -> State:
        return next_state(State.SENDING, self.settlement.step)

    @property
    def attempts(self) -> int:
        return self.mail.attempts + self.settlement.counts

    def changes(self, now: datetime) -> dict[str, Any]:
        return {
            "state": self.becomes,
            "attempts": self.attempts,
            "notes": notes_of(self.mail, self.settlement),
            "next_at": now + self.settlement.delay,
            "sent_at": now if self.settlement.step is Step.DELIVER else None,
            "template_version": self.template_version,
        }


def settle(outcomes: Sequence[Outcome], repository: Repository, record: Record, now: datetime) -> set[UUID]:
    """Write down what became of mails and tell it: `record` does, as caused by what the mail is of. Those mails whose
    claim still held; of the others nothing was written."""
    held = repository.update_settled([(one.mail, one.changes(now)) for one in outcomes])
    for one in outcomes:
        if one.mail.id in held:
            tell(one, repository, record, now)
    return held


def tell(one: Outcome, repository: Repository, record: Record, now: datetime) -> None:
    if one.becomes is State.SENT:
        record(one.mail, notifications.MailSent(**facts_of(one.mail), attempts=one.attempts))
    if one.settlement.dead and (known_as := repository.find_address(one.mail.id)):
        dead = NotDelivered(action="failed", status=one.settlement.dead, address="")
        repository.insert_bounce(one.mail.id, dead, known_as, now)
        repository.suppress(uuid4(), known_as, one.mail.id, one.settlement.dead, now)
    if one.becomes is State.FAILED:
        record(one.mail, notifications.MailFailed(**facts_of(one.mail), attempts=one.attempts))


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
