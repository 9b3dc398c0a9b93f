"""Since when the broker takes no calls, as far as this process has seen. It asks nobody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

#: Why a call is refused where it is nobody's fault but the broker's.
OF_BROKER = frozenset({"broker", "broker_alarm", "broker_denies"})

#: Who has asked nothing for so long does not know whether all was well meanwhile.
UNSEEN = timedelta(minutes=1)


class Outage:
    def __init__(self) -> None:
        self._reason: str | None = None
        self._first = self._last = datetime.min.replace(tzinfo=UTC)

    def note(self, reason: str | None, now: datetime | None = None) -> None:
        """What became of a call: refused for one of OF_BROKER; anything else says that the broker is well."""
        now = now or datetime.now(UTC)
        if reason not in OF_BROKER:
            self._reason = None
            return
        if reason != self._reason or now - self._last > UNSEEN:
            self._reason, self._first = reason, now
        self._last = now

    def since(self, reason: str | None) -> datetime | None:
        """None where it is not what was seen last."""
        return self._first if reason is not None and reason == self._reason else None
