"""What staff write to a group: whom mail reaches, what each would read, a mail for each.

A message to one city is an occasion of its own, whose id follows from the message's: written again, it reaches nobody
twice. What is written goes with the row; names, phase, coach and mayor are asked for when the mail goes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID, uuid4, uuid5

from services.notifications.domain import Occasion
from services.notifications.handlers.telling import new_mail
from services.notifications.mails import MAILS
from services.notifications.sending.letters import as_subject
from shared.contracts import notifications
from shared.contracts.errors import Detail, Refusal, not_found

if TYPE_CHECKING:
    from services.notifications.domain import Application, Contact, Mail
    from services.notifications.handlers.telling import Telling
    from services.notifications.repository import Repository
    from services.notifications.templates import Letter
    from shared.contracts.people import Language
    from shared.messaging.cause import Cause
    from shared.messaging.outbox import Outbox

TEMPLATE = "message"
REFUSED, FIRST_PAGE = "refuse", "overview"


@dataclass(frozen=True)
class ToCity:
    """One of the cities that a message goes to; `refs`: its people who get it."""

    code: str
    refs: tuple[str, ...]


def list_recipients(request: notifications.ListRecipients, repository: Repository) -> notifications.Recipients:
    found = repository.list_recipients(request.codes)
    items = [
        {"code": code, "ref": one.ref, "role": one.role, "language": one.language}
        for code in dict.fromkeys(request.codes)
        for one in found.get(code, ())
    ]
    return notifications.Recipients.model_validate({"items": items})


def preview_written(
    request: notifications.PreviewWritten, telling: Telling, read: Callable[[Mail], tuple[Letter, str]]
) -> notifications.WrittenMail:
    """Nothing is kept; `read` asks those who know name, address and what is filled in."""
    application = existing(request.code, telling.repository)
    contacts = {one.ref: one for one in telling.repository.list_contacts(application.id)}
    if request.ref not in contacts:
        raise not_found("contact", request.ref)
    language = language_of(contacts[request.ref], request)
    if language is None:
        raise no_text(contacts[request.ref].language)
    occasion = occasion_of(uuid4(), request, application, language, telling.cause)
    mail = new_mail(occasion, application, request.ref, language, telling.letters, telling.now)
    letter, address = read(mail)
    return notifications.WrittenMail.model_validate(
        {"code": request.code, "ref": request.ref, "language": mail.language, "to": address}
        | {"subject": as_subject(letter.title, mail), "text": letter.text, "html": letter.html}
    )


def write_to_city(
    to: ToCity, request: notifications.WriteToGroup, telling: Telling, outbox: Outbox
) -> notifications.Written:
    """A mail for each who is still of the city and has none of this message."""
    application = existing(to.code, telling.repository)
    telling.repository.lock_application(application.id)
    first_primary = sorted(telling.repository.list_contacts(application.id), key=lambda one: not one.is_primary)
    meant = [one for one in first_primary if one.ref in to.refs]
    written = [(one.ref, language) for one in meant if (language := language_of(one, request))]
    before = telling.repository.list_written(uuid5(request.message_id, to.code))
    fresh = [pair for pair in written if pair[0] not in before]
    for number, (ref, language) in enumerate(fresh):
        occasion = occasion_of(request.message_id, request, application, language, telling.cause)
        telling.mail_one(occasion, application, ref, language, is_first=number == 0 and not before)
    if fresh:
        languages = tuple(sorted({language for _, language in fresh}))
        outbox.record(
            notifications.MessageWritten.model_validate(
                {"message_id": uuid5(request.message_id, to.code), "application_id": application.id}
                | {"code": to.code, "mails": len(fresh), "languages": languages}
            )
        )
    return notifications.Written(
        code=to.code, mails=len(written), before=len(written) - len(fresh), left_out=len(to.refs) - len(written)
    )


def existing(code: str, repository: Repository) -> Application:
    application = repository.find_application_called(code)
    if application is None:
        raise not_found("application", code)
    return application


def language_of(contact: Contact, letter: notifications.Letter) -> Language | None:
    """In which this contact reads it; None: they get nothing. Raises Refusal where nothing was said of those in whose
    language nothing is written."""
    spoken = letter.spoken_to(cast("Language", contact.language))
    if spoken is None and letter.unwritten == REFUSED:
        raise no_text(contact.language)
    return spoken


def no_text(language: str) -> Refusal:
    return Refusal("invalid", Detail(f"texts.{language}", "no_text", spoken=language))


def occasion_of(
    message_id: UUID, letter: notifications.Letter, application: Application, language: Language, cause: Cause
) -> Occasion:
    written = letter.texts[language]
    values: dict[str, Any] = {
        "message_id": str(message_id),
        "subject": written.subject,
        "text": written.text,
        "deadline": letter.deadline.isoformat() if letter.deadline else None,
        "page": None if letter.page == FIRST_PAGE else letter.page,
    }
    audience, id_ = MAILS[TEMPLATE].audience, uuid5(message_id, application.code)
    return Occasion(id_, application.id, TEMPLATE, audience, values, cause.traceparent)
