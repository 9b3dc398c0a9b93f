"""Takes in what is in the mailbox: each mail in a transaction of its own, logged by what it was and never by what it
says."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import structlog

from services.notifications.sending.mailbox import Mailbox, MailboxDown
from shared.contracts.errors import Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.notifications import TakeMail, Taken
from shared.documents.incoming_mail import LARGEST, NotAMail, read_incoming
from shared.views.incoming import taken_of

if TYPE_CHECKING:
    from shared.contracts.requests import Request

log = structlog.get_logger()

Take = Callable[[TakeMail], Taken]


def read_mailbox(mailbox: Mailbox, take: Take) -> None:
    """`take`: with its transaction. Where a part of the system is away, the rest waits for the next turn."""
    try:
        mailbox.read(LARGEST, lambda raw: take_one(raw, take), leave_one)
    except MailboxDown as down:
        log.warning("mailbox_down", reason=str(down))
    except Refusal as refusal:
        if refusal.code != "unavailable":
            raise
        log.warning("mailbox_waits", reason=refusal.code)


def take_one(raw: bytes, take: Take) -> None:
    """What no program can read is left to people."""
    try:
        request: Request[Taken] = request_of(TakeMail, **taken_of(read_incoming(raw)))
        assert isinstance(request, TakeMail)
        log.info("mail_taken", kind=take(request).kind)
    except NotAMail as error:
        log.warning("mail_left", reason=str(error))
    except Refusal as refusal:
        if refusal.code != "invalid":
            raise
        log.warning("mail_left", reason=refusal.code)


def leave_one(size: int) -> None:
    log.warning("mail_left", reason="too_large", size=size)
