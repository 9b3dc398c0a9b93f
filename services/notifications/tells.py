"""Mails that say what their event says: a line of the service, without a handler.

    on_offer_reminder_due = tells(eligibility.OfferReminderDue, "offer_reminder", "reply_by")
    on_attendance_thanked = tells(cohort.AttendanceThanked, "convening_thanks", "kind", to="person")

To those whom the mail is for, or to the one that the event's field `to` names. What looks at anything else than the
event, or tells it to some alone, is a handler.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from services.notifications.handlers.telling import AboutOne, Telling
from services.notifications.mails import MAILS
from shared.messaging.entrypoints import hears


def tells(event: type[AboutOne], template: str, *fields: str, to: str | None = None, **named: str) -> Any:
    """The event's `fields` as the mail's values of the same name, and those that are `named` otherwise there.

    Raises TypeError for a mail that there is not, and for a field that the event does not have.
    """
    if template not in MAILS:
        raise TypeError(f"there is no mail {template}")
    of_event = {**{name: name for name in fields}, **named}
    unknown = {*of_event.values(), *([to] if to else [])} - event.model_fields.keys()
    if unknown:
        raise TypeError(f"{event.__name__} has no {', '.join(sorted(unknown))}")

    def tell(event: AboutOne, telling: Telling) -> None:
        values = {name: plain(getattr(event, field)) for name, field in of_event.items()}
        telling.tell(event, template, values, to=getattr(event, to) if to else None)

    return hears(event, tell)


def plain(value: Any) -> Any:
    """As it is kept with a mail."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
