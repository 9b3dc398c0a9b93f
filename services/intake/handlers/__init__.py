"""Use cases of intake, one for each entrypoint. They never commit, never read the clock, never touch the broker."""

from services.intake.handlers.applications import (
    get_application,
    get_application_status,
    get_contact,
    resubmit_application,
    submit_application,
    withdraw_application,
)
from services.intake.handlers.calls import close_call, extend_call, list_calls, open_call
from services.intake.handlers.importing import import_applications

__all__ = [
    "close_call",
    "extend_call",
    "get_application",
    "get_application_status",
    "get_contact",
    "import_applications",
    "list_calls",
    "open_call",
    "resubmit_application",
    "submit_application",
    "withdraw_application",
]
