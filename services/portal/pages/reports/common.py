"""What reports share: where they are, and why a choice has none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shared.contracts.errors import Refusal

PATH = "/reports"
BY = ("country", "region", "language", "resident_outcome")


def asked(ask: Callable[[], Any]) -> tuple[Any, Refusal | None]:
    """The report, or why what was chosen has none: said above the choice, which stays."""
    try:
        return ask(), None
    except Refusal as refusal:
        if refusal.code not in ("invalid", "not_found"):
            raise
        return None, refusal
