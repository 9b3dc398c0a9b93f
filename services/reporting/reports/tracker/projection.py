"""In which phase a city is, and with which status, from when on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from services.reporting.facts import Moment
from services.reporting.report import Projection
from shared.contracts import cohort
from shared.contracts.events import Event
from shared.privacy.declared import ERASED

if TYPE_CHECKING:
    from services.reporting.repository import Repository


def on_started(event: cohort.ParticipationStarted, moment: Moment, repository: Repository) -> None:
    """The first phase begins on the day on which the city joins. A name that intake has erased stays so."""
    joined_on = moment.happened_at.astimezone(ZoneInfo(event.time_zone)).date()
    known = repository.find_application(event.application_id)
    if known is not None and known.city == ERASED:
        event = event.model_copy(update={"city": ERASED, "admin_area": ERASED})
    repository.insert_participation(event)
    repository.insert_participation_phase(event.application_id, event.phase, joined_on, moment.recorded_at)


def on_advanced(event: cohort.PhaseAdvanced, moment: Moment, repository: Repository) -> None:
    repository.insert_participation_phase(event.application_id, event.to_phase, event.advanced_on, moment.recorded_at)


def on_stepped_back(event: cohort.SteppedBack, moment: Moment, repository: Repository) -> None:
    repository.insert_participation_phase(event.application_id, event.to_phase, event.stepped_on, moment.recorded_at)


def on_status(event: cohort.StatusChanged, moment: Moment, repository: Repository) -> None:
    repository.insert_participation_status(event.application_id, event.to_status, moment.recorded_at)


HEARS: Mapping[type[Event], Projection] = {
    cohort.ParticipationStarted: on_started,
    cohort.PhaseAdvanced: on_advanced,
    cohort.SteppedBack: on_stepped_back,
    cohort.StatusChanged: on_status,
}
