"""Rules of webhooks: how a delivery is signed, when it is tried again, when a webhook is turned off."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from uuid import UUID

from standardwebhooks import Webhook as Signer

from shared.contracts.errors import Detail, Refusal
from shared.contracts.registry import EVENTS
from shared.contracts.reporting import DeliveryFailure, DeliveryState, WebhookState

#: After each attempt that failed; those of the Standard Webhooks' specification. After the last there is no other.
RETRY_AFTER = (
    timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=5),
    timedelta(hours=10), timedelta(hours=14), timedelta(hours=20), timedelta(hours=24),
)  # fmt: skip
OFF_AFTER = timedelta(days=5)  # in which nothing was taken
FORMER_SIGNS_FOR = timedelta(hours=24)
MOST_WEBHOOKS = 20
MOST_SECRETS = 5  # that sign at a time
MOST_REPLAYED = 10_000
SECRET_BYTES = 32
PREFIX = "whsec_"
GONE = 410  # its receiver wants nothing any more
BUSY = (429, 503)  # and nothing now
LONGEST_REST = timedelta(days=1)
DIGITS = 9  # of seconds; more are no less than the longest

TYPES = frozenset(name for _, name in EVENTS)


@dataclass(frozen=True)
class Parcel:
    """One event that is due at one webhook. `attempts`: with this one."""

    webhook_id: UUID
    seq: int
    event_id: UUID
    url: str
    attempts: int
    envelope: dict[str, Any]
    secrets: tuple[str, ...]  # as they are kept: sealed


@dataclass(frozen=True)
class Answer:
    """What came of an attempt: the HTTP status, or why there was none; for how long its receiver wants nothing."""

    status: int | None = None
    failure: DeliveryFailure | None = None
    rest: timedelta | None = None

    @property
    def taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True)
class Settled:
    """What becomes of a delivery; `again_in`: None where it is over."""

    state: DeliveryState
    again_in: timedelta | None


def settle(answer: Answer, attempts: int) -> Settled:
    if answer.taken:
        return Settled("delivered", None)
    if attempts > len(RETRY_AFTER) or answer.status == GONE:
        return Settled("failed", None)
    return Settled("waiting", max(RETRY_AFTER[attempts - 1], answer.rest or timedelta()))


def rest_of(status: int, retry_after: str | None, now: datetime) -> timedelta | None:
    """What `Retry-After` asks for beside a status that says "not now": seconds, or a moment; a day at most."""
    if status not in BUSY or retry_after is None:
        return None
    if retry_after.isascii() and retry_after.isdecimal():
        return min(timedelta(seconds=int(retry_after[:DIGITS])), LONGEST_REST)
    try:
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return min(max((until if until.tzinfo else until.replace(tzinfo=UTC)) - now, timedelta()), LONGEST_REST)


def state_after(answer: Answer, state: WebhookState, failing_since: datetime | None, now: datetime) -> WebhookState:
    """Of the webhook. One that is paused meanwhile stays so."""
    if state != "on" or answer.taken:
        return state
    gone = answer.status == GONE
    return "off" if gone or (failing_since is not None and now - failing_since >= OFF_AFTER) else state


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def headers_of(event_id: UUID, body: str, signing: Iterable[str], now: datetime) -> dict[str, str]:
    """By every secret that signs now, the newest first."""
    signatures = (Signer(secret).sign(str(event_id), now, body) for secret in signing)
    return {
        "webhook-id": str(event_id),
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def insist_on_types(event_types: Sequence[str]) -> None:
    unknown = [
        Detail(f"event_types.{place}", "no_such_event", name=one)
        for place, one in enumerate(event_types)
        if one not in TYPES
    ]
    if unknown:
        raise Refusal("invalid", *unknown)


def insist_on_room(webhooks: int) -> None:
    if webhooks >= MOST_WEBHOOKS:
        raise Refusal("invalid", Detail("url", "too_many_webhooks", most=MOST_WEBHOOKS))


def insist_on_replayable(events: int) -> None:
    if events > MOST_REPLAYED:
        raise Refusal("invalid", Detail("since", "too_many_events", most=MOST_REPLAYED, events=events))
