"""What waits of a city, and for whom: the work queue's own steps, kept with the moments between which it waited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from services.reporting.facts import Moment
from services.reporting.report import EVERY, Projection
from services.reporting.work import BY_NAME, Opened, changes_of
from shared.contracts import cohort
from shared.contracts.events import Event

if TYPE_CHECKING:
    from services.reporting.repository import Repository

WAITING = "waits_"  # before the name of a kind of work


def on_event(event: cohort.ParticipationEvent, moment: Moment, repository: Repository) -> None:
    for name, change in changes_of(event):
        kind = WAITING + name
        if isinstance(change, Opened):
            says = {"due_on": change.due_on and change.due_on.isoformat(), "waits_for": BY_NAME[name].waits_for.value}
            repository.put_fact(event.application_id, kind, change.key, says, moment)
        else:
            repository.end_facts(event.application_id, kind, change.key or EVERY, moment)


HEARS: Mapping[type[Event], Projection] = {cohort.ParticipationEvent: on_event}
