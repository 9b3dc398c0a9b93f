"""Webhooks: events told to other systems over https, signed as Standard Webhooks say; what became of each delivery."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, Literal
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import AfterValidator, Field

from shared.contracts.field_types import HttpsLink, RecordedMoment, Text, distinct, fault, not_empty
from shared.contracts.requests import Command, Model, Nothing, Page, Query

HTTPS_PORT = 443
MOST_TYPES = 200

#: `off`: turned off by itself, since nothing was taken for days, or its receiver answered that it is gone (410).
WebhookState = Literal["on", "paused", "off"]
DeliveryState = Literal["waiting", "delivered", "failed"]
#: Why there was no answer.
DeliveryFailure = Literal["unknown_name", "inner_address", "unreachable", "untrusted", "slow", "secret_unreadable"]


def on_the_usual_port(url: str) -> str:
    if urlsplit(url).port not in (None, HTTPS_PORT):
        raise fault("other_port")
    return url


#: Where events are sent. What its name leads to is judged again at each delivery.
WebhookUrl = Annotated[HttpsLink, AfterValidator(on_the_usual_port)]
EventType = Annotated[str, Field(max_length=100)]
EventTypes = Annotated[
    tuple[EventType, ...], Field(max_length=MOST_TYPES), AfterValidator(not_empty), AfterValidator(distinct)
]
Description = Annotated[str, Text(1, 200)]


class Webhook(Model):
    """`failing_since`: nothing was taken since then. `rests_until`: its receiver asked to be left alone until then.
    `waiting` and `failed` are deliveries."""

    id: UUID
    url: str
    description: str
    event_types: tuple[str, ...]
    state: WebhookState
    made_at: datetime
    failing_since: datetime | None = None
    delivered_at: datetime | None = None
    rests_until: datetime | None = None
    waiting: int = 0
    failed: int = 0


class MadeWebhook(Model):
    """`secret` is shown this once: its receiver checks signatures with it."""

    secret: str
    made: Webhook


class WebhookDelivery(Model):
    """What became of one event at one webhook. `event_id` is the header `webhook-id`, however often it is sent; `code`:
    the city's tracking code, where the event has one; `answer`: the HTTP status of the last attempt, None where there
    was none, and `failure` says why."""

    event_id: UUID
    source: str
    type: str
    code: str | None
    occurred_at: datetime
    state: DeliveryState
    attempts: int
    due_at: datetime
    attempted_at: datetime | None
    answer: int | None
    failure: DeliveryFailure | None


class Replayed(Model):
    """How many events are sent, or would be."""

    events: int


class ListWebhooks(Query[Page[Webhook]]):
    """The oldest first."""


class GetWebhook(Query[Webhook]):
    webhook_id: UUID


class MakeWebhook(Command[MadeWebhook]):
    """Tell another system of events of these types from now on. One for the same address is there: `already_exists`.

    An address is https on its usual port, without a user in it, and none of an inner network.
    """

    sensitive: ClassVar[bool] = True
    remembered: ClassVar[bool] = False

    url: WebhookUrl
    event_types: EventTypes
    description: Description


class ChangeWebhook(Command[Webhook]):
    """What is under way already is sent to the new address, too."""

    sensitive: ClassVar[bool] = True

    webhook_id: UUID
    url: WebhookUrl
    event_types: EventTypes
    description: Description


class RotateWebhookSecret(Command[MadeWebhook]):
    """Make a new secret. The former signs beside it for a day."""

    sensitive: ClassVar[bool] = True
    remembered: ClassVar[bool] = False

    webhook_id: UUID


class PauseWebhook(Command[Webhook]):
    """Send nothing until it is resumed; what happens meanwhile waits."""

    webhook_id: UUID


class ResumeWebhook(Command[Webhook]):
    """Send again, what waits first; also where it was turned off by itself."""

    webhook_id: UUID


class DeleteWebhook(Command[Nothing]):
    """Forget it, its secrets and its deliveries."""

    webhook_id: UUID


class ListWebhookDeliveries(Query[Page[WebhookDelivery]]):
    """The latest event first. `text`: the beginning of an event's id, or a city's tracking code."""

    webhook_id: UUID
    state: DeliveryState | None = None
    type: EventType | None = None
    text: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    limit: int = Field(100, ge=1, le=1000)
    after: Annotated[str, Field(max_length=20)] | None = None


class ResendDelivery(Command[WebhookDelivery]):
    """Send one event once more, now. Its receiver knows it by its id."""

    webhook_id: UUID
    event_id: UUID


class ReplayWebhook(Command[Replayed]):
    """Send every event of its types once more that was recorded since then, ten thousand at most."""

    webhook_id: UUID
    since: RecordedMoment
    dry_run: bool = False
