"""A call of a service as it goes out, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shared.contracts.errors import Refusal


@dataclass(frozen=True)
class Message:
    """One call as it goes out."""

    service: str
    method: str
    arguments: dict[str, Any]


#: {result, error} as a service sent it; a refusal where none did.
Outcome = dict[str, Any] | Refusal
