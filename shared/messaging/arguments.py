"""A call as it comes in: what its message carries, read and judged by its form; and a refusal as its caller reads it.

The twin of message.py, which says how a call goes out.
"""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from shared.contracts.errors import Detail, Refusal
from shared.contracts.field_codes import refusal_of
from shared.contracts.requests import CommandFrame, Request
from shared.messaging import names
from shared.messaging.retry import Permanent
from shared.messaging.subscription import Delivery
from shared.messaging.wire import BODY_LIMIT_BYTES, DEPTH_LIMIT, is_unstorable, read_json, text_fields

SOURCE_MOST = 64  # characters


def address_of(delivery: Delivery) -> tuple[str, str]:
    """Where the reply goes, by properties that are read without the body. Raises Permanent."""
    reply_to, correlation_id = delivery.properties.get("reply_to"), delivery.properties.get("correlation_id")
    if not isinstance(reply_to, str) or not names.is_reply_key(reply_to) or not correlation_id:
        raise Permanent("a request without reply_to or correlation_id")
    return reply_to, str(correlation_id)


def read_arguments(body: bytes) -> dict[str, Any]:
    """The keyword arguments of a call. Raises Refusal("invalid")."""
    try:
        call = read_json(body)
    except Permanent:
        raise Refusal(
            "invalid", reason="unreadable_message", most=BODY_LIMIT_BYTES, depth=DEPTH_LIMIT
        ) from None  # fmt: skip
    arguments = call.get("kwargs") if isinstance(call, dict) else None
    if not isinstance(arguments, dict) or call.get("args"):
        raise Refusal("invalid", Detail("kwargs", "missing"))
    return arguments


def parse_request(model: type[Request[Any]], arguments: dict[str, Any]) -> tuple[Request[Any], CommandFrame | None]:
    """The typed request, and its frame for a command. Raises Refusal("invalid") naming each field."""
    if unstorable := text_fields(arguments.get("body"), "", is_unstorable):
        raise Refusal("invalid", *(Detail(field, "control_characters") for field in unstorable))
    try:
        frame = CommandFrame.model_validate(arguments.get("command")) if model.is_command else None
        return model.model_validate(arguments.get("body", {})), frame
    except ValidationError as error:
        raise refusal_of(error) from None


def source_of(arguments: dict[str, Any]) -> str | None:
    """Where the request came from, as its edge says; None where it says nothing that could be one."""
    source = arguments.get("source")
    return source if isinstance(source, str) and 0 < len(source) <= SOURCE_MOST and source.isprintable() else None


def as_remote_error(refusal: Refusal) -> dict[str, Any]:
    """nameko's shape of an error; the code stands as its type, the whole refusal as its argument."""
    return {
        "exc_type": refusal.code,
        "exc_path": f"alliance.{refusal.code}",
        "exc_args": [refusal.as_dict()],
        "value": refusal.message,
    }
