"""The mails that are made of the samples, as they arrive."""

from __future__ import annotations

import json
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from typing import Any, get_args

from services.notifications.domain import Mail
from services.notifications.samples import ABOUT_NOTHING, ADDRESS, APPLICATION, FACTS, NAME, SAMPLES, SECRETS, TEXTS
from services.notifications.sending.letters import Resolved
from shared.contracts.people import Language
from tests.unit.notifications.fake_ledger import LETTERS, NOW, PROGRAM, a_mail

LANGUAGES = get_args(Language)
NEW_PHASES = [{"phase": one.id, "advanced_on": "2027-09-01"} for one in PROGRAM.phases]
CASES = [
    (name, language, values)
    for name in SAMPLES
    for language in LANGUAGES
    for values in [*SAMPLES[name], *(NEW_PHASES if name == "phase_started" else ())]
]
_WRITTEN: dict[str, EmailMessage] = {}
RESOLVED = Resolved(NAME, ADDRESS, TEXTS, secrets=SECRETS)


def mail_of(template: str, language: str, values: dict[str, Any]) -> Mail:
    return _mail_of(template, language, json.dumps(values))


@cache
def _mail_of(template: str, language: str, values: str) -> Mail:
    mail = a_mail(template=template, language=language, values=json.loads(values))
    if template in ABOUT_NOTHING:
        return replace(mail, code=None, application_id=None)
    return replace(mail, values=APPLICATION | mail.values)


def written(mail: Mail, resolved: Resolved = RESOLVED) -> EmailMessage:
    """As it comes out of the wire's bytes. A sample is written once for all tests."""
    resolved = replace(resolved, values={**FACTS.get(mail.template, {}), **resolved.values})
    key = repr((mail, resolved))
    if key not in _WRITTEN:
        message = message_from_bytes(LETTERS.write(mail, resolved, NOW), policy=SMTP)
        assert isinstance(message, EmailMessage)
        _WRITTEN[key] = message
    return _WRITTEN[key]


def body(message: EmailMessage, kind: str = "plain") -> str:
    """The text or HTML of a mail."""
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())
