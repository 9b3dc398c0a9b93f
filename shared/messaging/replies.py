"""A reply as its model, or the refusal that a service sent."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import ValidationError

from shared.contracts.errors import Refusal
from shared.contracts.requests import Model, Request
from shared.messaging.message import Outcome

Reply = TypeVar("Reply", bound=Model)


def read_reply(request: Request[Reply], outcome: Outcome) -> Reply:
    """Raises Refusal."""
    if isinstance(outcome, Refusal):
        raise outcome
    if outcome["error"] is not None:
        raise as_refusal(outcome["error"])
    reply_model: type[Reply] = request.reply  # type: ignore[assignment]  # what Request[Reply] was made with
    return reply_model.model_validate(outcome["result"])


def reply_or_refusal(request: Request[Reply], outcome: Outcome) -> Reply | Refusal:
    try:
        return read_reply(request, outcome)
    except Refusal as refusal:
        return refusal


def reply_or_none(request: Request[Reply], outcome: Outcome) -> Reply | None:
    """None for a refusal, and for what another version of the service says and this one cannot read."""
    try:
        return read_reply(request, outcome)
    except (Refusal, ValidationError):
        return None


def as_refusal(error: dict[str, Any]) -> Refusal:
    """The refusal that a service sent, from nameko's shape of an error."""
    try:
        return Refusal.from_dict(error["exc_args"][0])
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        return Refusal("internal_error", reason="other_error")
