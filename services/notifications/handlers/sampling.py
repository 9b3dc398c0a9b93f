"""Samples of mails, with values that are nobody's: to be read by staff, and sent to whoever of them asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from services.notifications.domain import Mail, State
from services.notifications.handlers.desk import as_reply
from services.notifications.handlers.subscribing import ref_of
from services.notifications.mails import SAMPLE
from services.notifications.samples import ADDRESS, NAME, SAMPLES, SECRETS, as_mail, texts_of, usual
from services.notifications.sending.letters import Resolved, as_subject
from shared.contracts import notifications
from shared.contracts.errors import Refusal, not_found

if TYPE_CHECKING:
    from services.notifications.handlers.telling import Telling
    from services.notifications.sending.letters import Letters
    from shared.contracts.people import Caller
    from shared.messaging.outbox import Outbox

HOUR = timedelta(hours=1)
MOST_AN_HOUR = 400  # to one person: each kind in each language once, and some of them again


@dataclass(frozen=True)
class Sample:
    """As its recipient would read it."""

    subject: str
    text: str
    html: str


def sample_of(template: str, language: str, letters: Letters) -> Sample:
    """The usual one of a kind. Raises KeyError where there is no such mail."""
    told = as_mail(template, language, usual(template, language))
    letter = letters.read(told, Resolved(NAME, ADDRESS, texts_of(template, language), secrets=SECRETS))
    return Sample(as_subject(letter.title, told), letter.text, letter.html)


def preview_template(request: notifications.PreviewTemplate, letters: Letters) -> notifications.SampleMail:
    insist_on_kind(request.template)
    sample = sample_of(request.template, request.language, letters)
    return notifications.SampleMail(
        template=request.template,
        language=request.language,
        subject=sample.subject,
        text=sample.text,
        html=sample.html,
    )


def send_samples(
    request: notifications.SendSamples, telling: Telling, caller: Caller, outbox: Outbox
) -> notifications.SentSamples:
    """Each a row like any other mail, which the sender takes from there."""
    ref, kinds = ref_of(caller), request.templates or sorted(SAMPLES)
    for kind in kinds:
        insist_on_kind(kind)
    rows = [new_sample(kind, language, ref, telling) for kind in kinds for language in request.languages]
    if telling.repository.count_samples(ref, telling.now - HOUR) + len(rows) > MOST_AN_HOUR:
        raise Refusal("too_many_tries", reason="samples", most=MOST_AN_HOUR, seconds=int(HOUR.total_seconds()))
    for row in rows:
        telling.repository.insert_mail(row, telling.letters.subject(row), telling.now)
        outbox.record(
            notifications.SampleRequested(
                mail_id=row.id, recipient=ref, template=row.values["of"], language=row.language
            )
        )
    return notifications.SentSamples(items=tuple(as_reply(row, telling.letters) for row in rows))


def insist_on_kind(template: str) -> None:
    if template not in SAMPLES:
        raise not_found("mail", template)


def new_sample(kind: str, language: str, recipient: str, telling: Telling) -> Mail:
    """An occasion of its own, about no application."""
    mail_id = uuid4()
    return Mail(
        id=mail_id,
        occasion_id=mail_id,
        template=SAMPLE,
        template_version=telling.letters.templates.version_of(kind, language),
        language=language,
        recipient=recipient,
        application_id=None,
        code=None,
        values={"of": kind},
        state=State.QUEUED,
        attempts=0,
        notes=(),
        message_id=telling.letters.message_id(mail_id),
        traceparent=telling.cause.traceparent,
        created_at=telling.now,
        next_at=telling.now,
        claimed_at=None,
        sent_at=None,
        resent_from=None,
    )
