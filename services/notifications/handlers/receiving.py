"""Mails that came to an address of ours: what could not be delivered, and what cities answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4, uuid5
from zoneinfo import ZoneInfo

from services.notifications.domain import Occasion, State, Step, digest_of, mail_note, next_state
from services.notifications.exchange import ExchangeRecord
from services.notifications.handlers.settling import facts_of
from services.notifications.handlers.telling import for_person
from services.notifications.mails import MAILS
from shared.contracts import notifications
from shared.contracts.notifications import NotDelivered, TakeMail, Taken

if TYPE_CHECKING:
    from services.notifications.domain import Application, Mail
    from services.notifications.handlers.telling import Telling
    from services.notifications.repository import Repository
    from services.notifications.sending.addresses import Addresses
    from shared.messaging.outbox import Outbox
    from shared.messaging.owners import Owners

UNKNOWN, AUTOMATIC = Taken(kind="unknown"), Taken(kind="automatic")
BY_MAIL = "service:notifications"
FROM_LENGTH, NOTES_LENGTH = 300, 5_000


def take_mail(
    request: TakeMail,
    telling: Telling,
    owners: Owners,
    outbox: Outbox,
    addresses: Callable[[Repository], Addresses],
) -> Taken:
    """A notification says to which mail it belongs by where it came to, or by the mail that it brings back."""
    ours = addresses(telling.repository)
    about, identity = ours.find(request.recipients) or (None, None)
    if request.undelivered:
        named = identity if about == "b" else None
        return take_bounce(request, named, telling, owners, outbox)
    if about != "r" or identity is None:
        return AUTOMATIC if request.automatic else UNKNOWN
    application = telling.repository.find_application(identity)
    if application is None:
        return UNKNOWN
    return AUTOMATIC if request.automatic else take_reply(request, application, telling, owners, outbox)


# -- what could not be delivered -----------------------------------------------------------------------------------


def take_bounce(request: TakeMail, mail_id: UUID | None, telling: Telling, owners: Owners, outbox: Outbox) -> Taken:
    """Without a return path that we made, the notification must name the address that the mail went to."""
    repository = telling.repository
    mail = repository.lock_mail(mail_id) if mail_id else repository.lock_mail_sent_as(request.about_message or "")
    address = repository.find_address(mail.id) if mail else None
    if mail is None or address is None:
        return UNKNOWN
    told = [one for one in request.undelivered if mail_id is not None or went_to(mail, one.address, repository)]
    if not told:
        return UNKNOWN
    heard = [one for one in told if repository.insert_bounce(mail.id, one, address, telling.now)]
    for one in heard:
        follow_bounce(mail, address, one, telling, owners, outbox)
    return Taken(kind="bounce" if heard else "again", code=mail.code)


def went_to(mail: Mail, address: str, repository: Repository) -> bool:
    return repository.has_addressed(mail, digest_of(address, mail.occasion_id))


def follow_bounce(
    mail: Mail, address: str, one: NotDelivered, telling: Telling, owners: Owners, outbox: Outbox
) -> None:
    """One that is late may still come. One that failed is a mail that failed; for good, so is the address."""
    permanent = is_permanent(one)
    if one.action == "failed" and mail.state is State.SENT:
        note = mail_note("bounced", status=one.status)
        telling.repository.update_bounced(mail.id, next_state(mail.state, Step.BOUNCE), note, telling.now)
    told = facts_of(mail) | {"permanent": permanent, "status": one.status}
    outbox.record(notifications.MailBounced.model_validate(told))
    if permanent and telling.repository.suppress(uuid4(), address, mail.id, one.status, telling.now):
        alert(mail, one.status, telling, owners)


def is_permanent(one: NotDelivered) -> bool:
    return one.action == "failed" and one.status.startswith("5")


def alert(mail: Mail, status: str, telling: Telling, owners: Owners) -> None:
    """To staff, and to the coach of a city that takes part; once for an address."""
    values = {"bounced": mail.recipient, "bounced_by": status, "about_kind": mail.template}
    application = telling.repository.find_application(mail.application_id) if mail.application_id else None
    occasion = occasion_of(uuid5(mail.id, status), mail.application_id or mail.id, "contact_bounced", values, telling)
    if application is None:
        occasion = replace(occasion, values=values | {"city": None})
        for ref, language in telling.repository.list_staff():
            telling.mail_one(occasion, None, ref, language)
        return
    tell_staff_and_coach(occasion, application, telling, owners)


def tell_staff_and_coach(occasion: Occasion, application: Application, telling: Telling, owners: Owners) -> None:
    telling.mail(occasion)
    if coach := owners.coach_of(application.code):
        telling.mail(for_person(replace(occasion, values=occasion.values | {"for_coach": True}, leads=False), coach))


def occasion_of(id_: UUID, application_id: UUID, template: str, values: dict[str, Any], telling: Telling) -> Occasion:
    """No event causes it, but what came in."""
    return Occasion(id_, application_id, template, MAILS[template].audience, values, telling.cause.traceparent)


# -- what cities answer --------------------------------------------------------------------------------------------


def take_reply(request: TakeMail, application: Application, telling: Telling, owners: Owners, outbox: Outbox) -> Taken:
    """Logged on the city's page, by the day of its clock; staff and its coach hear that it is there."""
    record = exchange_of(request, application, telling.now)
    if not telling.repository.insert_reply(record, request.unique):
        return Taken(kind="again", code=application.code)
    outbox.record(
        notifications.ExchangeLogged(
            exchange_id=record.id,
            application_id=application.id,
            code=application.code,
            kind="reply",
            direction="from_city",
            held_on=record.held_on,
        )
    )
    values = {"files": len(request.attachments)}
    occasion = occasion_of(record.id, application.id, "staff_reply_received", values, telling)
    tell_staff_and_coach(occasion, application, telling, owners)
    return Taken(kind="reply", code=application.code)


def exchange_of(request: TakeMail, application: Application, now: datetime) -> ExchangeRecord:
    """A date in the future is a wrong clock."""
    sent_at = min(request.sent_at or now, now)
    return ExchangeRecord(
        id=uuid4(),
        application_id=application.id,
        code=application.code,
        kind="reply",
        direction="from_city",
        held_on=sent_at.astimezone(ZoneInfo(application.city_zone)).date(),
        person=f"{request.name} <{request.address}>".strip()[:FROM_LENGTH],
        notes=notes_of(request),
        logged_by=BY_MAIL,
        logged_at=now,
    )


def notes_of(request: TakeMail) -> str:
    """Its subject and text, and the names of what was attached, which stays in the mailbox."""
    files = "\n".join(f"[{one.name}: {one.size}]" for one in request.attachments)
    head = f"{request.subject}\n\n" if request.subject else ""
    tail = f"\n\n{files}" if files else ""
    room = NOTES_LENGTH - len(head) - min(len(tail), NOTES_LENGTH // 2)
    return f"{head}{request.text[:room]}{tail}"[:NOTES_LENGTH]
