"""What pages and commands tell of themselves: the request is the record (shared/messaging/auditing.py)."""

from __future__ import annotations

from shared.contracts.requests import Nothing


def note() -> Nothing:
    return Nothing()
