"""Alerts: what is wrong in the system, since when, and who has taken it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.events import Event
from shared.contracts.field_types import Text
from shared.contracts.people import PersonRef
from shared.contracts.requests import Command, Model, Page, Query

#: What an alert is raised for. Its sentence is `alerts.says.<cause>`, what to do `alerts.mend.<cause>`.
AlertCause = Literal[
    "queue_age", "no_consumer", "service_silent", "database_read_only", "outbox_age", "failing", "dead_letters",
    "mail_server", "mail_waiting", "mail_failed", "broker_alarm", "certificate", "key_age", "sign_in_failures",
    "webhook_off",
]  # fmt: skip
AlertState = Literal["open", "cleared"]

LONGEST_MUTE_H = 24 * 30


class AlertEvent(Event, aggregate="alert"):
    """`about`: a queue, a service, a node of the broker, a certificate, an issuer of keys; empty for the whole."""

    alert_id: UUID
    cause: AlertCause
    about: str


class AlertRaised(AlertEvent):
    """`value` and `threshold`: seconds, a count, or days, as the cause has it."""

    value: int
    threshold: int


class AlertCleared(AlertEvent):
    """What it was raised for is so no more."""


class AlertTaken(AlertEvent):
    """Somebody sees to it."""


class AlertMuted(AlertEvent):
    """Nobody is mailed of its cause there until then."""

    until: datetime


class AlertUnmuted(AlertEvent):
    """Its cause there is mailed of again."""


class AlertMailDue(AlertEvent):
    """Operators are to be told: of this one, and that `others` of its cause are open and untold, too."""

    value: int
    threshold: int
    others: int
    recipients: tuple[PersonRef, ...]


class Alert(Model):
    """`value` is the latest. Open as long as `cleared_at` is None. `taken_by`: a person's id, or another caller's
    name."""

    id: UUID
    cause: AlertCause
    about: str
    value: int
    threshold: int
    raised_at: datetime
    cleared_at: datetime | None
    taken_by: str | None
    taken_at: datetime | None
    muted_until: datetime | None
    mute_reason: str | None


class ListAlerts(Query[Page[Alert]]):
    """The latest first."""

    state: AlertState | None = "open"
    limit: int = Field(100, ge=1, le=1000)
    after: Annotated[str, Field(max_length=100)] | None = None


class GetAlert(Query[Alert]):
    alert_id: UUID


class TakeAlert(Command[Alert]):
    """See to it oneself. Somebody else's: it is the caller's from now on; a cleared one: `illegal_transition`."""

    alert_id: UUID


class MuteAlert(Command[Alert]):
    """Mail nobody of its cause there for so many hours, also where it clears and comes again. Again: until the new
    end."""

    alert_id: UUID
    hours: int = Field(ge=1, le=LONGEST_MUTE_H)
    reason: Annotated[str, Text(3, 500)]


class UnmuteAlert(Command[Alert]):
    """End its mute now. One that is not muted: the same answer."""

    alert_id: UUID
