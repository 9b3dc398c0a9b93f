"""The clock that a service hands to its handlers. Handlers never read it themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from nameko.extensions import DependencyProvider


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self, zone: str = "UTC") -> date:
        """The calendar day in that zone."""
        return self.now().astimezone(ZoneInfo(zone)).date()


class Clock(DependencyProvider):  # type: ignore[misc]
    """`clock = Clock()` in a service class."""

    def get_dependency(self, _worker_ctx: object) -> SystemClock:
        return SystemClock()
