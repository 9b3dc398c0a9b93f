"""What a city's team is told of a new phase. That it stepped back its event says alone: a line of service.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.notifications.handlers.telling import Telling
    from shared.contracts import cohort


def tell_phase(event: cohort.PhaseAdvanced, telling: Telling) -> None:
    """A phase that the city was told of before, and stepped back from, has begun again."""
    again = telling.repository.was_told(event.code, "phase_started", "phase", event.to_phase, telling.event_id)
    values = {"phase": event.to_phase, "advanced_on": event.advanced_on.isoformat(), "again": again}
    telling.tell(event, "phase_started", values)
