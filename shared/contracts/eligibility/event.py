"""What every event of a selection carries."""

from __future__ import annotations

from uuid import UUID

from shared.contracts.events import Event
from shared.contracts.lifecycle import ApplicationState


class SelectionEvent(Event, aggregate="selection", key="application_id"):
    """`state` is the application's after the event."""

    application_id: UUID
    code: str
    call: str
    state: ApplicationState
