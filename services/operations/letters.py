"""Reads dead letters. Whatever the bytes and headers hold, there is a letter: nothing here raises.

The kernel's own copies say queue, reason and attempts in its headers; what the broker gave up says them in x-death.
"""

from __future__ import annotations

import json
import math
import re
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

from services.operations.domain.dead_letters import Letter, producer_of
from shared.contracts.codes import is_code
from shared.contracts.envelope import Envelope
from shared.contracts.operations.dead_letters import BY_THE_BROKER, GAVE_UP, NO_REASON
from shared.messaging.dead_letters import ATTEMPT, FIRST_AT, QUEUE, REASON, short_of
from shared.messaging.names import DEAD, dead_letters_exchange, is_retry_queue, owner_of, rpc_queue, whole
from shared.messaging.retry import Permanent
from shared.messaging.topology import DELIVERY_LIMIT
from shared.messaging.wire import read_envelope, read_json

UNKNOWN = "unknown"
NAME_LENGTH, REASON_LENGTH, GROUP_LENGTH = 200, 500, 60
HEADER_DEPTH = 6
TEXT_BYTES = 2_000  # of a body that is no JSON object, for people

_LETTERS = UUID("0d1f0c39-2c1b-5d54-9d7e-6a3c0f5f1b02")


def read_letter(body: bytes, headers: dict[str, Any], message_id: object, now: datetime, *, exchange: str) -> Letter:
    """The letter in a message of the dead queue. The same message again gives the same id.

    Only over the broker's own exchange may it name any queue: a service speaks of its own alone, whatever it says.
    Of a request nothing is kept but its method: what the broker gave up comes whole.
    """
    death = _death_of(headers) if exchange == DEAD else None
    queue = whole(_text(death.get("queue") if death else headers.get(QUEUE), NAME_LENGTH) or UNKNOWN)
    if exchange not in (DEAD, dead_letters_exchange(owner_of(queue))):
        queue = UNKNOWN
    if death and queue.startswith(rpc_queue("")):
        keys = death.get("routing-keys")
        body = short_of(body, keys[0] if isinstance(keys, list) and keys else None)
        headers = {"x-death": [death]}
    reason = f"{death.get('reason')}{BY_THE_BROKER}" if death else headers.get(REASON)
    reason = _text(reason, REASON_LENGTH) or NO_REASON
    attempts = _attempts_of(headers, death)
    message_id = _text(message_id, NAME_LENGTH) or ""
    failed_at = death.get("time") if death else headers.get(FIRST_AT)
    digest = sha256(body).hexdigest()
    letter_id = uuid5(_LETTERS, "|".join([message_id, queue, str(attempts), str(failed_at), digest]))
    return Letter(
        id=letter_id,
        message_id=message_id or str(letter_id),
        queue=queue,
        event_type=_event_type_of(body),
        reason=reason,
        code=group_of(reason),
        attempts=attempts,
        first_at=_moment_of(headers.get(FIRST_AT)) or _moment_of(failed_at) or now,
        body=body,
        about=_about_of(body),
        headers={str(_plain(key)): _plain(value) for key, value in headers.items()},
    )


def group_of(reason: str) -> str:
    """A short name that letters of one cause share: the error's class, else the reason's head without its numbers."""
    if found := GAVE_UP.search(reason):
        return found["error"][:GROUP_LENGTH]
    return re.sub(r"\d+", "#", reason.partition(":")[0]).strip()[:GROUP_LENGTH] or UNKNOWN


def envelope_of(letter: Letter) -> Envelope | None:
    """The event in the letter, None where its consumer cannot read it either."""
    try:
        envelope = read_envelope(letter.body)
    except Permanent:
        return None
    return envelope if envelope.source == producer_of(letter.queue) else None


def readable_body(letter: Letter) -> dict[str, Any] | None:
    """For people: the JSON object in the letter; None where there is none."""
    body = _json_of(letter.body)
    return body if isinstance(body, dict) else None


def readable_text(letter: Letter) -> str | None:
    """For people: what is no JSON object, as far as it can be read; None where `readable_body` shows it."""
    if readable_body(letter) is not None:
        return None
    return letter.body[:TEXT_BYTES].decode("utf-8", "backslashreplace").replace("\0", "\\x00")


def _death_of(headers: dict[str, Any]) -> dict[str, Any] | None:
    """The broker's latest record of its giving up, past the turns in our retry queues; copies that the kernel made
    carry none."""
    deaths = headers.get("x-death")
    records = [death for death in deaths if isinstance(death, dict)] if isinstance(deaths, list) else []
    return next((death for death in records if not is_retry_queue(death.get("queue"))), None)


def _attempts_of(headers: dict[str, Any], death: dict[str, Any] | None) -> int:
    if death and death.get("reason") == "delivery_limit":
        return DELIVERY_LIMIT + 1
    value = headers.get(ATTEMPT)
    return value if isinstance(value, int) and 0 < value < 1_000_000 else 1


def _event_type_of(body: bytes) -> str | None:
    value = _json_of(body)
    return _text(value.get("type"), NAME_LENGTH) if isinstance(value, dict) else None


def _about_of(body: bytes) -> str | None:
    value = _json_of(body)
    data = value.get("data") if isinstance(value, dict) else None
    code = data.get("code") if isinstance(data, dict) else None
    return code if isinstance(code, str) and is_code(code) else None


def _json_of(body: bytes) -> Any:
    """None where it is no JSON, or JSON that cannot be written again."""
    try:
        value = read_json(body)
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except (Permanent, ValueError):
        return None
    return value


def _moment_of(value: object) -> datetime | None:
    """A time header of the kernel (ISO 8601) or of the broker (UTC)."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC) if isinstance(moment, datetime) else None
    except (ValueError, OverflowError):
        return None


def _text(value: object, length: int) -> str | None:
    """What a text column takes; None for what is no text."""
    if not isinstance(value, str):
        return None
    return value.replace("\x00", " ").encode(errors="replace").decode()[:length].strip() or None


def _plain(value: object, depth: int = HEADER_DEPTH) -> Any:
    """A header's value as a jsonb column takes it."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, list | tuple) and depth:
        return [_plain(item, depth - 1) for item in value]
    if isinstance(value, dict) and depth:
        return {str(_plain(str(key))): _plain(item, depth - 1) for key, item in value.items()}
    if isinstance(value, datetime):
        return value.isoformat()
    return _text(str(value), REASON_LENGTH) or ""
