"""How long there is until an instant, as people count it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import ceil


def days_left(until: datetime) -> int | None:
    """One that has begun counts; None once it is over."""
    left = until - datetime.now(UTC)
    return ceil(left / timedelta(days=1)) if left > timedelta() else None
