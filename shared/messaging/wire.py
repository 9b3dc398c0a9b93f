"""Bytes to envelope and back, with limits: what comes from the broker is not trusted to be well-formed."""

from __future__ import annotations

import json
from typing import Any

from pydantic import ValidationError

from shared.contracts.envelope import Envelope
from shared.messaging.retry import Permanent

BODY_LIMIT_BYTES = 256_000
DEPTH_LIMIT = 32


def read_json(body: bytes) -> Any:
    """JSON within the limits. Raises Permanent with a reason that quotes nothing of the body."""
    if len(body) > BODY_LIMIT_BYTES:
        raise Permanent(f"the body has {len(body)} bytes, more than {BODY_LIMIT_BYTES}")
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Permanent("the body is not JSON") from error
    if _deeper_than(value, DEPTH_LIMIT):
        raise Permanent(f"the body is nested deeper than {DEPTH_LIMIT}")
    return value


def read_envelope(body: bytes) -> Envelope:
    """Raises Permanent when the body is not an envelope."""
    try:
        return Envelope.model_validate(read_json(body))
    except ValidationError as error:
        fields = sorted({".".join(map(str, item["loc"])) or "(body)" for item in error.errors()})
        raise Permanent(f"the envelope is malformed: {', '.join(fields[:5])}") from error


def write_json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def _deeper_than(value: Any, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        level = [
            child
            for item in level
            if isinstance(item, dict | list)
            for child in (item.values() if isinstance(item, dict) else item)
        ]
        if not level:
            return False
    return True
