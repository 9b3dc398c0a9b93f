"""Mails that nobody has caused yet: what a decision would tell its city, as its recipient would read it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import uuid4

from services.notifications.domain import PENDING, Occasion, recipients
from services.notifications.handlers.deciding import template_of
from services.notifications.handlers.telling import new_mail
from services.notifications.mails import MAILS
from services.notifications.samples import SAMPLES, sample_of
from shared.contracts import notifications
from shared.contracts.errors import not_found

if TYPE_CHECKING:
    from services.notifications.domain import Mail
    from services.notifications.handlers.telling import Telling
    from services.notifications.sending.letters import Letters
    from services.notifications.templates import Letter


def preview_decision_mail(
    request: notifications.PreviewDecisionMail, telling: Telling, read: Callable[[Mail], tuple[Letter, str]]
) -> notifications.DecisionMail:
    """Nothing is kept; `read` asks eligibility for the feedback, intake for name and address."""
    application = telling.repository.find_application_called(request.code)
    if application is None:
        raise not_found("application", request.code)
    template = template_of(request.outcome, from_waitlist=request.from_waitlist)
    reply_by = request.reply_by.isoformat() if request.reply_by else None
    values = {"reply_by": reply_by, "decision_id": None, PENDING: True}
    occasion = Occasion(uuid4(), application.id, template, MAILS[template].audience, values, "")
    first = next(iter(recipients(occasion, telling.repository.list_contacts(application.id))), None)
    if first is None:
        raise not_found("contact", request.code)
    mail = new_mail(occasion, application, *first, telling.letters, telling.now)
    letter, address = read(mail)
    return notifications.DecisionMail.model_validate(
        {"code": application.code, "template": template, "language": mail.language, "to": address}
        | {"subject": letter.title, "text": letter.text, "html": letter.html}
    )


def preview_template(request: notifications.PreviewTemplate, letters: Letters) -> notifications.SampleMail:
    if request.template not in SAMPLES:
        raise not_found("mail", request.template)
    sample = sample_of(request.template, request.language, letters)
    return notifications.SampleMail(
        template=request.template,
        language=request.language,
        subject=sample.subject,
        text=sample.text,
        html=sample.html,
    )
