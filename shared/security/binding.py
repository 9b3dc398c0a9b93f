"""What a command's token is bound to: its id and its body. With another body it opens nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from shared.contracts.errors import Refusal


@dataclass(frozen=True)
class Bound:
    """A token of a query has none, and is good for the method until it is over."""

    command_id: UUID
    body_sha256: str


def bound_to(command_id: UUID, body: Any) -> Bound:
    return Bound(command_id, digest_of(body))


def insist_on_binding(proven: Bound | None, command_id: UUID, body: Any) -> None:
    """Raises Refusal("unauthenticated") for a token of another command, or of none."""
    if proven != bound_to(command_id, body):
        raise Refusal("unauthenticated", reason="other_command")


def digest_of(body: Any) -> str:
    """Of the body as JSON: keys sorted, no spaces, in ASCII. Whoever asks identity for a token computes the same."""
    return sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
