"""What is known of cities by what events said of them: the values alone, which rows keep and reports read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

THERE = ("active", "paused")  # of a city that takes part


@dataclass(frozen=True)
class Moment:
    """When a fact happened, and when it was recorded here: reports as of T count by the second."""

    happened_at: datetime
    recorded_at: datetime


@dataclass(frozen=True)
class Fact:
    """What was known of a city at a moment."""

    code: str
    city: str
    country: str
    kind: str
    key: str
    says: Mapping[str, Any]
    happened_at: datetime
    recorded_at: datetime

    @property
    def about(self) -> str:
        """By which its events are found."""
        return f"{self.kind}/{self.key}" if self.key else self.kind

    def day(self, name: str) -> date | None:
        value = self.says.get(name)
        return date.fromisoformat(value) if value else None
