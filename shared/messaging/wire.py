"""Bytes to envelope and back, with limits: what comes from the broker is not trusted to be well-formed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from pydantic import ValidationError

from shared.contracts.envelope import Envelope
from shared.contracts.errors import Detail, Refusal
from shared.messaging.retry import Permanent

BODY_LIMIT_BYTES = 256_000
DEPTH_LIMIT = 32

#: What surrounds the body of a request in its message: levels of JSON, and bytes at most (token, trace, command id).
FRAME_LEVELS = 3
FRAME_BYTES = 6_000

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def read_json(body: bytes) -> Any:
    """JSON within the limits. Raises Permanent with a reason that quotes nothing of the body."""
    if len(body) > BODY_LIMIT_BYTES:
        raise Permanent(f"the body has {len(body)} bytes, more than {BODY_LIMIT_BYTES}")
    try:
        value = json.loads(body, parse_constant=refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Permanent("the body is not JSON") from error
    if body.count(b"{") + body.count(b"[") >= DEPTH_LIMIT and is_deeper_than(value, DEPTH_LIMIT):
        raise Permanent(f"the body is nested deeper than {DEPTH_LIMIT}")
    return value


def is_within_limits(body: bytes) -> bool:
    """Whether that can be said by its bytes alone. Of what cannot, read_json judges."""
    few_levels = body.count(b"{") + body.count(b"[") < DEPTH_LIMIT
    return few_levels and len(body) <= BODY_LIMIT_BYTES and b"NaN" not in body and b"Infinity" not in body


def insist_on_depth(fields: Mapping[str, Any]) -> None:
    """That a service will read what a request's fields hold. Judged before it is made JSON, which may not get so deep.
    Raises Refusal("invalid") that names the field."""
    most = DEPTH_LIMIT - FRAME_LEVELS
    if deep := [field for field, value in fields.items() if is_deeper_than(value, most)]:
        raise Refusal("invalid", *(Detail(field, "nested_too_deep", most=most) for field in deep))


def insist_on_size(fields: Mapping[str, Any]) -> None:
    """That a service will read a request with these fields. Raises Refusal("invalid") that names the largest."""
    most = BODY_LIMIT_BYTES - FRAME_BYTES
    if len(write_json(fields)) > most:
        largest = max(fields, key=lambda field: len(write_json(fields[field])))
        raise Refusal("invalid", Detail(largest, "too_many_bytes", most=most), reason="request_too_large", most=most)


def read_envelope(body: bytes) -> Envelope:
    """Raises Permanent when the body is not an envelope."""
    if is_within_limits(body):
        with suppress(ValidationError):  # why, is judged below
            return Envelope.model_validate_json(body)
    try:
        return Envelope.model_validate(read_json(body))
    except ValidationError as error:
        fields = sorted({".".join(map(str, item["loc"])) or "(body)" for item in error.errors()})
        raise Permanent(f"the envelope is malformed: {', '.join(fields[:5])}") from error


def write_json(value: Any) -> bytes:
    """In ASCII: half of a surrogate pair, which JSON can carry, has no place in UTF-8."""
    return json.dumps(value, separators=(",", ":")).encode()


def text_fields(value: Any, path: str, wanted: Callable[[str], bool]) -> list[str]:
    """The dotted paths of the texts in a JSON value, its keys included, that are `wanted`."""
    if isinstance(value, str):
        return [path] if wanted(value) else []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = []
    for key, child in items:
        below = f"{path}.{key}" if path else str(key)
        found += [path] if isinstance(key, str) and wanted(key) else text_fields(child, below, wanted)
    return found


def is_unstorable(text: str) -> bool:
    """NUL and half of a surrogate pair: JSON carries them, PostgreSQL takes neither."""
    return _UNSTORABLE.search(text) is not None


def refuse_constant(name: str) -> None:
    """NaN and Infinity are no JSON, and PostgreSQL takes none."""
    raise ValueError(name)


def is_deeper_than(value: Any, limit: int) -> bool:
    """Whether JSON is nested in more levels."""
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
