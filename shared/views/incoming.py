"""A mail that came in, as it is asked for to be taken: for the command line, and for whoever reads a mailbox."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from shared.documents.incoming_mail import Incoming


def taken_of(incoming: Incoming, came_to: str | None = None) -> dict[str, Any]:
    """The fields of `TakeMail`. `came_to`: where a mail server says that it came to."""
    fields = {name: value for name, value in asdict(incoming).items() if name != "recipients"}
    recipients = ([came_to.strip().lower()] if came_to else []) + list(incoming.recipients)
    return fields | {"recipients": [one[:320] for one in recipients]}
