"""Dead letters: messages that could not be handled, kept with the reason. Operations takes them into its database."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from uuid import uuid4

from shared.messaging import names
from shared.messaging.publisher import Outgoing
from shared.messaging.subscription import Delivery
from shared.messaging.wire import write_json

#: Headers that the kernel writes on a copy for the retry queues or the dead letters.
ATTEMPT, REASON, QUEUE, FIRST_AT = "x-attempt", "x-reason", "x-queue", "x-first-failed-at"
#: Set by operations on a copy that is to be skipped: taken in, applied to the order, not handled.
DISCARDED = "x-discarded"

_METHOD = re.compile(r"[a-z]{1,40}\.[a-z_]{1,80}")
_OURS = (ATTEMPT, REASON, QUEUE, FIRST_AT, DISCARDED)


def attempt_of(delivery: Delivery) -> int:
    """1 for the first attempt. A header that is no number counts as 1."""
    value = delivery.headers.get(ATTEMPT, 1)
    return value if isinstance(value, int) and value > 0 else 1


def retry_copy(delivery: Delivery, queue: str, delay_s: int, reason: str) -> Outgoing:
    """The message again, for the retry queue of that delay: from there it returns to `queue`."""
    headers = {**_kept(delivery, queue, reason), ATTEMPT: attempt_of(delivery) + 1}
    return _copy(delivery, names.retry(names.owner_of(queue), delay_s), queue, headers)


def dead_copy(delivery: Delivery, queue: str, reason: str) -> Outgoing:
    """The message for the dead letters, with queue, reason and attempts."""
    headers = {**_kept(delivery, queue, reason), ATTEMPT: attempt_of(delivery)}
    return _copy(delivery, names.dead_letters_exchange(names.owner_of(queue)), queue, headers)


def in_short(request: Delivery) -> Delivery:
    """A request without what it says: its caller has gone, and it may hold a token and what people wrote."""
    return replace(request, body=short_of(request.body, request.routing_key))


def short_of(body: bytes, routing_key: object) -> bytes:
    """The method that was asked for, and a digest by which two letters of one request are known."""
    method = routing_key if isinstance(routing_key, str) and _METHOD.fullmatch(routing_key) else None
    return write_json({"request": method, "sha256": sha256(body).hexdigest()})


def _kept(delivery: Delivery, queue: str, reason: str) -> dict[str, str]:
    first = delivery.headers.get(FIRST_AT)
    now = datetime.now(UTC).isoformat()
    first_at = first if isinstance(first, str) and len(first) <= len(now) else now
    return {QUEUE: queue, REASON: reason[:500], FIRST_AT: first_at}


def _copy(delivery: Delivery, exchange: str, queue: str, headers: dict[str, object]) -> Outgoing:
    """Headers that came from outside are not carried on: only strings and numbers of our own."""
    return Outgoing(
        id=str(delivery.properties.get("message_id") or uuid4()),
        exchange=exchange,
        routing_key=queue,
        body=delivery.body,
        headers={key: value for key, value in headers.items() if key in _OURS},
    )
