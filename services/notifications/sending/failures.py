"""What follows when a mail did not get as far as the mail server."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from services.notifications.domain import PAUSE, Mail, Settlement, Step, Untrue, mail_note, settle_refusal
from services.notifications.sending.letters import NotAnAddress
from services.notifications.sending.resolving import NotResolved
from services.notifications.templates import CannotRender
from shared.contracts.errors import Refusal
from shared.messaging.broker import BrokerDown, BrokerRefused
from shared.storage.database import DatabaseDown

if TYPE_CHECKING:
    from shared.contracts.notifications import MailNote

log = structlog.get_logger()


def settle_failure(mail: Mail, error: Exception) -> Settlement:
    if isinstance(error, Untrue):
        return Settlement(Step.SUPPRESS, (error.note,))
    if isinstance(error, DatabaseDown):
        return Settlement(Step.POSTPONE, (mail_note("database_down"),), PAUSE)
    if isinstance(error, NotResolved):
        return settle_refusal(error.refusal, error.service)
    if isinstance(error, BrokerDown | BrokerRefused):
        return settle_refusal(Refusal("unavailable"), "broker")
    if isinstance(error, NotAnAddress):
        return Settlement(Step.REFUSE, (mail_note("no_address"),), counts=True)
    note = why_held(error)
    log.error("mail_held", mail_id=str(mail.id), template=mail.template, reason=note.code, exc_info=error)
    return Settlement(Step.HOLD, (note,))


def why_held(error: Exception) -> MailNote:
    """For those who mend it."""
    if isinstance(error, CannotRender):
        return mail_note("cannot_be_written", why=error.why)
    return mail_note("fault", failure=type(error).__name__)


def give_back(mail: Mail, delay: timedelta = timedelta(0)) -> Settlement:
    """Not tried in this turn."""
    return Settlement(Step.POSTPONE, mail.notes, delay)
