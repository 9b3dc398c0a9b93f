"""Mails that nobody has caused yet: what a verb would tell a city, as its recipient would read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from services.notifications.domain import MAYORS_OFFICE, PENDING, Audience, Occasion, recipients
from services.notifications.handlers.deciding import template_of
from services.notifications.handlers.telling import new_mail
from services.notifications.mails import MAILS
from shared.contracts import notifications
from shared.contracts.errors import not_found

if TYPE_CHECKING:
    from services.notifications.domain import Contact, Mail
    from services.notifications.handlers.telling import Telling
    from services.notifications.templates import Letter
    from shared.program.model import Program

MAYOR = "mayor"


def preview_decision_mail(
    request: notifications.PreviewDecisionMail, telling: Telling, read: Callable[[Mail], tuple[Letter, str]]
) -> notifications.DecisionMail:
    """Nothing is kept; `read` asks whoever owns them for texts, name and address."""
    application = telling.repository.find_application_called(request.code)
    if application is None:
        raise not_found("application", request.code)
    template, values = foreseen(request)
    audience = MAILS[template].audience
    meant = Audience.TEAM if audience is Audience.PERSON else audience
    occasion = Occasion(uuid4(), application.id, template, meant, values | {PENDING: True}, "")
    contacts = telling.repository.list_contacts(application.id)
    first = next(iter(recipients(occasion, invited(request, contacts, telling.letters.program) or contacts)), None)
    if first is None:
        raise not_found("contact", request.code)
    mail = new_mail(occasion, application, *first, telling.letters, telling.now)
    letter, address = read(mail)
    return notifications.DecisionMail.model_validate(
        {"code": application.code, "template": template, "language": mail.language, "to": address}
        | {"subject": letter.title, "text": letter.text, "html": letter.html}
    )


def invited(request: notifications.PreviewDecisionMail, contacts: Iterable[Contact], program: Program) -> list[Contact]:
    """Those whom the program invites to a gathering; a mayor is written to at their office."""
    plan = program.convenings.get(request.kind or "")
    roles = {MAYORS_OFFICE if role == MAYOR else role for role in plan.roles} if plan else set()
    return [one for one in contacts if one.role in roles]


def foreseen(request: notifications.PreviewDecisionMail) -> tuple[str, dict[str, Any]]:
    reply_by = request.reply_by.isoformat() if request.reply_by else None
    if request.outcome == "invited":
        return "convening_invitation", {"kind": request.kind, "moved": False}
    if request.outcome == "extended":
        return "offer_extended", {"reply_by": reply_by}
    template = template_of(request.outcome, from_waitlist=request.from_waitlist)
    return template, {"reply_by": reply_by, "decision_id": None}
